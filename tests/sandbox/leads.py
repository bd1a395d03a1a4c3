"""Words for rehearsals with leads, spoken by AWS's own client."""

import json
from typing import Any

from sandbox.partner_central import PartnerCentral

LEAD = {
    "QualificationStatus": "Unqualified",
    "Insights": {"LeadReadinessScore": "High"},
    "Customer": {
        "CompanyName": "Polarlicht Data GmbH",
        "Industry": "Software and Internet",
        "WebsiteUrl": "https://polarlicht.example",
        "Address": {"City": "Bremen", "PostalCode": "28195", "CountryCode": "DE"},
        "AwsMaturity": "Evaluating",
        "MarketSegment": "SMB",
    },
    "Interactions": [
        {
            "SourceType": "Event",
            "SourceId": "EV-77",
            "SourceName": "Cloud day Bremen",
            "Usecase": "Database",
            "InteractionDate": "2026-11-20T14:03:11.978218201Z",
            "CustomerAction": "Asked for a call",
            "BusinessProblem": "Reports over four databases take a night and often fail.",
            "Contact": {
                "FirstName": "Wiebke",
                "LastName": "Harms",
                "Email": "Wiebke.Harms@Polarlicht.example",
                "BusinessTitle": "Head of Data",
                "Phone": "0421 555 0199",
            },
        }
    ],
}
IN_SANDBOX = {"Catalog": "Sandbox"}


def accepted_lead(aws: Any, central: PartnerCentral, lead: dict[str, Any] | None = None) -> str:
    """Share a lead, accept it, and return its engagement's id."""
    shared = central.share_lead(lead or LEAD)
    aws.accept_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])
    return shared["EngagementId"]


def read_exactly(aws: Any, engagement_id: str) -> dict[str, Any]:
    """Read an engagement with the client, and return what was on the wire."""
    bodies: list[dict[str, Any]] = []

    def keep(response_dict: dict[str, Any], **_: Any) -> None:
        bodies.append(json.loads(response_dict["body"]))

    event = "before-parse.partnercentral-selling.GetEngagement"
    aws.meta.events.register(event, keep)
    aws.get_engagement(**IN_SANDBOX, Identifier=engagement_id)
    aws.meta.events.unregister(event, keep)
    return bodies[0]


def update_lead(aws: Any, engagement: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Send a lead back with the exact stamp it was read with, which the client would cut."""
    stamp, lead = engagement["ModifiedAt"], engagement["Contexts"][0]["Payload"]["Lead"]

    def send_exactly(params: dict[str, Any], **_: Any) -> None:
        body = json.loads(params["body"])
        params["body"] = json.dumps({**body, "EngagementLastModifiedAt": stamp}).encode()

    event = "before-call.partnercentral-selling.UpdateEngagementContext"
    aws.meta.events.register(event, send_exactly)
    try:
        payload = {"Lead": {"Customer": lead["Customer"], **changes}}
        return dict(update_context(aws, engagement, Payload=payload))
    finally:
        aws.meta.events.unregister(event, send_exactly)


def update_context(aws: Any, engagement: dict[str, Any], **members: Any) -> Any:
    """Call UpdateEngagementContext on the lead, with these members in place of the usual ones."""
    usual = {
        **IN_SANDBOX,
        "EngagementIdentifier": engagement["Id"],
        "ContextIdentifier": "1",
        "EngagementLastModifiedAt": engagement["ModifiedAt"],
        "Type": "Lead",
    }
    return aws.update_engagement_context(**{**usual, **members})
