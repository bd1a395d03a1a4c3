"""How far a partner's feed was read, and how asking it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from .cause import Cause
from .shapes import Frozen, Moment

# The clock that wakes the poll is not exact to the second.
_EARLY = timedelta(seconds=20)

# Feeds tell their last entries again; more than this at one moment are looked at once more.
MOST_MARKS = 500


class FeedState(Frozen):
    """
    `cursor` is where the next poll goes on, in the source's own words; `marks` are the entries that
    were met last. `failures` counts the polls since the last one that went well: one that is
    `under_way` is a failure until it ends, because what stops the hub itself lets nobody say so.

    `missed` counts the news that a poll found although an event should have told of them.
    `unfinished` says that the last poll found more than it could take. `newest_at` is when the
    newest entry that was ever met had changed, by the partner's clock, and `lag_seconds` how old it
    was then, by ours. `hoped_at` is when those who wait for contact info were last asked for.
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
    hoped_at: Moment | None = None
    version: int = 0

    def is_due(self, every: timedelta, now: datetime) -> bool:
        """Tell whether a partner that wants to be asked no more often may be asked."""
        asked = self.polled_at
        return asked is None or self.unfinished or now >= asked + every - _EARLY

    def met(self, newest: datetime, now: datetime) -> Self:
        """Take note of the newest of some entries, and of how late it is seen."""
        if self.newest_at and newest <= self.newest_at:
            return self
        lag = max(0, int((now - newest).total_seconds()))
        return self.model_copy(update={"newest_at": newest, "lag_seconds": lag})

    def beyond(self, cursor: str, marks: Sequence[str], *, found: int, quarantined: int) -> Self:
        """Go on behind a page whose entries have all been taken care of."""
        kept = tuple(dict.fromkeys([*self.marks, *(mark for mark in marks if mark)]))[-MOST_MARKS:]
        counts = {
            "found": self.found + found,
            "quarantined": self.quarantined + quarantined,
        }
        return self.model_copy(update={"cursor": cursor, "marks": kept, **counts})

    def hoped(self, at: datetime) -> Self:
        return self.model_copy(update={"hoped_at": at})

    def begun(self, at: datetime) -> Self:
        """Say that a poll begins now, and that it is the turn of others if it never ends."""
        why = "a poll began then and has not ended: it is under way, or the feed stopped the hub"
        trouble = {"error": why, "cause": Cause.HUB_FAILED, "failures": self.failures + 1}
        return self.model_copy(update=trouble | {"polled_at": at, "under_way": True})

    def succeeded(self, at: datetime, *, unfinished: bool = False) -> Self:
        well = {"polled_at": at, "succeeded_at": at, "failures": 0, "error": "", "cause": None}
        return self.model_copy(update=well | {"under_way": False, "unfinished": unfinished})

    def failed(self, why: str, cause: Cause, at: datetime) -> Self:
        failures = self.failures + (0 if self.under_way else 1)
        trouble = {"polled_at": at, "failures": failures, "error": why, "cause": cause}
        return self.model_copy(update=trouble | {"under_way": False, "unfinished": False})
