"""What the tests of the feed read, and share."""

from __future__ import annotations

from referral_hub.domain.partners.news import PartnerNews
from referral_hub.ports import FeedEntry, FeedPage
from tests.adapters.partners.microsoft.stage import Stage


def pages(stage: Stage, cursor: str = "") -> list[FeedPage]:
    return list(stage.feed.pages(cursor, at=stage.clock.now))


def entries(stage: Stage, cursor: str = "") -> list[FeedEntry]:
    return [entry for page in pages(stage, cursor) for entry in page.entries]


def news(stage: Stage, cursor: str = "") -> list[PartnerNews]:
    return [e.what for e in entries(stage, cursor) if isinstance(e.what, PartnerNews)]


def ids(stage: Stage, cursor: str = "") -> list[str]:
    return [each.partner_referral_id for each in news(stage, cursor)]


def share(stage: Stage, count: int) -> list[str]:
    return [stage.shares().partner_referral_id for _ in range(count)]
