"""What the hub may do at AWS Partner Central."""

from aws_cdk import CfnParameter
from aws_cdk import aws_iam as iam

from infra.hub_function import HubFunction

# For the check of the connection, and for who looks at AWS's own side of a deal.
_LOOKS = (
    "partnercentral:GetAwsOpportunitySummary",
    "partnercentral:ListEngagementInvitations",
)
# What lists show, and what hints point at.
_LISTS = (
    "partnercentral:ListEngagementInvitations",
    "partnercentral:ListOpportunities",
)
_READS = (
    "partnercentral:GetEngagement",
    "partnercentral:GetEngagementInvitation",
    "partnercentral:GetOpportunity",
)
_ANSWERS = (
    "partnercentral:AcceptEngagementInvitation",
    "partnercentral:ListEngagementByAcceptingInvitationTasks",
    "partnercentral:ListOpportunityFromEngagementTasks",
    "partnercentral:RejectEngagementInvitation",
    "partnercentral:StartEngagementByAcceptingInvitationTask",
    "partnercentral:StartOpportunityFromEngagementTask",
    "partnercentral:UpdateEngagementContext",
    "partnercentral:UpdateOpportunity",
)
_DEALS = (
    "partnercentral:GetOpportunity",
    "partnercentral:UpdateOpportunity",
)
_SHARING = (
    "partnercentral:AssociateOpportunity",
    "partnercentral:CreateOpportunity",
    "partnercentral:ListEngagementFromOpportunityTasks",
    "partnercentral:ListOpportunities",
    "partnercentral:StartEngagementFromOpportunityTask",
    *_DEALS,
)
# What the task of StartEngagementFromOpportunityTask does with our role, as AWS lists it (API
# reference, StartEngagementFromOpportunityTask); it reads the opportunity, too.
IN_SUBMISSION = (
    "partnercentral:CreateEngagement",
    "partnercentral:CreateEngagementInvitation",
    "partnercentral:CreateResourceSnapshot",
    "partnercentral:CreateResourceSnapshotJob",
    "partnercentral:SubmitOpportunity",
)
# Accepting, and converting a lead, start a task that AWS runs with our role, so the role needs what
# the task does. AWS does not say what converting needs: it fails with the same codes as accepting,
# and adds a context to the engagement.
IN_TASKS = (
    "partnercentral:CreateEngagementContext",
    "partnercentral:CreateOpportunity",
    "partnercentral:CreateResourceSnapshot",
    "partnercentral:CreateResourceSnapshotJob",
    "partnercentral:StartResourceSnapshotJob",
    "partnercentral:SubmitOpportunity",
)


class PartnerCentral:
    """Permissions for one catalog; not a construct, because nothing of it is ours to create."""

    def __init__(self, *, catalog: CfnParameter) -> None:
        self._catalog = catalog

    def may_be_tested_by(self, *testers: HubFunction) -> None:
        for tester in testers:
            self._allow(tester, *_LOOKS)

    def may_be_listed_by(self, *pollers: HubFunction) -> None:
        for poller in pollers:
            self._allow(poller, *_LISTS)

    def may_be_read_by(self, *readers: HubFunction) -> None:
        for reader in readers:
            self._allow(reader, *_READS)

    def may_be_answered_by(self, *deciders: HubFunction) -> None:
        for decider in deciders:
            self._allow(decider, *_READS, *_ANSWERS, *IN_TASKS)

    def may_be_told_by(self, *tellers: HubFunction) -> None:
        """Let them share opportunities, and write what the host changed of one."""
        for teller in tellers:
            self._allow(teller, *_SHARING, *IN_SUBMISSION)

    def _allow(self, function: HubFunction, *actions: str) -> None:
        # Narrowed by condition, as AWS's own policies do: a list operation has no resource to name.
        only_ours = {"StringEquals": {"partnercentral:Catalog": self._catalog.value_as_string}}
        function.role.add_to_policy(
            iam.PolicyStatement(actions=list(actions), resources=["*"], conditions=only_ours)
        )
