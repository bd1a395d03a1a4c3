"""How far a feed was read: the text that is kept between two polls, in the source's own words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import ValidationError

from referral_hub.domain.shapes import Frozen, Moment


class Place(Frozen):
    """
    `since` is the newest change of the last walk that came to its end, by the partner's clock, and
    `newest` that of the walk which is under way: only its end makes it count, in whichever order
    entries come. `next` is the cursor or link of the page that comes now; empty, a walk begins.
    `etag` is the tag of a feed that had a single page.

    `settings` is the fingerprint of those under which all this was read.
    """

    settings: str = ""
    since: Moment | None = None
    newest: Moment | None = None
    next: str = ""
    etag: str = ""

    @classmethod
    def of(cls, cursor: str, *, settings: str) -> Self:
        """Read what was kept; under other settings the feed is read from its beginning."""
        beginning = cls(settings=settings)
        try:
            kept = cls.model_validate_json(cursor) if cursor else beginning
        except ValidationError:
            return beginning
        return kept if kept.settings == settings else beginning

    @property
    def text(self) -> str:
        return self.model_dump_json(exclude_defaults=True)

    def beyond(self, times: Iterable[datetime], *, next_one: str, etag: str) -> Self:
        """Go on behind a page: to the next, or to where the next walk begins."""
        newest = max(filter(None, [self.newest, *times]), default=None)
        if next_one:
            return self.model_copy(update={"newest": newest, "next": next_one, "etag": ""})
        since = max(filter(None, [self.since, newest]), default=None)
        alone = "" if self.next else etag
        ended = {"since": since, "newest": None, "next": "", "etag": alone}
        return self.model_copy(update=ended)

    def untagged(self) -> Self:
        """Ask for the whole page again: by the tag of what was there before, some might be left."""
        return self.model_copy(update={"etag": ""})

    def anew(self) -> Self:
        """Begin the walk again: the source does not know the way on any more."""
        return self.model_copy(update={"newest": None, "next": "", "etag": ""})
