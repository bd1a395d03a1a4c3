"""AWS's own side of an opportunity: GetAwsOpportunitySummary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from referral_hub.domain.partners.assessment import Assessment
from referral_hub.domain.referrals.invitation import PartnerPerson
from referral_hub.domain.shapes import e_mail

from .central import Central
from .texts import cut


def assess(central: Central, opportunity_id: str, at: datetime) -> Assessment | None:
    """
    Read it; None where AWS has no side in the opportunity.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    found = central.find("get_aws_opportunity_summary", RelatedOpportunityIdentifier=opportunity_id)
    return _read(found, opportunity_id, at) if found else None


def _read(summary: Mapping[str, Any], opportunity_id: str, at: datetime) -> Assessment:
    life_cycle, insights = summary.get("LifeCycle") or {}, summary.get("Insights") or {}
    return Assessment(
        partner_opportunity_id=opportunity_id,
        stage=cut(life_cycle.get("Stage"), 80),
        next_steps=cut(life_cycle.get("NextSteps"), 255),
        lost_because=cut(life_cycle.get("ClosedLostReason"), 255),
        score=cut(insights.get("EngagementScore"), 80),
        advice=cut(insights.get("NextBestActions"), 4000),
        involvement=cut(summary.get("InvolvementType"), 80),
        visibility=cut(summary.get("Visibility"), 80),
        people=tuple(_person(one) for one in summary.get("OpportunityTeam") or ()),
        read_at=at,
    )


def _person(member: Mapping[str, Any]) -> PartnerPerson:
    names = (member.get("FirstName"), member.get("LastName"))
    return PartnerPerson(
        name=cut(" ".join(name for name in names if name), 160),
        email=e_mail(cut(member.get("Email"), 255)),
        title=cut(member.get("BusinessTitle"), 80),
    )
