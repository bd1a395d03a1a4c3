"""
How a copy follows the table.

The index of changes is walked from where the copy is, and what changed is read from the table
itself. A change may enter the index late, and writers' clocks differ: so each walk begins a margin
before the last one did, and passes by what was taken in. From an empty copy the same walk makes the
book anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from referral_hub.records.book import BookChange, BookRecords
from referral_hub.records.book_marks import moment_mark

from .copy import BookCopy

# DynamoDB's indexes lag by less than a second as a rule, and clocks in AWS by less still; a save
# that is tried again writes its mark some seconds late.
MARGIN = timedelta(seconds=120)
_AT_ONCE = 100

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Keeper:
    copy: BookCopy
    records: BookRecords
    clock: Clock

    @property
    def is_whole(self) -> bool:
        """Whether the copy has been as new as the table once."""
        return self.copy.noted("whole") == "yes"

    def catch_up(self, *, until: datetime) -> bool:
        """
        Take in what changed; tell whether that is all.

        A walk that is cut short by the time goes on where it was.
        """
        horizon, came_on = moment_mark(self.clock() - MARGIN), False
        for changes in self.records.changes(self.copy.noted("since")):
            for some in _batches(changes):
                if came_on and self.clock() >= until:
                    return False
                came_on |= self._take_in(some, horizon)
        self.copy.note("since", horizon)
        self.copy.forget_applied(horizon)
        if not self.is_whole:
            self.copy.sort()
            self.copy.note("whole", "yes")
        return True

    def sweep(self) -> int:
        """
        Look for what is in the copy, and in no index of the table any more, and read it again; what
        is gone leaves the copy. Return how many were looked at.
        """
        known = self.copy.items()
        for changes in self.records.changes(""):
            known -= {(change.number, change.contact_key) for change in changes}
            known -= {(change.number, "") for change in changes}
        for number, key in known:
            if key:
                self.copy.forget_contact(number, key)
        numbers = sorted({number for number, _ in known})
        for start in range(0, len(numbers), _AT_ONCE):
            self._read(numbers[start : start + _AT_ONCE])
        self.copy.merge()
        return len(numbers)

    def _take_in(self, changes: Sequence[BookChange], horizon: str) -> bool:
        """Tell whether any of it was new."""
        fresh = [change for change in changes if not self.copy.has_applied(change.name)]
        if not fresh:
            return False
        with self.copy.at_once():
            self.copy.tell_of_contacts((c.number, c.contact_key) for c in fresh if c.contact_key)
            self._read({change.number for change in fresh})
            # What lies behind the margin is never met again.
            self.copy.apply(change.name for change in fresh if change.mark >= horizon)
            self.copy.note("since", min(horizon, fresh[-1].mark))
        return True

    def _read(self, numbers: Iterable[str]) -> None:
        wanted = self.copy.contacts_of(numbers)
        found = self.records.entries(wanted)
        with self.copy.at_once():
            self.copy.drop(wanted.keys() - found.keys())
            self.copy.keep(found.values())


def _batches(changes: Iterable[BookChange]) -> Iterator[list[BookChange]]:
    walked = iter(changes)
    while batch := list(islice(walked, _AT_ONCE)):
        yield batch
