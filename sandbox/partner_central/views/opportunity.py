"""The three faces of an opportunity: whole, as a row, and AWS's own side of it."""

from typing import Any

from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.timestamps import to_wire
from sandbox.partner_central.views.merge import merged
from sandbox.partner_central.views.pick import pick, present

_ROW_LIFE_CYCLE = (
    "Stage",
    "ClosedLostReason",
    "NextSteps",
    "TargetCloseDate",
    "ReviewStatus",
    "ReviewComments",
    "ReviewStatusReason",
)
_ROW_ACCOUNT = ("CompanyName", "Industry", "OtherIndustry", "WebsiteUrl")
_ROW_ADDRESS = ("City", "PostalCode", "StateOrRegion", "CountryCode")
_ROW_PROJECT = ("DeliveryModels", "ExpectedCustomerSpend", "ExpectedContractDuration")
_ALWAYS_SHOWN = ("Solutions", "AwsProducts", "AwsMarketplaceOffers")
_SELLER = {
    "Email": "robin.aske@seller.example",
    "FirstName": "Robin",
    "LastName": "Aske",
    "BusinessTitle": "AWSSalesRep",
}


def whole(opportunity: Opportunity) -> dict[str, Any]:
    """Show GetOpportunity. It never tells the Origin; GetAwsOpportunitySummary does."""
    return {
        **_identity(opportunity),
        **opportunity.body,
        "OpportunityTeam": list(opportunity.team),
        "RelatedEntityIdentifiers": _related(opportunity, *_ALWAYS_SHOWN, *opportunity.related),
    }


def row(opportunity: Opportunity) -> dict[str, Any]:
    """Show one row of ListOpportunities."""
    body = opportunity.body
    return {
        **_identity(opportunity),
        **pick(body, "PartnerOpportunityIdentifier", "OpportunityType"),
        **present(
            {
                "LifeCycle": _cut(body, "LifeCycle", _ROW_LIFE_CYCLE),
                "Customer": _row_customer(body.get("Customer", {}).get("Account")),
                "Project": _cut(body, "Project", _ROW_PROJECT),
            }
        ),
    }


def aws_side(opportunity: Opportunity) -> dict[str, Any]:
    """Show GetAwsOpportunitySummary: what follows from the deal, and what AWS's sellers changed."""
    body = opportunity.body
    followed = {
        "Catalog": opportunity.catalog,
        "RelatedOpportunityId": opportunity.id,
        "Origin": opportunity.origin,
        "InvolvementType": "Co-Sell",
        "Visibility": "Full",
        **(opportunity.submission.asked if opportunity.submission else {}),
        "LifeCycle": {"Stage": "Engaged", **(_cut(body, "LifeCycle", ("TargetCloseDate",)) or {})},
        "OpportunityTeam": [_SELLER],
        "Insights": {"EngagementScore": "Medium", "NextBestActions": "Call the customer."},
        "Customer": {"Contacts": opportunity.contacts},
        "Project": _cut(body, "Project", ("ExpectedCustomerSpend",)) or {},
        "RelatedEntityIds": _related(opportunity, "Solutions", "AwsProducts"),
    }
    shown: dict[str, Any] = merged(followed, opportunity.aws)
    return shown


def _related(opportunity: Opportunity, *entities: str) -> dict[str, list[str]]:
    return {entity: list(opportunity.related.get(entity, ())) for entity in entities}


def _identity(opportunity: Opportunity) -> dict[str, Any]:
    return {
        "Catalog": opportunity.catalog,
        "Id": opportunity.id,
        "Arn": opportunity.arn,
        "CreatedDate": to_wire(opportunity.created),
        "LastModifiedDate": to_wire(opportunity.modified),
    }


def _cut(body: dict[str, Any], member: str, names: tuple[str, ...]) -> dict[str, Any] | None:
    return pick(body[member], *names) if member in body else None


def _row_customer(account: dict[str, Any] | None) -> dict[str, Any] | None:
    if account is None:
        return None
    address = {"Address": _cut(account, "Address", _ROW_ADDRESS)}
    return {"Account": {**pick(account, *_ROW_ACCOUNT), **present(address)}}
