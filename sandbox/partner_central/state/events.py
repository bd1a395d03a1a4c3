"""
The EventBridge events Partner Central sends to the receiving partner's account.

Thin by design: an opportunity event carries an identifier and nothing else.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.partner_central.state.engagement import Engagement
from sandbox.partner_central.state.invitation import Invitation
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.timestamps import to_event

SOURCE = "aws.partnercentral-selling"
REGION = "us-east-1"

Event = dict[str, Any]
OnEvent = Callable[[Event], None]
Fact = tuple[str, list[str], dict[str, Any]]


def envelope(fact: Fact, *, event_id: str, account: str, at: datetime) -> Event:
    """Wrap a fact (detail-type, resources, detail) in the envelope EventBridge delivers."""
    detail_type, resources, detail = fact
    return {
        "version": "0",
        "id": event_id,
        "detail-type": detail_type,
        "source": SOURCE,
        "account": account,
        "time": to_event(at),
        "region": REGION,
        "resources": resources,
        "detail": detail,
    }


def opportunity_created(opportunity: Opportunity) -> Fact:
    return _opportunity("Opportunity Created", opportunity)


def opportunity_updated(opportunity: Opportunity) -> Fact:
    return _opportunity("Opportunity Updated", opportunity)


def invitation_created(invitation: Invitation, account: str) -> Fact:
    facts = {"senderCompanyName": "AWS", "expirationDate": to_event(invitation.expires)}
    return _invitation("Engagement Invitation Created", invitation, account, facts)


def invitation_accepted(invitation: Invitation, account: str) -> Fact:
    return _invitation("Engagement Invitation Accepted", invitation, account, {})


def invitation_rejected(invitation: Invitation, account: str) -> Fact:
    return _invitation("Engagement Invitation Rejected", invitation, account, {})


def invitation_expired(invitation: Invitation, account: str) -> Fact:
    return _invitation("Engagement Invitation Expired", invitation, account, {})


def member_added(invitation: Invitation, account: str, company: str) -> Fact:
    return member_joined(invitation.catalog, invitation.engagement_id, account, company)


def member_joined(catalog: str, engagement_id: str, account: str, company: str) -> Fact:
    detail = {
        **head(catalog),
        "engagement": {"id": engagement_id},
        "engagementMember": {"accountId": account, "companyName": company},
    }
    return "Engagement Member Added", [], detail


def engagement_updated(engagement: Engagement) -> Fact:
    body = {
        "engagementArn": engagement.arn,
        "engagementId": engagement.id,
        "LastModifiedAt": engagement.modified_at,
        "LastModifiedBy": engagement.modified_by,
        "ContextTypes": engagement.context_types,
    }
    return "Engagement Updated", [engagement.arn], {**head(engagement.catalog), "engagement": body}


def _opportunity(detail_type: str, opportunity: Opportunity) -> Fact:
    thin = {"identifier": opportunity.id}
    return detail_type, [opportunity.arn], {**head(opportunity.catalog), "opportunity": thin}


def _invitation(
    detail_type: str, invitation: Invitation, account: str, facts: dict[str, str]
) -> Fact:
    body = {
        "arn": invitation.arn,
        "id": invitation.id,
        "engagementId": invitation.engagement_id,
        "senderAccountId": "aws",
        "receiverAccountId": account,
        **facts,
        # Mixed case here, capitals in the API.
        "participantType": "Receiver",
        "payloadType": str(invitation.payload_type),
    }
    return (
        detail_type,
        [invitation.arn],
        {**head(invitation.catalog), "engagementInvitation": body},
    )


def head(catalog: str) -> dict[str, str]:
    """Begin a detail."""
    return {"schemaVersion": "1", "catalog": catalog}
