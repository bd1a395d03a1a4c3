"""What the hub may do at AWS Partner Central."""

from aws_cdk import CfnParameter
from aws_cdk import aws_iam as iam

from infra.hub_function import HubFunction

_READS = (
    "partnercentral:GetEngagementInvitation",
    "partnercentral:GetOpportunity",
    "partnercentral:ListEngagementInvitations",
)

# Accepting starts a task that AWS runs with our role, so the role needs what the task does.
_ANSWERS = (
    "partnercentral:AcceptEngagementInvitation",
    "partnercentral:CreateOpportunity",
    "partnercentral:CreateResourceSnapshot",
    "partnercentral:CreateResourceSnapshotJob",
    "partnercentral:GetEngagement",
    "partnercentral:ListEngagementByAcceptingInvitationTasks",
    "partnercentral:RejectEngagementInvitation",
    "partnercentral:StartEngagementByAcceptingInvitationTask",
    "partnercentral:StartResourceSnapshotJob",
    "partnercentral:SubmitOpportunity",
    "partnercentral:UpdateOpportunity",
)


class PartnerCentral:
    """Permissions for one catalog; not a construct, because nothing of it is ours to create."""

    def __init__(self, *, catalog: CfnParameter) -> None:
        self._catalog = catalog

    def may_be_listed_by(self, *testers: HubFunction) -> None:
        for tester in testers:
            self._allow(tester, "partnercentral:ListEngagementInvitations")

    def may_be_read_by(self, *readers: HubFunction) -> None:
        for reader in readers:
            self._allow(reader, *_READS)

    def may_be_answered_by(self, *deciders: HubFunction) -> None:
        for decider in deciders:
            self._allow(decider, *_READS, *_ANSWERS)

    def _allow(self, function: HubFunction, *actions: str) -> None:
        # Narrowed by condition, as AWS's own policies do: a list operation has no resource to name.
        only_ours = {"StringEquals": {"partnercentral:Catalog": self._catalog.value_as_string}}
        function.role.add_to_policy(
            iam.PolicyStatement(actions=list(actions), resources=["*"], conditions=only_ours)
        )
