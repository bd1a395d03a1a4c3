"""
Accepting an invitation: AWS does it in a task, which is watched for a few seconds.

The same token always leads to the same task, whatever became of it. A task that failed is therefore
a refusal even where AWS only stumbled: a retry is a new run, and brings a new token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Pending, Refused
from referral_hub.domain.errors import Unavailable

from . import words
from .central import Central
from .errors import CONFLICT, SYSTEM, Refusal, without_people

Task = Mapping[str, Any]

# Seconds between two looks at a task; most are done within three.
_NAPS = (0.3, 0.7, 1.0, 1.0)
_FINISHED = ("COMPLETE", "FAILED")
_NOT_YET = Pending(reason="AWS is still accepting the invitation")


def accept(
    central: Central, invitation_id: str, *, token: str, sleep: Callable[[float], None]
) -> Outcome:
    """
    Accept, or find the acceptance that an earlier call or somebody else began.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    try:
        task: Task = central.ask(
            "start_engagement_by_accepting_invitation_task",
            Identifier=invitation_id,
            ClientToken=token,
        )
    except Refusal as refusal:
        return _settled_before(central, invitation_id, refusal)
    return _outcome_of(_watched(central, task, sleep))


def _watched(central: Central, task: Task, sleep: Callable[[float], None]) -> Task:
    for nap in _NAPS:
        if task.get("TaskStatus") in _FINISHED or "TaskId" not in task:
            break
        sleep(nap)
        task = next(_tasks(central, TaskIdentifier=[task["TaskId"]]), task)
    return task


def _tasks(central: Central, **wanted: list[str]) -> Any:
    return central.walk("list_engagement_by_accepting_invitation_tasks", "TaskSummaries", **wanted)


def _outcome_of(task: Task) -> Outcome:
    match task.get("TaskStatus"):
        case "COMPLETE" if task.get("OpportunityId"):
            return Done(result=task["OpportunityId"])
        case "FAILED":
            message = without_people(str(task.get("Message", "")))
            return Refused(reason=words.failed_task(str(task.get("ReasonCode", "")), message))
        case _:
            return _NOT_YET


def _settled_before(central: Central, invitation_id: str, refusal: Refusal) -> Outcome:
    """AWS would not start a task: it may have accepted before, under a token we do not know."""
    tasks = _tasks(central, EngagementInvitationIdentifier=[invitation_id])
    known = {task.get("TaskStatus"): task for task in tasks}
    if task := known.get("COMPLETE") or known.get("IN_PROGRESS"):
        return _outcome_of(task)
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
