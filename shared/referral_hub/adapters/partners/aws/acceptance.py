"""Accepting an invitation to an opportunity: AWS does it in a task."""

from __future__ import annotations

from collections.abc import Callable

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable

from . import tasks, words
from .central import Central
from .errors import CONFLICT, SYSTEM, Refusal

_LIST = "list_engagement_by_accepting_invitation_tasks"
_WORDS = tasks.Words("accept", "AWS is still accepting the invitation")


def accept(
    central: Central, invitation_id: str, *, token: str, sleep: Callable[[float], None]
) -> Outcome:
    """
    Accept, or find the acceptance that an earlier call or somebody else began.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    try:
        task = central.ask(
            "start_engagement_by_accepting_invitation_task",
            Identifier=invitation_id,
            ClientToken=token,
        )
    except Refusal as refusal:
        return _settled_before(central, invitation_id, refusal)
    return tasks.outcome_of(tasks.watched(central, _LIST, task, sleep), _WORDS)


def _settled_before(central: Central, invitation_id: str, refusal: Refusal) -> Outcome:
    """AWS would not start a task: it may have accepted before, under a token we do not know."""
    known = tasks.by_status(central, _LIST, EngagementInvitationIdentifier=[invitation_id])
    if task := known.get("COMPLETE") or known.get("IN_PROGRESS"):
        return tasks.outcome_of(task, _WORDS)
    if refusal.code == CONFLICT:
        raise Unavailable(SYSTEM, refusal.reason, cause=Cause.BUSY)
    if told := _why_not(central, invitation_id):
        return Refused(reason=told)
    return refusal.refused


def _why_not(central: Central, invitation_id: str) -> str:
    found = central.find("get_engagement_invitation", Identifier=invitation_id)
    status = found.get("Status") if found else None
    if status == "ACCEPTED":
        told = "AWS says that it was accepted, and not yet as which opportunity"
        raise Unavailable(SYSTEM, told, cause=Cause.BUSY)
    return words.CLOSED.get(str(status), "") if found else words.GONE
