"""Connect the hub to one platform that pushes."""

from __future__ import annotations

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.partner import Partner
from referral_hub.ports import PartnerConnection

from .connector import PlatformConnector


def connect(
    partner: Partner,  # noqa: ARG001 - every kind is connected alike
    context: PartnerContext,  # noqa: ARG001
) -> PartnerConnection:
    return PartnerConnection(PlatformConnector())
