"""Connect the hub to Google as one partner there."""

from __future__ import annotations

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partner_wire import Wire
from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .connector import Google
from .door import Door
from .outgoing.taking import TakesLeads
from .places import GUIDE, SYSTEM, Places, places_of
from .session import Session
from .settings import Settings

_NOTE = "Whether Google shows and takes an opportunity is seen with the first one."


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    """Put Google behind the ports; docs/connect-google.md shows its secret."""
    settings = Settings.model_validate(dict(partner.settings))
    places = places_of(settings.google_partner_id, settings.sandbox_url)
    wire = Wire(SYSTEM, this_machine=context.settings.local_addresses == "yes")
    session = Session(wire, places, context.secret, context.clock)
    door = Door(wire, session)
    google = Google(door, places)
    # Whoever brings a referral in brings its people: there is nobody to ask for them.
    return PartnerConnection(
        google if settings.writes else UncalledPartner(),
        check=lambda: (_sign_in(session),),
        hopes_every=None,
        shows=google,
        deals=google if settings.writes else None,
        takes=_takes(door, places, settings, context) if settings.writes else None,
    )


def _takes(
    door: Door, places: Places, settings: Settings, context: PartnerContext
) -> TakesLeads | None:
    """Leads are submitted where it can be written down that they are about to be."""
    if context.attempts is None:
        return None
    return TakesLeads(door, places, settings, context.attempts, context.clock)


def _sign_in(session: Session) -> Check:
    """Google has no list to try: no opportunity is looked at here."""
    try:
        session.token()
    except Unavailable as trouble:
        fix = f"Put the key of the service account as {GUIDE} says, and test again."
        return Check(name="sign-in", problem=trouble.reason, fix=fix)
    return Check(name="sign-in", note=_NOTE)
