"""
What happened to a referral and left no other trace: failures, retries, warnings, edits. Only ever
added to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Item, Key, Table, Write

from .items import every, from_item, to_item


@dataclass(frozen=True)
class Timeline:
    table: Table

    def add(self, number: str, entry: TimelineEntry) -> None:
        """Add an entry; the same entry added again changes nothing."""
        for write in self.writes_of(number, [entry]):
            self.table.put(write.item, version=write.version)

    def writes_of(self, number: str, entries: Iterable[TimelineEntry]) -> list[Write]:
        """The writes that add what is not there yet, together with what it tells of."""
        items = [entry_item(number, entry) for entry in entries]
        keys = [Key(item["pk"], item["sk"]) for item in items]
        known = {item["sk"] for item in self.table.get_many(keys)}
        return [Write(item, 0) for item in items if item["sk"] not in known]

    def of(self, number: str) -> list[TimelineEntry]:
        items = every(self.table, f"REFERRAL#{number}", prefix="TIMELINE#")
        return [from_item(TimelineEntry, item) for item in items]


def entry_item(number: str, entry: TimelineEntry) -> Item:
    """Make the item of an entry, for whoever writes it together with what it tells of."""
    key = Key(f"REFERRAL#{number}", f"TIMELINE#{entry.place}")
    return to_item(key, "TIMELINE", entry, version=1)
