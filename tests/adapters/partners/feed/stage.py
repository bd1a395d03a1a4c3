"""A partner with a feed: the stand-in over HTTP, the connector before it, and its people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from referral_hub.adapters.partners.feed.connector import FeedConnector
from referral_hub.adapters.partners.feed.door import Door
from referral_hub.adapters.partners.feed.settings import Settings
from referral_hub.application.partners.feeds import MOST_PAGES, Poll, Source
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from sandbox.feed import FeedPartner, FeedServer
from tests.builders import NOON, Clock, a_hub, a_referral

TOKEN = "t0ken"
FIELDS = {
    "id": "ref",
    "title": "name",
    "company": "company.name",
    "description": "deal.about",
    "website": "company.site",
    "country": "company.country",
    "amount": "deal.amount",
    "currency": "deal.currency",
    "target_close_date": "deal.closes",
    "expires_at": "reply_by",
    "changed_at": "updated",
    "contacts": {"entries": "people", "last_name": "last", "first_name": "first", "email": "mail"},
    "partner_people": {"entries": "owners", "name": "name", "email": "mail"},
    "custom": {"campaign": "campaign"},
}
PAGINGS: Mapping[str, Any] = {
    "cursor": {"by": "cursor", "parameter": "cursor", "next": "meta.next_cursor"},
    "link": {"by": "link", "next": "meta.next"},
    "link_header": {"by": "link_header"},
}
SINCE = {"parameter": "updated_since", "overlap_seconds": 120}


def settings_for(url: str, **override: Any) -> Settings:
    said = {
        "url": url,
        "entries": "data.items",
        "paging": PAGINGS["cursor"],
        "since": SINCE,
        "authentication": {},
        "status": {
            "path": "state",
            "waiting": ["open"],
            "answered": ["in progress"],
            "closed": ["withdrawn"],
        },
        "versions": {"path": "schema", "known": ["1"]},
        "fields": FIELDS,
    }
    return Settings.model_validate(said | override)


class Stage:
    """Harbour's feed, and the clock that Harbour and the hub share."""

    reason = "No capacity"

    def __init__(self, server: FeedServer, clock: Clock) -> None:
        self.server = server
        self.partner = server.partner
        self.clock = clock
        self.connector = self.connected()
        self.most_pages = MOST_PAGES

    @property
    def feed(self) -> FeedConnector:
        return self.connector

    def connected(self, *, url: str = "", token: str = TOKEN, **override: Any) -> FeedConnector:
        settings = settings_for(url or self.server.feed_url, **override)
        door = Door(
            settings.url,
            system="the feed of harbour",
            secret=lambda: {"token": token},
            authentication=settings.authentication,
            this_machine=True,
        )
        return FeedConnector(door, settings, partner_id="harbour")

    def shares(self, **changes: Any) -> Referral:
        self.clock.advance(seconds=1)
        ref = self.partner.share(**changes)
        return a_referral(number=f"R-{ref[2:]:0>6}", partner_referral_id=ref)

    def takes_back(self, referral: Referral) -> None:
        self.partner.withdraw(referral.partner_referral_id)

    def source(self, connector: FeedConnector | None = None) -> Source:
        harbour = Partner(partner_id="harbour", name="Harbour", kind=PartnerKind.FEED)
        mine = connector or self.connector
        return Source(harbour, mine, mine, most_pages=self.most_pages)


def a_hub_with_a_feed(stage: Stage, **override: Any) -> Hub:
    return a_hub(**{"clock": stage.clock} | override)


def poll_of(hub: Hub, stage: Stage, connector: FeedConnector | None = None) -> Poll:
    return Poll(stage.source(connector), hub.clock(), hub.news_desk, hub.feed_states, hub.queue)


@contextmanager
def staged() -> Iterator[Stage]:
    clock = Clock(NOON)
    with FeedServer(FeedPartner(token=TOKEN, clock=clock)) as server:
        yield Stage(server, clock)


def polled_to_its_end(hub: Hub, stage: Stage, connector: FeedConnector | None = None) -> None:
    """Poll, turn by turn, until the feed has been read to its end."""
    poll_of(hub, stage, connector).run()
    while hub.feed_states.of("harbour").unfinished:
        poll_of(hub, stage, connector).run()
