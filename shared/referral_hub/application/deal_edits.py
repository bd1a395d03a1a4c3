"""
What is said of a deal after acceptance by whoever the API knows: a partner's machine tells anew, or
somebody of the host edits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.deal import Deal
from referral_hub.domain.deal_fields import DealField

from .deal_desk import Check, DealDesk


def edit(
    *,
    number: str,
    told: Mapping[DealField, str],
    by: Principal,
    now: datetime,
    desk: DealDesk,
    check: Check | None = None,
) -> Deal:
    """
    Take in what somebody says; the CRM is told of it afterwards.

    What the partner says is merged with what the host changed, by the rules of the policy; what the
    host's people say counts as it is, so `check` that they saw what they change.

    Raises:
        NotAccepted: there is no deal yet, or never will be.
        Conflict: all of this moves too fast: later.
    """
    if by.role.of_a_partner:
        return desk.retell(number, told, partner_id=by.partner_id, at=now, check=check).deal
    return desk.change(
        number, lambda it: it.deal.edited(told, it.syncs, at=now, who=by.actor), check
    ).deal
