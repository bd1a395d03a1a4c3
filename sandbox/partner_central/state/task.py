"""The asynchronous acceptance of an invitation."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sandbox.partner_central.state.ids import arn


class TaskStatus(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


@dataclass(frozen=True)
class AcceptTask:
    """One attempt to accept one invitation."""

    id: str
    catalog: str
    account: str
    invitation_id: str
    started: datetime
    status: TaskStatus = TaskStatus.IN_PROGRESS
    opportunity_id: str | None = None
    snapshot_job_id: str | None = None
    reason_code: str | None = None
    message: str | None = None

    @property
    def arn(self) -> str:
        kind = "engagement-by-accepting-invitation-task"
        return arn(self.catalog, kind, self.id, account=self.account)

    @property
    def is_running(self) -> bool:
        return self.status is TaskStatus.IN_PROGRESS

    def completed(self, *, opportunity_id: str, snapshot_job_id: str) -> "AcceptTask":
        return replace(
            self,
            status=TaskStatus.COMPLETE,
            opportunity_id=opportunity_id,
            snapshot_job_id=snapshot_job_id,
        )

    def failed(self, *, reason_code: str, message: str) -> "AcceptTask":
        return replace(self, status=TaskStatus.FAILED, reason_code=reason_code, message=message)
