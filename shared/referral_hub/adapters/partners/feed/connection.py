"""Connect the hub to one JSON feed."""

from __future__ import annotations

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.domain.crm import Check
from referral_hub.domain.partners.partner import Partner
from referral_hub.ports import PartnerConnection

from .connector import FeedConnector
from .door import Door
from .settings import Settings


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    """Put one feed behind the ports. The secret has `token`, when `authentication` is set."""
    settings = Settings.model_validate(dict(partner.settings))
    door = Door(
        settings.url,
        system=f"the feed of {partner.partner_id}",
        secret=context.secret,
        authentication=settings.authentication,
        this_machine=context.settings.local_addresses == "yes",
    )
    feed = FeedConnector(door, settings, partner_id=partner.partner_id)
    return PartnerConnection(feed, feed=feed, check=lambda: _check(feed, context), hopes_every=None)


def _check(feed: FeedConnector, context: PartnerContext) -> tuple[Check, ...]:
    # Of all the functions only the API needs it.
    from .checks import check  # noqa: PLC0415

    return check(feed, context.clock())
