"""
What partners sent that nobody can read, kept aside as it came.

    QUARANTINE   <partner id>#<key>   the entry; the same content is kept once
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.partner_news import Quarantined, Unreadable
from referral_hub.ports import Key, Table

from .items import every, from_item, to_item


@dataclass(frozen=True)
class Quarantine:
    table: Table

    def keep(self, entry: Unreadable, *, at: datetime) -> bool:
        """
        Keep an entry, or count that it came again; returns whether it is new.

        Raises:
            Conflict: somebody else met the same entry at this moment.
        """
        kept = entry.storable()
        known = self.find(kept.partner_id, kept.key)
        if known is None:
            self.save(Quarantined(entry=kept, first_at=at, last_at=at))
            return True
        self.save(known.model_copy(update={"last_at": at, "times": known.times + 1}))
        return False

    def find(self, partner_id: str, key: str) -> Quarantined | None:
        item = self.table.get(_key(partner_id, key))
        return from_item(Quarantined, item) if item else None

    def of(self, partner_id: str) -> Iterator[Quarantined]:
        found = every(self.table, "QUARANTINE", prefix=f"{partner_id}#")
        return (from_item(Quarantined, item) for item in found)

    def save(self, entry: Quarantined) -> Quarantined:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = entry.model_copy(update={"version": entry.version + 1})
        key = _key(entry.entry.partner_id, entry.entry.key)
        self.table.put(
            to_item(key, "QUARANTINE", saved, version=saved.version), version=entry.version
        )
        return saved


def _key(partner_id: str, key: str) -> Key:
    return Key("QUARANTINE", f"{partner_id}#{key}")
