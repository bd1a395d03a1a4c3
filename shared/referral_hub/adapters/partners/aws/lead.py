"""
Answers to a lead.

Accepting is done at once, and opens the engagement with its people; nothing is an opportunity yet.
It becomes one when AWS is told the CRM's id: the lead is said to be qualified, converted, and the
draft that comes of it gets the id and the people, whom AWS leaves behind. Each step looks first
what is there, so a repeated call goes on where the last one ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from referral_hub.domain.effects import Done, Outcome, Refused

from . import tasks, words
from .central import Central
from .crm_id import tell_id
from .engagement import Lead, qualified
from .errors import Refusal

_CONVERSIONS = "list_opportunity_from_engagement_tasks"


def accept(central: Central, invitation_id: str) -> Outcome:
    """
    Accept, unless it is accepted; the result is the engagement.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    found = central.find("get_engagement_invitation", Identifier=invitation_id)
    if found is None:
        return Refused(reason=words.GONE)
    if settled := _settled(found):
        return settled
    try:
        central.ask("accept_engagement_invitation", Identifier=invitation_id)
    except Refusal as refusal:
        now = central.find("get_engagement_invitation", Identifier=invitation_id)
        return _settled(now or {}) or refusal.refused
    return Done(result=found["EngagementId"])


def tell(
    central: Central,
    engagement_id: str,
    crm_id: str,
    *,
    token: str,
    sleep: Callable[[float], None],
) -> Outcome:
    """
    Make an opportunity of the lead, once, and write the CRM's id into it; the result is its id.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    lead = qualified(central, engagement_id)
    if lead.status == "Disqualified":
        return Refused(reason=words.DISQUALIFIED)
    converted = _converted(central, lead, token, sleep)
    if not isinstance(converted, Done):
        return converted
    told = tell_id(central, converted.result, crm_id, people=lead.people)
    return converted if isinstance(told, Done) else told


def _converted(central: Central, lead: Lead, token: str, sleep: Callable[[float], None]) -> Outcome:
    """Convert, or find what somebody in Partner Central, or an earlier call, began."""
    known = tasks.by_status(central, _CONVERSIONS, EngagementIdentifier=[lead.engagement_id])
    task = known.get("COMPLETE") or known.get("IN_PROGRESS") or _started(central, lead, token)
    return tasks.outcome_of(tasks.watched(central, _CONVERSIONS, task, sleep), _WORDS)


def _started(central: Central, lead: Lead, token: str) -> Any:
    return central.ask(
        "start_opportunity_from_engagement_task",
        Identifier=lead.engagement_id,
        ContextIdentifier=lead.context_id,
        ClientToken=token,
    )


def _settled(invitation: Mapping[str, Any]) -> Outcome | None:
    if invitation.get("Status") == "ACCEPTED":
        return Done(result=invitation["EngagementId"])
    closed = words.CLOSED.get(str(invitation.get("Status")))
    return Refused(reason=closed) if closed else None


_WORDS = tasks.Words("convert the lead", "AWS is still converting the lead")
