"""The referral book in memory: every look goes through all of it, in the plainest way."""

from __future__ import annotations

from collections.abc import Iterable

from referral_hub.domain.book.look import BookLook, BookPage, Place, place_of
from referral_hub.domain.book.row import BookEntry


class MemoryBook:
    def __init__(self, entries: Iterable[BookEntry] = ()) -> None:
        self._entries: dict[str, BookEntry] = {}
        self.keep(*entries)

    def keep(self, *entries: BookEntry) -> None:
        """Take entries in; one that is known is replaced."""
        self._entries |= {entry.number: entry for entry in entries}

    def page(self, look: BookLook, *, limit: int, after: Place | None = None) -> BookPage:
        entries = (entry for entry in self._entries.values() if look.finds(entry))
        found = [row for entry in entries if (row := entry.row_for(look.side))]
        placed = sorted(
            ((_order(place_of(row, look.sort)), row) for row in found),
            key=lambda each: each[0],
            reverse=look.descending,
        )
        rows = [row for place, row in placed if not after or _is_beyond(place, after, look)]
        page = tuple(rows[:limit])
        more = len(rows) > limit
        return BookPage(rows=page, after=place_of(page[-1], look.sort) if more else None)


def _order(place: Place) -> tuple[str, int]:
    return place.key, int(place.number.removeprefix("R-"))


def _is_beyond(place: tuple[str, int], after: Place, look: BookLook) -> bool:
    return place < _order(after) if look.descending else place > _order(after)
