"""How far a partner's feed was read, and how asking it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from referral_hub.domain.cause import Cause
from referral_hub.domain.shapes import Frozen, Moment

# The clock that wakes the poll is not exact to the second.
_EARLY = timedelta(seconds=20)

# Whoever wants to be left alone for longer is asked all the same: it may be a mistake.
_LONGEST_REST = timedelta(hours=1)
# Clocks differ by less; more hides what changes meanwhile from whoever asks by that clock.
_AHEAD = timedelta(minutes=5)
_AHEAD_SAYS = (
    "an entry is dated later than now: by the partner's clock, which is ahead or was set wrong; the"
    " hub asks on from its own time, so that nothing is left out"
)

# Feeds tell their last entries again; more than this at one moment are looked at once more, unless
# they are on one page: that may be taken in several turns.
MOST_MARKS = 500
_PARTS = "~"


def version_mark(entry: str, at: datetime | None, content: str) -> str:
    """Make a mark of an entry, the time of its change where it is told, and its content."""
    return _PARTS.join((entry, str(round(at.timestamp() * 1000)) if at else "", content))


class FeedState(Frozen):
    """
    `cursor` is where the next poll goes on, in the source's own words; `marks` are the entries that
    were met last. `failures` counts the polls since the last one that went well: one that is
    `under_way` is a failure until it ends, because what stops the hub itself lets nobody say so.

    `missed` counts the news that a poll found although an event should have told of them.
    `unfinished` says that the last poll found more than it could take. `newest_at` is when the
    newest entry that was ever met had changed, by the partner's clock, and `lag_seconds` how old it
    was then, by ours. `warning` says what is not as it should be although all was read. Before
    `asked_again_at` the partner wants to be left alone. `hoped_at` is when those who wait for
    contact info were last asked for. `whole_at` is when a poll last came to the end of all that
    there is, and `seen_within_seconds` how long after the time before: so late news may be seen.
    """

    partner_id: str
    cursor: str = ""
    marks: tuple[str, ...] = ()
    polled_at: Moment | None = None
    succeeded_at: Moment | None = None
    failures: int = 0
    error: str = ""
    cause: Cause | None = None
    found: int = 0
    missed: int = 0
    quarantined: int = 0
    under_way: bool = False
    unfinished: bool = False
    newest_at: Moment | None = None
    lag_seconds: int | None = None
    warning: str = ""
    asked_again_at: Moment | None = None
    hoped_at: Moment | None = None
    whole_at: Moment | None = None
    seen_within_seconds: int | None = None
    version: int = 0

    def is_due(self, every: timedelta, now: datetime) -> bool:
        """Tell whether a partner that wants to be asked no more often may be asked."""
        asked = self.polled_at
        if self.asked_again_at and now < self.asked_again_at:
            return False
        return asked is None or self.unfinished or now >= asked + every - _EARLY

    def met(self, newest: datetime, now: datetime) -> Self:
        """Take note of the newest of some entries, and of how late it is seen."""
        seen = min(newest, now)
        if self.newest_at and seen <= self.newest_at:
            return self
        lag = int((now - seen).total_seconds())
        return self.model_copy(update={"newest_at": seen, "lag_seconds": lag})

    def dated(self, newest: datetime | None, now: datetime) -> Self:
        """Compare the newest time of all entries that are shown, known ones too, with ours."""
        ahead = newest is not None and newest > now + _AHEAD
        return self.model_copy(update={"warning": _AHEAD_SAYS if ahead else ""})

    def fresh(self, marks: Sequence[str]) -> list[int]:
        """
        Tell the places of the entries of a page that are news, by their marks, oldest first.

        A mark that says whose version it is (`version_mark`) is old only if that is the latest that
        is known of the entry, if it stands before that one on the page, or if it was met before
        and is of an earlier time: what was 100, then 200, may be 100 again. Where both tell their
        times, the later one is news wherever it stands: some feeds list the newest first. Such a
        page is read from its end, so that of two at one moment the newer one is taken last, too.
        """
        if _newest_first(marks):
            last = len(marks) - 1
            return [last - place for place in self._fresh(marks[::-1])]
        return self._fresh(marks)

    def _fresh(self, marks: Sequence[str]) -> list[int]:
        known = set(self.marks)
        latest = _latest(self.marks)
        settled: set[str] = set()
        news: list[int] = []
        for place in range(len(marks) - 1, -1, -1):
            mark, whose = marks[place], _whose(marks[place])
            settled |= {whose} if latest.get(whose) == mark else set()
            before, now = _time(latest.get(whose, "")), _time(mark)
            past = mark in known and now < before
            if not mark or 0 < before < now or not (whose in settled or past):
                news.append(place)
        return sorted(news, key=lambda place: (_time(marks[place]), place))

    def beyond(self, cursor: str, marks: Sequence[str], *, found: int, quarantined: int) -> Self:
        """Go on behind a page, or behind those of its entries that have been taken care of."""
        met = dict.fromkeys(mark for mark in reversed(marks) if mark)
        before = [mark for mark in self.marks if mark not in met]
        kept = [*before, *reversed(met)][-max(MOST_MARKS, len(met)) :]
        counts = {
            "found": self.found + found,
            "quarantined": self.quarantined + quarantined,
        }
        return self.model_copy(update={"cursor": cursor, "marks": tuple(kept), **counts})

    def hoped(self, at: datetime) -> Self:
        return self.model_copy(update={"hoped_at": at})

    def begun(self, at: datetime) -> Self:
        """Say that a poll begins now, and that it is the turn of others if it never ends."""
        why = "a poll began then and has not ended: it is under way, or the feed stopped the hub"
        trouble = {"error": why, "cause": Cause.HUB_FAILED, "failures": self.failures + 1}
        told = {"polled_at": at, "under_way": True, "asked_again_at": None}
        return self.model_copy(update=trouble | told)

    def succeeded(self, at: datetime, *, unfinished: bool = False) -> Self:
        well = {"polled_at": at, "succeeded_at": at, "failures": 0, "error": "", "cause": None}
        ended = {"under_way": False, "unfinished": unfinished}
        return self.model_copy(update=well | ended | ({} if unfinished else self._whole(at)))

    def _whole(self, at: datetime) -> dict[str, object]:
        """All of it was asked for, and how long ago it was before."""
        since = self.whole_at and int((at - self.whole_at).total_seconds())
        return {"whole_at": at, "seen_within_seconds": since}

    def failed(
        self, why: str, cause: Cause, at: datetime, *, again_after: timedelta | None = None
    ) -> Self:
        failures = self.failures + (0 if self.under_way else 1)
        trouble = {"polled_at": at, "failures": failures, "error": why, "cause": cause}
        again = at + min(again_after, _LONGEST_REST) if again_after else None
        ended = {"under_way": False, "unfinished": False, "asked_again_at": again}
        return self.model_copy(update=trouble | ended)


def _newest_first(marks: Sequence[str]) -> bool:
    """Tell whether a page begins later than it ends, by the times that it tells."""
    times = [time for mark in marks if (time := _time(mark))]
    return bool(times) and times[0] > times[-1]


def _whose(mark: str) -> str:
    """Which entry it is a version of; of a mark that does not say, itself."""
    return mark.partition(_PARTS)[0]


def _latest(marks: Sequence[str]) -> dict[str, str]:
    """The latest version of each entry: what was met last, unless its own time is older."""
    latest: dict[str, str] = {}
    for mark in marks:
        known = latest.get(_whose(mark), "")
        if not 0 < _time(mark) < _time(known):
            latest[_whose(mark)] = mark
    return latest


def _time(mark: str) -> int:
    told = mark.split(_PARTS)[1:2]
    return int(told[0]) if told and told[0] else 0
