"""Connect the hub to one partner's Partner Center."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .checks import Checks
from .connector import PartnerCenter
from .door import Door
from .events import SignedEvents
from .outgoing.taking import TakesDeals
from .places import places_of
from .referral import Reader
from .session import Session
from .settings import Settings
from .wire import Wire

# The feed itself tells of people who appear.
_HOPES_EVERY = timedelta(hours=1)
# Whoever sends a webhook waits for its answer.
_SECONDS_OF_A_CERTIFICATE = 4.0
EVENTS_PATH = "/v1/partner-events/microsoft"


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    """Put one Partner Center behind the ports; docs/connect-microsoft.md shows its secret."""
    settings = Settings.model_validate(dict(partner.settings))
    near = context.settings.local_addresses == "yes"
    places, wire = places_of(settings.sandbox_url), Wire(this_machine=near)
    session = Session(wire, places, context.secret, context.clock)
    door = Door(wire, session, places)
    center = PartnerCenter(door, partner_id=partner.partner_id, clock=context.clock)
    reader = partial(_reader, partner.partner_id, context)
    return PartnerConnection(
        center,
        feed=center,
        check=Checks(session, door, _webhook_url(partner, context)).run,
        events=SignedEvents(
            Wire(this_machine=near, seconds=_SECONDS_OF_A_CERTIFICATE),
            places,
            partner_id=partner.partner_id,
            roots=settings.sandbox_root.encode() if settings.sandbox_url else b"",
        ),
        keep_alive=session.keep_alive,
        hears_events=True,
        hopes_every=_HOPES_EVERY,
        deals=center,
        takes=TakesDeals(door, settings, reader),
    )


def _reader(partner_id: str, context: PartnerContext) -> Reader:
    return Reader(partner_id, context.clock(), "poll")


def _webhook_url(partner: Partner, context: PartnerContext) -> str:
    base = context.settings.public_url
    return f"{base}{EVENTS_PATH}/{partner.partner_id}" if base else ""
