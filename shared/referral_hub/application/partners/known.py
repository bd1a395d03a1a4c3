"""
A partner that lists nothing is asked for each open referral by its id, round after round.

A turn asks for a hundred at most, and the next one goes on behind them: so the partner is never
asked for more in a minute, and a round takes as many turns as there are hundreds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from referral_hub.domain.partners.feed_state import version_mark
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint, Partner
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import FeedEntry, FeedPage, PartnerConnection, ShowsReferrals
from referral_hub.records.partner_links import KNOWN
from referral_hub.records.referrals import Referrals, listed_at

from .feeds import Source

ASKED_AT_ONCE = 10
PAGES_A_TURN = 10
# Most of a partner's referrals are over: so many are passed by in search of those that are not.
LOOKED_AT = 200
# What was asked for is taken in before the poll's function comes to its end.
_SECONDS_A_PAGE = 2


@dataclass(frozen=True)
class KnownReferrals:
    """A feed of what is known already; its cursor is the place of a referral in our own list."""

    partner_id: str
    shows: ShowsReferrals
    referrals: Referrals
    monotonic: Callable[[], float] = field(default=time.monotonic)

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        more = True
        while more:
            page = self._page(cursor, at)
            yield page
            cursor, more = page.cursor, page.more

    def _page(self, cursor: str, at: datetime) -> FeedPage:
        """Ask for some, newest first, and say where to go on; at the end, at the beginning."""
        end = self.monotonic() + _SECONDS_A_PAGE
        entries: list[FeedEntry] = []
        place = cursor
        walked = self.referrals.newest(partner_ids=[self.partner_id], before=cursor)
        for count, referral in enumerate(walked):
            if referral.received_at + KNOWN < at:
                break
            is_full = len(entries) == ASKED_AT_ONCE or count == LOOKED_AT
            if is_full or self.monotonic() > end:
                return FeedPage(tuple(entries), place)
            entries += self._asked(referral) if referral.is_followed else ()
            place = listed_at(referral)
        return FeedPage(tuple(entries), "", more=False)

    def _asked(self, referral: Referral) -> Iterator[FeedEntry]:
        if what := self.shows.show(referral):
            yield FeedEntry(what, version_mark(referral.number, None, _content(what)))

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | Unreadable | None:  # noqa: ARG002
        """Ask for one that stands in the quarantine."""
        known = self.referrals.invitation(hint.partner_id, hint.id)
        found = self.referrals.find(known.number) if known else None
        return self.shows.show(found) if found else None

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:  # noqa: ARG002
        """Who lists nothing sends no events either."""
        return None


def source_of_known(partner: Partner, made: PartnerConnection, referrals: Referrals) -> Source:
    """Make the source of a partner that shows what is known."""
    assert made.shows, "whoever has a feed is asked for that"
    feed = KnownReferrals(partner.partner_id, made.shows, referrals)
    source = Source.of(partner, made, feed)
    return replace(source, hears_events=False, hopes_every=None, most_pages=PAGES_A_TURN)


def _content(what: PartnerNews | Unreadable) -> str:
    told = what.why + what.raw if isinstance(what, Unreadable) else what.model_dump_json()
    return sha256(told.encode(errors="replace")).hexdigest()[:12]
