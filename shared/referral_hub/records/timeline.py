"""
What happened to a referral and left no other trace: failures, retries, warnings, edits. Only ever
added to.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Item, Key, Table

from .items import every, from_item, to_item


@dataclass(frozen=True)
class Timeline:
    table: Table

    def add(self, number: str, entry: TimelineEntry) -> None:
        """Add an entry; the same entry added again changes nothing."""
        item = entry_item(number, entry)
        if self.table.get(Key(item["pk"], item["sk"])) is None:
            self.table.put(item, version=0)

    def of(self, number: str) -> list[TimelineEntry]:
        items = every(self.table, f"REFERRAL#{number}", prefix="TIMELINE#")
        return [from_item(TimelineEntry, item) for item in items]


def entry_item(number: str, entry: TimelineEntry) -> Item:
    """Make the item of an entry, for whoever writes it together with what it tells of."""
    key = Key(f"REFERRAL#{number}", f"TIMELINE#{entry.place}")
    return to_item(key, "TIMELINE", entry, version=1)
