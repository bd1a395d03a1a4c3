"""Connect the hub to one peer, whom deals are sent to, or who sends them here, or both."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partner_wire import Wire
from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.submission import OutboundLink
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .refusals import SYSTEM, Refusal
from .settings import Settings

if TYPE_CHECKING:
    from .door import Door

# An answer names numbers and owners: a page of them is far less.
_MOST_BYTES = 1_000_000
_MOST_SECONDS = 10.0
_UNREACHED = "Ask the peer whether its hub is up, and compare the Referral URL; then test again."


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    settings = Settings.model_validate(dict(partner.settings))
    # Its people come with its referrals, or are told later: there is nobody to ask for them.
    inbound = PartnerConnection(UncalledPartner(), hopes_every=None)
    return _outbound(partner, settings, context) if settings.url else inbound


def _outbound(partner: Partner, settings: Settings, context: PartnerContext) -> PartnerConnection:
    # Imported here: only who is sent to needs what signs.
    from referral_hub.adapters.ed25519 import Ed25519  # noqa: PLC0415

    from .door import Door  # noqa: PLC0415
    from .taking import TakesDeals  # noqa: PLC0415

    wire = Wire(
        SYSTEM,
        this_machine=context.settings.local_addresses == "yes",
        seconds=_MOST_SECONDS,
        most_bytes=_MOST_BYTES,
    )
    door = Door(wire, settings.url, context.secret, context.clock, Ed25519())
    return PartnerConnection(
        UncalledPartner(),
        hopes_every=None,
        check=lambda: (_ping(door),),
        takes=TakesDeals(door),
        link=OutboundLink(
            name=settings.name or partner.name,
            workflow=settings.workflow,
            feature=settings.feature,
            enabled=settings.enabled,
        ),
    )


def _ping(door: Door) -> Check:
    """Ask whether URL and key open the peer's door; nothing is kept there."""
    try:
        door.tell({"type": "access.ping"}, message_id=f"ping_{token_hex(16)}")
    except Refusal as refusal:
        return Check(name="peer", problem=refusal.reason, fix=refusal.fix)
    except Unavailable as trouble:
        return Check(name="peer", problem=trouble.reason, fix=_UNREACHED)
    return Check(name="peer")
