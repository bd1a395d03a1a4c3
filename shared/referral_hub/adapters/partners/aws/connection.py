"""Connect the hub to its one catalog of AWS Partner Central."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.crm import Check
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .central import Central
from .connector import PartnerCentral
from .outgoing.taking import TakesOpportunities
from .pace import LIMITS, Pace, PaceInLine
from .settings import Settings

# Partner Central has one region, whatever the hub's own is.
PARTNER_CENTRAL_REGION = "us-east-1"
# The poll finds changed opportunities: asking for contacts one by one is for what it cannot find.
_HOPES_EVERY = timedelta(hours=1)


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    Settings.model_validate(partner.settings)
    endpoint, catalog = (
        context.settings.partner_central_endpoint,
        context.settings.partner_central_catalog,
    )
    client = partial(context.client, "partnercentral-selling", PARTNER_CENTRAL_REGION, endpoint)
    quota, pace = context.quota(LIMITS) if context.quota else None, Pace()
    # What is shared keeps pace with what is answered, and comes in bulk.
    in_line = PaceInLine(pace, context.line) if context.line else pace
    central = PartnerCentral(
        client, catalog=catalog, partner_id=partner.partner_id, quota=quota, pace=pace
    )
    return PartnerConnection(
        central,
        central,
        check=partial(_check, Central(client, catalog, quota=quota)),
        hears_events=True,
        hopes_every=_HOPES_EVERY,
        quota=quota,
        deals=central,
        assesses=central,
        takes=TakesOpportunities(Central(client, catalog, quota=quota, pace=in_line)),
    )


def _check(central: Central) -> tuple[Check, ...]:
    # Of all the functions only the API needs it.
    from .checks import check  # noqa: PLC0415

    return check(central)
