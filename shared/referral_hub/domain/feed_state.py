"""How far a partner's feed was read, and how asking it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from .cause import Cause
from .shapes import Frozen, Moment

# Feeds tell their last entries again; more than this at one moment are looked at once more.
MOST_MARKS = 500


class FeedState(Frozen):
    """
    `cursor` is where the next poll goes on, in the source's own words; `marks` are the entries that
    were met last. `failures` counts the polls since the last one that went well.

    `missed` counts the news that a poll found although an event should have told of them.
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
    version: int = 0

    def beyond(self, cursor: str, marks: Sequence[str], *, found: int, quarantined: int) -> Self:
        """Go on behind a page whose entries have all been taken care of."""
        kept = tuple(dict.fromkeys([*self.marks, *(mark for mark in marks if mark)]))[-MOST_MARKS:]
        counts = {
            "found": self.found + found,
            "quarantined": self.quarantined + quarantined,
        }
        return self.model_copy(update={"cursor": cursor, "marks": kept, **counts})

    def succeeded(self, at: datetime) -> Self:
        well = {"polled_at": at, "succeeded_at": at, "failures": 0, "error": "", "cause": None}
        return self.model_copy(update=well)

    def failed(self, why: str, cause: Cause, at: datetime) -> Self:
        trouble = {"polled_at": at, "failures": self.failures + 1, "error": why, "cause": cause}
        return self.model_copy(update=trouble)
