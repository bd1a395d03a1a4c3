"""
The notes on referrals of both directions.

    REFERRAL#<number>    NOTES    written when somebody edits the referral's line in the book; until
                                  then its notes are those that it came with
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.book import shown
from referral_hub.domain.referrals.notes import Notes
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Item, Key, Table, Write

from .book_marks import Clock, attributes_of, marked, utc_now
from .items import from_item, to_item
from .timeline import entry_item


@dataclass(frozen=True)
class NotesOfReferrals:
    table: Table
    clock: Clock = utc_now

    def find(self, number: str) -> Notes | None:
        item = self.table.get(_key(number))
        return from_item(Notes, item) if item else None

    def save(self, notes: Notes, *, story: TimelineEntry | None = None) -> Notes:
        """
        Replace what was read; what the timeline says of it is written with it, or not at all.

        Raises:
            Conflict: somebody else edited the referral's line since.
        """
        saved = notes.model_copy(update={"version": notes.version + 1})
        saved = marked(saved, shown.of_notes(saved), self.clock)
        told = [Write(entry_item(notes.number, story), 0)] if story else []
        self.table.put_all([Write(_item_of(saved), notes.version), *told])
        return saved


def _item_of(notes: Notes) -> Item:
    extra = attributes_of(notes)
    return to_item(_key(notes.number), "NOTES", notes, version=notes.version, **extra)


def _key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "NOTES")
