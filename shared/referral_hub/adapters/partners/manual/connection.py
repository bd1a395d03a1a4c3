"""Connect the hub to a partner that only people speak with."""

from __future__ import annotations

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .connector import ManualConnector
from .settings import Settings


def connect(
    partner: Partner,
    context: PartnerContext,  # noqa: ARG001 - every kind is connected alike
) -> PartnerConnection:
    Settings.model_validate(partner.settings)
    # Whoever brings a referral in brings its people: there is nobody to ask for them.
    return PartnerConnection(ManualConnector(), hopes_every=None)
