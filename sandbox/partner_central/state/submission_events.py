"""
What EventBridge is told of an opportunity that the partner hands to AWS, in the order of AWS.

Source: AWS Partner Central API reference, "EventBridge events". The partner is the sender here.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sandbox.partner_central.state.engagement import AWS, Engagement
from sandbox.partner_central.state.events import Fact, head, member_joined, opportunity_updated
from sandbox.partner_central.state.ids import arn
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.timestamps import to_event

_OPEN = timedelta(days=15)
_AWS_COMPANY = "AWS"
_TEMPLATE = "AwsOpportunitySnapshot"


def submitted(
    opportunity: Opportunity, engagement: Engagement, *, company: str, at: datetime
) -> Iterator[Fact]:
    """Tell that an engagement was opened about it, and AWS invited."""
    yield opportunity_updated(opportunity)
    yield _engagement_created(engagement)
    yield _snapshot(opportunity, engagement.id)
    yield member_joined(engagement.catalog, engagement.id, opportunity.account, company)
    facts = {"senderCompanyName": company, "expirationDate": to_event(at + _OPEN)}
    yield _invitation("Engagement Invitation Created", opportunity, facts)


def approved(opportunity: Opportunity) -> Iterator[Fact]:
    """Tell that AWS joined."""
    yield _invitation("Engagement Invitation Accepted", opportunity, {})
    engagement_id = _engagement_of(opportunity)
    yield member_joined(opportunity.catalog, engagement_id, AWS, _AWS_COMPANY)
    yield opportunity_updated(opportunity)
    yield _snapshot(opportunity, engagement_id)


def rejected(opportunity: Opportunity) -> Iterator[Fact]:
    """Tell that AWS will not."""
    yield _invitation("Engagement Invitation Rejected", opportunity, {})
    yield opportunity_updated(opportunity)


def _engagement_of(opportunity: Opportunity) -> str:
    return opportunity.submission.engagement_id if opportunity.submission else ""


def _engagement_created(engagement: Engagement) -> Fact:
    body = {
        "engagementArn": engagement.arn,
        "engagementId": engagement.id,
        "CreatedAt": engagement.created_at,
        "CreatedBy": engagement.modified_by,
        "ContextTypes": engagement.context_types,
    }
    return "Engagement Created", [engagement.arn], {**head(engagement.catalog), "engagement": body}


def _snapshot(opportunity: Opportunity, engagement_id: str) -> Fact:
    catalog = opportunity.catalog
    body = {
        "arn": f"{arn(catalog, 'engagement', engagement_id)}/resource/Opportunity/{opportunity.id}",
        "engagementId": engagement_id,
        "resourceType": "Opportunity",
        "resourceId": opportunity.id,
        "createdBy": opportunity.account,
        "targetMemberAccounts": [AWS],
        "resourceSnapshotTemplateName": _TEMPLATE,
    }
    detail = {**head(catalog), "resourceSnapshot": body}
    return "Engagement Resource Snapshot Created", [str(body["arn"])], detail


def _invitation(detail_type: str, opportunity: Opportunity, facts: dict[str, str]) -> Fact:
    submission = opportunity.submission
    invitation_id = submission.invitation_id if submission else ""
    invitation_arn = arn(opportunity.catalog, "engagement-invitation", invitation_id)
    body: dict[str, Any] = {
        "arn": invitation_arn,
        "id": invitation_id,
        "engagementId": _engagement_of(opportunity),
        "senderAccountId": opportunity.account,
        "receiverAccountId": AWS,
        **facts,
        "participantType": "Sender",
        "payloadType": "OpportunityInvitation",
    }
    detail = {**head(opportunity.catalog), "engagementInvitation": body}
    return detail_type, [invitation_arn], detail
