"""What an invitation shows before anyone has accepted it: the company, never its people."""

from typing import Any

from sandbox.partner_central.state.invitation import Invitation
from sandbox.partner_central.timestamps import to_wire
from sandbox.partner_central.views.pick import pick, present

_SELLER = {
    "Email": "Robin.Aske@seller.example",
    "FirstName": "Robin",
    "LastName": "Aske",
    "BusinessTitle": "AWSSalesRep",
}
_MESSAGE = "We think your team can help this customer. Please tell us within two weeks."


def summary(invitation: Invitation) -> dict[str, Any]:
    """Show one row of ListEngagementInvitations."""
    return {**_head(invitation), "ParticipantType": "RECEIVER"}


def details(invitation: Invitation) -> dict[str, Any]:
    """Show GetEngagementInvitation, which has everything but the ParticipantType."""
    extra = {
        "RejectionReason": invitation.rejection_reason,
        "InvitationMessage": _MESSAGE,
        "EngagementDescription": invitation.description,
        "ExistingMembers": [{"CompanyName": "AWS", "WebsiteUrl": "https://aws.amazon.com"}],
        "Payload": {str(invitation.payload_type): invitation.offer},
        "EnrichmentContext": {"LeadInsights": invitation.readiness}
        if invitation.readiness
        else None,
    }
    return {**_head(invitation), **present(extra)}


def payload(body: dict[str, Any]) -> dict[str, Any]:
    """Make the payload of an invitation from an opportunity: no contacts, street or account ids."""
    return {
        "SenderContacts": [_SELLER],
        "ReceiverResponsibilities": ["Software Partner"],
        "Customer": _customer(body.get("Customer", {}).get("Account", {})),
        "Project": _project(body.get("Project", {}), body.get("LifeCycle", {})),
    }


def lead_payload(lead: dict[str, Any]) -> dict[str, Any]:
    """Make the payload of an invitation from a lead: of its person, the business title alone."""
    customer, first = lead["Customer"], lead["Interactions"][0]
    shown = pick(customer, "Industry", "CompanyName", "WebsiteUrl", "AwsMaturity", "MarketSegment")
    source = pick(first, "SourceType", "SourceId", "SourceName", "Usecase")
    return {
        "Customer": {**shown, **pick(customer.get("Address", {}), "CountryCode")},
        "Interaction": {**source, "ContactBusinessTitle": first["Contact"]["BusinessTitle"][:80]},
    }


def _head(invitation: Invitation) -> dict[str, Any]:
    return {
        "Arn": invitation.arn,
        "Id": invitation.id,
        "Catalog": invitation.catalog,
        "EngagementId": invitation.engagement_id,
        "EngagementTitle": invitation.title,
        "PayloadType": str(invitation.payload_type),
        "Status": str(invitation.status),
        "InvitationDate": to_wire(invitation.invited),
        "ExpirationDate": to_wire(invitation.expires),
        "SenderAwsAccountId": "aws",
        "SenderCompanyName": "AWS",
        "Receiver": {"Account": {"AwsAccountId": invitation.account}},
    }


def _customer(account: dict[str, Any]) -> dict[str, Any]:
    shown = pick(account, "CompanyName", "Industry", "WebsiteUrl")
    return {**shown, **pick(account.get("Address", {}), "CountryCode")}


def _project(project: dict[str, Any], life_cycle: dict[str, Any]) -> dict[str, Any]:
    renamed = {
        "BusinessProblem": project.get("CustomerBusinessProblem"),
        "TargetCompletionDate": life_cycle.get("TargetCloseDate"),
    }
    return {**pick(project, "Title", "ExpectedCustomerSpend"), **present(renamed)}
