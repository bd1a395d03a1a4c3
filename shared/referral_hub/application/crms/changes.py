"""
What people change in the CRM comes back to the referral: its stage, and the deal (X-1).

An event is only a hint to go and read the opportunity.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from referral_hub.application.deals.desk import DealDesk
from referral_hub.domain.crm_referrals import CrmHint
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.records.races import unless_overtaken


def follow(*, hint: CrmHint, now: datetime, desk: DealDesk) -> list[str]:
    """
    Look at an opportunity, and bring what changed to the referrals that it belongs to.

    Returns their numbers. An opportunity that is nobody's costs no call to the CRM.

    Raises:
        Unavailable, Conflict: the CRM was not asked, or all of this moves too fast: later.
    """
    return [
        number
        for number in desk.deals.linked_to(hint.record_id)
        if brings(desk, number, hint.record_id, hint.at or now)
    ]


def brings(desk: DealDesk, number: str, opportunity_id: str, at: datetime) -> bool:
    """Look at an opportunity for one of its referrals, and tell whether there is news; as above."""
    return unless_overtaken(number, partial(_brings, desk, number, opportunity_id, at))


def _brings(desk: DealDesk, number: str, opportunity_id: str, at: datetime) -> bool:
    """Tell whether there is news, and take it in."""
    referral = desk.referral_of(number)
    if isinstance(referral, OutgoingReferral) and referral.opportunity_id != opportunity_id:
        # It was linked to this one before.
        return False
    opened = desk.open(referral, desk.crm.stages())
    opportunity = desk.crm.opportunity(opportunity_id)
    if opportunity is None:
        return False
    heard = opened.heard(opportunity, noticed=at, who=desk.crm.name)
    if heard.deal == opened.deal:
        return False
    desk.save(referral, heard.passing_on(), at=at)
    # What is seen for the first time may be what the hub has, too.
    return heard.deal.changes != opened.deal.changes
