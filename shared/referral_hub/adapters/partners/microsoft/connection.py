"""Connect the hub to one partner's Partner Center."""

from __future__ import annotations

from datetime import timedelta

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.partner import Partner
from referral_hub.ports import PartnerConnection

from .connector import PartnerCenter
from .door import Door
from .places import places_of
from .session import Session
from .settings import Settings
from .wire import Wire

# The feed itself tells of people who appear.
_HOPES_EVERY = timedelta(hours=1)


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    """Put one Partner Center behind the ports; docs/connect-microsoft.md shows its secret."""
    settings = Settings.model_validate(dict(partner.settings))
    near = context.settings.local_addresses == "yes"
    places, wire = places_of(settings.sandbox_url), Wire(this_machine=near)
    session = Session(wire, places, context.secret, context.clock)
    center = PartnerCenter(Door(wire, session, places), partner_id=partner.partner_id)
    return PartnerConnection(
        center,
        feed=center,
        hears_events=True,
        hopes_every=_HOPES_EVERY,
    )
