"""Connect the hub to one platform that pushes."""

from __future__ import annotations

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .connector import PlatformConnector
from .deals import PlatformDeals
from .taking import PlatformTakes


def connect(
    partner: Partner,  # noqa: ARG001 - every kind is connected alike
    context: PartnerContext,
) -> PartnerConnection:
    deals = PlatformDeals(context.announce, context.clock)
    takes = PlatformTakes(context.announce, context.answered, context.clock)
    return PartnerConnection(PlatformConnector(), deals=deals, takes=takes)
