"""How tasks show themselves, in the operations that start them and in those that list them."""

from typing import Any

from sandbox.partner_central.state.task import AcceptTask, ConversionTask, SubmissionTask, Task
from sandbox.partner_central.timestamps import to_wire
from sandbox.partner_central.views.pick import present


def task(shown: AcceptTask) -> dict[str, Any]:
    """Show an acceptance; the opportunity's id appears with completion, not before."""
    return present({**_common(shown), "EngagementInvitationId": shown.invitation_id})


def conversion(shown: ConversionTask) -> dict[str, Any]:
    """Show a conversion; ContextId becomes that of the new context, as AWS was seen to answer."""
    context_id = shown.context_id or shown.source_id
    return present({**_common(shown), "EngagementId": shown.engagement_id, "ContextId": context_id})


def submission(shown: SubmissionTask) -> dict[str, Any]:
    """Show a submission; engagement and invitation appear with completion."""
    ids = {"EngagementId": shown.engagement_id, "EngagementInvitationId": shown.invitation_id}
    return present({**_common(shown), **ids, "OpportunityId": shown.submitted_id})


def _common(shown: Task) -> dict[str, Any]:
    return {
        "TaskId": shown.id,
        "TaskArn": shown.arn,
        "StartTime": to_wire(shown.started),
        "TaskStatus": str(shown.status),
        "Message": shown.message,
        "ReasonCode": shown.reason_code,
        "OpportunityId": shown.opportunity_id,
        "ResourceSnapshotJobId": shown.snapshot_job_id,
    }
