"""Connect the hub to one peer."""

from __future__ import annotations

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection


def connect(
    partner: Partner,  # noqa: ARG001 - every kind is connected alike
    context: PartnerContext,  # noqa: ARG001
) -> PartnerConnection:
    # Its people come with its referrals, or are told later: there is nobody to ask for them.
    return PartnerConnection(UncalledPartner(), hopes_every=None)
