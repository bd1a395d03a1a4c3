"""
A partner with a JSON feed: what it shares is read there, and it reads our answer at the hub.

Nothing is called to answer: the partner sees status, reason and opportunity id in GET
/v1/referrals/{number}, as a platform does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.strict_json import NotJson, loosely
from referral_hub.ports import FeedPage

from .door import Door
from .entries import Reader, id_of
from .settings import Settings
from .walk import Walk

# Looking for a single entry ends here.
_FAR = 50


class FeedConnector(UncalledPartner):
    """One feed as a connector and as a feed. People come with their entries, and are not asked."""

    def __init__(self, door: Door, settings: Settings, *, partner_id: str) -> None:
        self._door = door
        self._settings = settings
        self._partner_id = partner_id

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        return Walk(self._settings, self._door, self._reader(at, "poll")).pages(cursor)

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | Unreadable | None:
        """Look for one entry from the feed's beginning: a feed has no other way."""
        walk = Walk(self._settings, self._door, self._reader(at, via))
        for page in islice(walk.pages(""), _FAR):
            for entry in page.entries:
                if not isinstance(entry.what, Hint) and id_of(entry.what) == hint.id:
                    return entry.what
        return None

    def read_again(self, entry: Unreadable, *, at: datetime) -> PartnerNews | Unreadable:
        """Read what was kept of an entry, as it is set now."""
        try:
            loose = loosely(entry.raw.encode(errors="replace"))
        except NotJson:
            return entry.model_copy(update={"why": "what was kept of it is no longer whole"})
        return self._reader(at, "replay").news(loose, entry.raw)

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        """A feed has no events."""
        return None

    def _reader(self, at: datetime, via: str) -> Reader:
        return Reader(self._settings, self._partner_id, at, via)
