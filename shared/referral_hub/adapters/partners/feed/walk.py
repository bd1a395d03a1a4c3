"""The walk through a feed, page by page, each with the place behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from referral_hub.domain.strict_json import NotJson, TooDeep, loosely, shallow
from referral_hub.ports import FeedEntry, FeedPage

from .door import Answer, CursorLost, Door
from .entries import Reader
from .link_header import next_in
from .place import Place
from .reading import as_told, at_path
from .settings import GoingOn, Settings

_MOST_CURSOR = 2000
_MOST_ENTRIES = 5000
# Objects, lists, members and elements of one answer: a small text can be made of very many.
_MOST_PARTS = 500_000
# What partners write where a time is not known lies before it, and has no time before itself.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_NO_TIMES = (
    "a full page tells no time of change, so nothing leads on from it: set fields.changed_at to"
    " where the time is, or paging to how its pages go on"
)
_NO_LATER = (
    "a full page changed at one moment, so no time leads on from it: set a larger page_size, or"
    " paging to how its pages go on"
)


class _Page(NamedTuple):
    """An answer as it was read; `size` is how many entries it had."""

    loose: Any
    link: str
    size: int
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True)
class Walk:
    """One walk; `reader` reads its entries as of now."""

    settings: Settings
    door: Door
    reader: Reader

    def pages(self, cursor: str) -> Iterator[FeedPage]:
        """
        Raises:
            Unavailable: see the door; also a page that is no JSON, or that leads in a circle.
        """
        begun = Place.of(cursor, settings=self.settings.fingerprint)
        place, answer = self._begin(begun)
        met = {place.next}
        while True:
            if answer is None:
                return
            page = self._read(answer)
            next_one, entries = self._next(page, place), page.entries
            if next_one and next_one in met:
                if entries:
                    raise self.door.refused("its next page is one that was read before")
                # A cursor that is good for ever: the next poll goes on from it.
                yield FeedPage((), place.text, more=False)
                return
            again = place.untagged().text
            place = place.beyond(self._times(entries), next_one=next_one, etag=answer.etag)
            yield FeedPage(entries, place.text, again, more=bool(next_one))
            if not next_one:
                return
            met.add(next_one)
            answer = self._asked(place)

    def _begin(self, place: Place) -> tuple[Place, Answer | None]:
        """Go on where the last turn ended; what the partner forgot meanwhile is walked anew."""
        try:
            return place, self._get(place)
        except CursorLost:
            anew = place.anew()
            return anew, self._asked(anew)

    def _asked(self, place: Place) -> Answer | None:
        try:
            return self._get(place)
        except CursorLost:
            raise self.door.refused("it does not know an address that it gave itself") from None

    def _get(self, place: Place) -> Answer | None:
        return self.door.get(self._url(place), etag="" if place.next else place.etag)

    def _url(self, place: Place) -> str:
        settings, paging = self.settings, self.settings.paging
        if place.next and paging and paging.by is not GoingOn.CURSOR:
            return place.next
        told: dict[str, str] = {}
        if settings.page_size:
            told[settings.page_size.parameter] = str(settings.page_size.size)
        if settings.since and place.since:
            told[settings.since.parameter] = self._since(place.since)
        if place.next:
            told[self._parameter()] = place.next
        return _with_query(settings.url, told)

    def _parameter(self) -> str:
        if self.settings.paging:
            return self.settings.paging.parameter
        assert self.settings.since, "only a cursor or a time leads on"
        return self.settings.since.parameter

    def _since(self, known: datetime) -> str:
        assert self.settings.since
        overlap = timedelta(seconds=self.settings.since.overlap_seconds)
        return as_told(self._bounded(known) - overlap, self.settings.since.format)

    def _read(self, answer: Answer) -> _Page:
        loose = self._document(answer)
        found = self._entries(loose)
        entries = self.reader.by_the_clock(answer.at).page(found)
        return _Page(loose, answer.link, len(found), entries)

    def _document(self, answer: Answer) -> Any:
        if sum(map(answer.body.count, (b"{", b"[", b","))) > _MOST_PARTS:
            raise self.door.refused("its answer has too many parts; ask for smaller pages")
        try:
            return self._loosely(answer.body)
        except NotJson as flaw:
            raise self.door.refused(f"its answer is no JSON: {flaw}") from None

    def _loosely(self, body: bytes) -> Any:
        try:
            return loosely(body)
        except TooDeep:
            return loosely(shallow(body))

    def _entries(self, loose: Any) -> Sequence[Any]:
        found = at_path(loose, self.settings.entries) if self.settings.entries else loose
        if not isinstance(found, list):
            raise self.door.refused("its answer has no list where settings.entries says")
        if len(found) > _MOST_ENTRIES:
            why = f"its page has more than {_MOST_ENTRIES} entries; ask for smaller pages"
            raise self.door.refused(why)
        return found

    def _next(self, page: _Page, place: Place) -> str:
        """Where the next page is; empty after the last one."""
        paging = self.settings.paging
        if paging is None:
            return self._later(page, place)
        told = (
            next_in(page.link)
            if paging.by is GoingOn.LINK_HEADER
            else at_path(page.loose, paging.next)
        )
        if told in (None, "", False):
            return ""
        if not isinstance(told, str) or len(told) > _MOST_CURSOR or not _can_be_sent(told):
            raise self.door.refused("its next cursor or link is no text of a sensible length")
        if paging.by is GoingOn.CURSOR:
            return told
        return self._link(told, place)

    def _link(self, told: str, place: Place) -> str:
        try:
            url = urljoin(self._url(place), told)
        except ValueError:
            raise self.door.refused("its next link is no address") from None
        if not url.isascii() or not url.isprintable() or " " in url:
            raise self.door.refused("its next link is no address")
        self.door.at_home(url)
        return url

    def _later(self, page: _Page, place: Place) -> str:
        """Go on by time alone: a full page is followed by what changed since its last entry."""
        size, since = self.settings.page_size, self.settings.since
        if size is None or since is None or page.size < size.size:
            return ""
        times = list(self._times(page.entries))
        if not times:
            raise self.door.refused(_NO_TIMES)
        if times != sorted(times):
            raise self.door.refused("its entries are not oldest change first; set how pages go on")
        later = as_told(times[-1], since.format)
        if later == place.next:
            raise self.door.refused(_NO_LATER)
        return later

    def _times(self, entries: Sequence[FeedEntry]) -> Iterator[datetime]:
        return (self._bounded(entry.at) for entry in entries if entry.at)

    def _bounded(self, told: datetime) -> datetime:
        """
        The partner's time as far as it is no later than ours: one that is ahead would hide all that
        changes until we are as far.
        """
        return min(max(told, _EARLIEST), self.reader.at)


def _can_be_sent(text: str) -> bool:
    """Half of a surrogate pair is no character, and JSON may hold it all the same."""
    return text.encode(errors="replace").decode() == text


def _with_query(url: str, told: dict[str, str]) -> str:
    """Set parameters of an address; those that it has already are replaced."""
    place = urlsplit(url)
    kept = [pair for pair in parse_qsl(place.query, keep_blank_values=True) if pair[0] not in told]
    return place._replace(query=urlencode([*kept, *told.items()])).geturl()
