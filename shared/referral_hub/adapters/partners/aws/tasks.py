"""
What AWS does in a task of its own, which is watched for a few seconds.

The same token always leads to the same task, whatever became of it. A task that failed is therefore
a refusal even where AWS only stumbled: a retry is a new run, and brings a new token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from referral_hub.domain.effects import Done, Outcome, Pending, Refused

from . import words
from .central import Central
from .errors import without_people

Task = Mapping[str, Any]

# Seconds between two looks at a task. Most are done within three, and each look is a call.
_NAPS = (1.5, 1.5, 2.0)
_FINISHED = ("COMPLETE", "FAILED")


class Words(NamedTuple):
    """What AWS could not do when a task failed, and what it does while one runs."""

    failed: str
    running: str


def watched(central: Central, operation: str, task: Task, sleep: Callable[[float], None]) -> Task:
    """Look at a task, listed by this operation, until it ends or it is time to give up."""
    for nap in _NAPS:
        if task.get("TaskStatus") in _FINISHED or "TaskId" not in task:
            break
        sleep(nap)
        listed = central.walk(operation, "TaskSummaries", TaskIdentifier=[task["TaskId"]])
        task = next(listed, task)
    return task


def by_status(central: Central, operation: str, **wanted: list[str]) -> dict[Any, Task]:
    return {t.get("TaskStatus"): t for t in central.walk(operation, "TaskSummaries", **wanted)}


def outcome_of(task: Task, said: Words) -> Outcome:
    match task.get("TaskStatus"):
        case "COMPLETE" if task.get("OpportunityId"):
            return Done(result=task["OpportunityId"])
        case "FAILED":
            code, message = str(task.get("ReasonCode", "")), str(task.get("Message", ""))
            reason = words.failed_task(code, without_people(message), said.failed)
            return Refused(reason=reason)
        case _:
            return Pending(reason=said.running)
