"""The operations this stand-in answers; every other one of the service is refused by name."""

from collections.abc import Callable
from typing import Any

from sandbox.partner_central.operations import (
    acceptance,
    associations,
    conversion,
    engagements,
    invitations,
    leads,
    opportunities,
    solutions,
    submission,
    updates,
)
from sandbox.partner_central.state.store import Store

Operation = Callable[[Store, dict[str, Any]], dict[str, Any]]

OPERATIONS: dict[str, Operation] = {
    "CreateOpportunity": opportunities.create,
    "GetOpportunity": opportunities.get,
    "GetAwsOpportunitySummary": opportunities.get_aws_summary,
    "ListOpportunities": opportunities.list_opportunities,
    "UpdateOpportunity": updates.update,
    "AssociateOpportunity": associations.associate,
    "DisassociateOpportunity": associations.disassociate,
    "ListSolutions": solutions.list_solutions,
    "StartEngagementFromOpportunityTask": submission.start,
    "ListEngagementFromOpportunityTasks": submission.list_tasks,
    "ListEngagementInvitations": invitations.list_invitations,
    "GetEngagementInvitation": invitations.get_invitation,
    "RejectEngagementInvitation": invitations.reject,
    "AcceptEngagementInvitation": leads.accept,
    "GetEngagement": engagements.get,
    "ListEngagements": engagements.list_engagements,
    "UpdateEngagementContext": engagements.update_context,
    "StartOpportunityFromEngagementTask": conversion.start,
    "ListOpportunityFromEngagementTasks": conversion.list_tasks,
    "StartEngagementByAcceptingInvitationTask": acceptance.start,
    "ListEngagementByAcceptingInvitationTasks": acceptance.list_tasks,
}
