"""
What is said of a deal after acceptance: the partner tells anew, or somebody of the host edits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.deal import Deal
from referral_hub.domain.deal_fields import DealField
from referral_hub.domain.errors import Conflict
from referral_hub.domain.referral import Referral

from .deal_desk import DealDesk


def edit(
    *,
    referral: Referral,
    told: Mapping[DealField, str],
    seen: int,
    by: Principal,
    now: datetime,
    desk: DealDesk,
) -> Deal:
    """
    Take in what somebody says who saw the deal's version `seen`; the CRM is told of it afterwards.

    What the partner says is merged with what the host changed, by the rules of the policy; what the
    host's people say counts as it is.

    Raises:
        NotAccepted: there is no deal yet, or never will be.
        Conflict: the deal is not at this version any more.
    """
    opened = desk.open(referral)
    deal = opened.deal
    if deal.version != seen:
        raise Conflict(f"the deal of {referral.number} is at version {deal.version}")
    if by.role.of_a_partner:
        changed = deal.retold(told, opened.syncs, at=now, who=by.actor)
    else:
        changed = deal.edited(told, opened.syncs, at=now, who=by.actor)
    return deal if changed == deal else desk.deals.save(referral.number, changed)
