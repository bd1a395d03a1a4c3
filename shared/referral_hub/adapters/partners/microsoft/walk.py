"""
The walk through the referrals that Microsoft sends, and through what changes of those that it was
sent, by the time of their last change.

A page tells where the next one is, but a list that is ordered by change moves while it is read:
what changes goes to its end, and whoever counts rows misses one. So the walk goes on from the last
change that it saw, and follows the link only where that would lead nowhere new. The place behind
each page is therefore good for any later walk, as a link with its token is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from referral_hub.adapters.json_entries import Flaw, id_in, sound
from referral_hub.domain.partners.news import Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.ports import FeedEntry, FeedPage

from .door import Door
from .listing import listed_at
from .reading import member
from .referral import Reader, changed_at, is_incoming
from .wire import unreadable

# Lists may know of a change later than its time says; webhooks and marks make this cheap.
_OVERLAP = timedelta(minutes=10)
# Links bear a new token each time: only what they bring tells that they lead nowhere.
_IDLE_IN_A_ROW = 3
_INCOMING = "direction eq 'Incoming'"
_NEW = "status eq 'New'"
_CHANGED = "updatedDateTime"
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Walk:
    """One walk; `reader` reads its referrals as of now."""

    door: Door
    reader: Reader

    def pages(self, cursor: str) -> Iterator[FeedPage]:
        """
        Walk from a cursor: the last change that was met, as Microsoft wrote it. Without one, what
        waits for an answer is everything: deals of before are nobody's referrals here.

        Raises:
            Unavailable: Partner Center did not answer, or with what is no page.
        """
        url, place, idle = self._first(cursor), cursor, 0
        met: set[str] = set()
        while url:
            if idle > _IDLE_IN_A_ROW:
                raise unreadable("leads in a circle")
            rows, link = listed_at(self.door, url)
            entries = tuple(entry for row in rows for entry in self._entries(row))
            behind = _behind(entries, rows, place)
            yield FeedPage(entries, behind)
            marks = {entry.mark for entry in entries}
            idle = idle + 1 if marks <= met else 0
            met |= marks
            url = link and (link if behind == place else self._since(behind, only_new=not cursor))
            place = behind

    def _first(self, cursor: str) -> str:
        if not cursor:
            return self._list(_INCOMING, _NEW)
        since = _read(cursor)
        if since is None:
            return self._list(_INCOMING, _NEW)
        return self._since(_wire(since - _OVERLAP), only_new=False)

    def _since(self, place: str, *, only_new: bool) -> str:
        newer = f"{_CHANGED} ge {place}"
        return self._list(newer, *((_INCOMING, _NEW) if only_new else ()))

    def _list(self, *conditions: str) -> str:
        return self.door.first_page(filter=" and ".join(conditions), orderby=f"{_CHANGED} asc")

    def _entries(self, row: Any) -> Iterator[FeedEntry]:
        if not is_incoming(row):
            yield from self._ours(row)
            return
        news = self.reader.news(row)
        if isinstance(news, Unreadable):
            yield FeedEntry(news, _mark(news.raw))
        elif news:
            yield FeedEntry(
                news,
                _version(news.partner_referral_id, row),
                at=changed_at(sound(row), self.reader.at),
            )

    def _ours(self, row: Any) -> Iterator[FeedEntry]:
        """A deal that we sent: whoever knows whose it is goes and reads what became of it."""
        if own_id := id_in(member(row, "id")):
            hint = Hint(partner_id=self.reader.partner_id, about="opportunity", id=own_id)
            yield FeedEntry(hint, _version(own_id, row), at=self._changed(row))

    def _changed(self, row: Any) -> datetime | None:
        try:
            return changed_at(row, self.reader.at)
        except Flaw:
            return None


def _behind(entries: Sequence[FeedEntry], rows: Sequence[Any], place: str) -> str:
    """
    The last change on a page, as written; the place before where the page is in no such order.

    Rows that cannot be read have no say.
    """
    times = [entry.at for entry in entries if entry.at]
    told = [str(member(row, _CHANGED)) for row in rows if _read(str(member(row, _CHANGED)))]
    readable = {time: text for text in told if (time := _read(text))}
    if not times or times != sorted(times):
        return place
    newest = readable.get(times[-1], "")
    return newest if (_read(newest) or _BEGINNING) > (_read(place) or _BEGINNING) else place


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _wire(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _version(own_id: str, row: Any) -> str:
    return _mark(f"{own_id}@{member(row, 'eTag') or member(row, _CHANGED)}")


def _mark(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()[:12]
