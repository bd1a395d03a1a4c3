"""How an acceptance task shows itself, in both operations that show one."""

from typing import Any

from sandbox.partner_central.state.task import AcceptTask
from sandbox.partner_central.timestamps import to_wire
from sandbox.partner_central.views.pick import present


def task(shown: AcceptTask) -> dict[str, Any]:
    """Show a task; the opportunity's id appears with completion, not before."""
    return present(
        {
            "TaskId": shown.id,
            "TaskArn": shown.arn,
            "StartTime": to_wire(shown.started),
            "TaskStatus": str(shown.status),
            "Message": shown.message,
            "ReasonCode": shown.reason_code,
            "OpportunityId": shown.opportunity_id,
            "ResourceSnapshotJobId": shown.snapshot_job_id,
            "EngagementInvitationId": shown.invitation_id,
        }
    )
