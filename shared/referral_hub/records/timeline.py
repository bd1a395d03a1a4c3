"""
What happened to a referral and left no other trace: failures, retries, warnings, edits. Only ever
added to.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Key, Table

from .items import every, from_item, to_item


@dataclass(frozen=True)
class Timeline:
    table: Table

    def add(self, number: str, entry: TimelineEntry) -> None:
        """Add an entry; the same entry added again changes nothing."""
        key = Key(f"REFERRAL#{number}", f"TIMELINE#{entry.place}")
        if self.table.get(key) is None:
            self.table.put(to_item(key, "TIMELINE", entry, version=1), version=0)

    def of(self, number: str) -> list[TimelineEntry]:
        items = every(self.table, f"REFERRAL#{number}", prefix="TIMELINE#")
        return [from_item(TimelineEntry, item) for item in items]
