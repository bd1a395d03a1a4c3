"""What clients send and are shown about what could not be done in other systems."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from referral_hub.application.sync_problems import Attempt, Group
from referral_hub.domain.bodies import Reason
from referral_hub.domain.cause import Cause
from referral_hub.domain.patterns import MAYBE_PARTNER_ID
from referral_hub.domain.problem import ProblemState
from referral_hub.domain.shapes import Frozen

from .shapes import Cursor, Limit
from .sync_problem_views import SyncProblemView

System = Annotated[str, StringConstraints(pattern=MAYBE_PARTNER_ID)]


class RetryAllBody(Frozen):
    """Which open problems to retry; a long list takes several calls, led on by `cursor`."""

    system: System = Field(min_length=1)
    cause: Cause
    limit: int = Field(default=25, ge=1, le=100)
    cursor: Cursor = ""


class DismissBody(Frozen):
    reason: Reason


class SyncProblemQuery(Frozen):
    """The problems of one state; a page looks through up to 500, as that of the inbox does."""

    state: ProblemState = ProblemState.OPEN
    system: System = ""
    cause: Cause | Literal[""] = ""
    limit: Limit = 25
    cursor: Cursor = ""


class SyncProblemPage(Frozen):
    items: tuple[SyncProblemView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class SyncProblemGroups(Frozen):
    """Open and waiting problems by system and cause."""

    items: tuple[Group, ...]
    complete: bool = Field(description="Whether all were counted: at most 1000 of a state are.")


class RetriedPage(Frozen):
    """What became of each referral; go on with `next_cursor` until it is empty."""

    items: tuple[Attempt, ...]
    next_cursor: str = Field(default="", description="Empty when all were tried.")
