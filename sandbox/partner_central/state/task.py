"""What takes its time: accepting an invitation, converting a lead, submitting an opportunity."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from sandbox.partner_central.state.ids import arn


class TaskStatus(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One attempt at something."""

    arn_kind: ClassVar[str]

    id: str
    catalog: str
    started: datetime
    status: TaskStatus = TaskStatus.IN_PROGRESS
    opportunity_id: str | None = None
    snapshot_job_id: str | None = None
    reason_code: str | None = None
    message: str | None = None

    @property
    def arn(self) -> str:
        return arn(self.catalog, self.arn_kind, self.id)

    @property
    def is_running(self) -> bool:
        return self.status is TaskStatus.IN_PROGRESS

    def completed(self, *, opportunity_id: str, snapshot_job_id: str) -> Self:
        return replace(
            self,
            status=TaskStatus.COMPLETE,
            opportunity_id=opportunity_id,
            snapshot_job_id=snapshot_job_id,
        )

    def failed(self, *, reason_code: str, message: str) -> Self:
        return replace(self, status=TaskStatus.FAILED, reason_code=reason_code, message=message)


@dataclass(frozen=True, kw_only=True)
class AcceptTask(Task):
    """One attempt to accept one invitation."""

    arn_kind = "engagement-by-accepting-invitation-task"

    invitation_id: str


@dataclass(frozen=True, kw_only=True)
class SubmissionTask(Task):
    """One attempt to hand an opportunity to AWS; `submitted_id` is known from its beginning."""

    arn_kind = "engagement-from-opportunity-task"

    submitted_id: str
    asked: dict[str, Any]
    engagement_id: str | None = None
    invitation_id: str | None = None

    def opened(self, *, engagement_id: str, invitation_id: str) -> Self:
        return replace(self, engagement_id=engagement_id, invitation_id=invitation_id)


@dataclass(frozen=True, kw_only=True)
class ConversionTask(Task):
    """
    One attempt to make an opportunity of one context of an engagement.

    `source_id` is the lead's context; `context_id` the new one, once there is one.
    """

    arn_kind = "opportunity-from-engagement-task"

    engagement_id: str
    source_id: str
    context_id: str | None = None

    def about(self, context_id: str) -> Self:
        return replace(self, context_id=context_id)
