"""
What partners sent that nobody can read, kept aside as it came.

    QUARANTINE#<partner id>#<entry>   <key>   one content of an entry: small, and listed by an index
    QUARANTINE#<partner id>#<key>     RAW     what the partner sent; it never changes

The indexes of the inbox list it too, under partitions of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from referral_hub.domain.errors import Conflict
from referral_hub.domain.partner_news import (
    ENTRY_LETTERS,
    Quarantined,
    QuarantineState,
    Unreadable,
    key_prefix,
)
from referral_hub.ports import Item, Key, Table

from .items import BY_PARTNER, BY_PROBLEM, BY_STATUS, every, from_item, to_item, walk

_BATCH = 25


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
        if known:
            self.save(known.met_again(kept.why, at=at))
            return False
        # What lists it comes last: what is listed can be read.
        self._keep_raw(kept)
        self.save(Quarantined.of(kept, at=at))
        return True

    def find(self, partner_id: str, key: str) -> Quarantined | None:
        item = self.table.get(_key(partner_id, key))
        return from_item(Quarantined, item) if item else None

    def entry(self, known: Quarantined) -> Unreadable:
        """Read an entry as it came."""
        item = self.table.get(_raw(known.partner_id, known.key))
        raw = str(item["raw"]) if item else ""
        return Unreadable(
            partner_id=known.partner_id, entry_id=known.entry_id, raw=raw, why=known.why
        )

    def of(self, partner_id: str, entry_id: str) -> list[Quarantined]:
        """List the contents of one entry that could not be read."""
        found = every(self.table, f"QUARANTINE#{partner_id}#{key_prefix(entry_id)}")
        known = (from_item(Quarantined, item) for item in found)
        return [each for each in known if each.entry_id == entry_id]

    def newest(
        self, *, partner_id: str = "", state: QuarantineState | None = None, before: str = ""
    ) -> Iterator[tuple[str, Quarantined]]:
        """
        Walk what is kept of a partner, or in a state, or both, each with its place, newest first.

        An index lags behind the table: each is read from there, and told only if it fits.
        """
        index, partition = _listed_in(partner_id, state)
        keys = walk(self.table, index, partition, before=before)
        while batch := list(islice(keys, _BATCH)):
            places = {Key(key["pk"], key["sk"]): str(key["listed"]) for key in batch}
            items = {Key(i["pk"], i["sk"]): i for i in self.table.get_many(list(places))}
            for key, place in places.items():
                known = from_item(Quarantined, items[key]) if key in items else None
                if known and state in (None, known.state):
                    yield place, known

    def save(self, known: Quarantined) -> Quarantined:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = known.model_copy(update={"version": known.version + 1})
        key = _key(known.partner_id, known.key)
        item = to_item(key, "QUARANTINE", saved, version=saved.version, **_places(saved))
        self.table.put(item, version=known.version)
        return saved

    def _keep_raw(self, entry: Unreadable) -> None:
        key = _raw(entry.partner_id, entry.key)
        item: Item = {"pk": key.pk, "sk": key.sk, "kind": "RAW", "version": 1, "raw": entry.raw}
        with suppress(Conflict):  # a crash left it alone; the same key has the same content
            self.table.put(item, version=0)


def _places(known: Quarantined) -> dict[str, str]:
    return {
        BY_STATUS: f"quarantine#{known.state}",
        BY_PARTNER: f"quarantine#{known.partner_id}",
        BY_PROBLEM: f"quarantine#{known.partner_id}#{known.state}",
        "listed": f"{known.first_at:%Y-%m-%dT%H:%M:%SZ}#{known.key}",
    }


def _listed_in(partner_id: str, state: QuarantineState | None) -> tuple[str, str]:
    if state is None:
        return BY_PARTNER, f"quarantine#{partner_id}"
    if partner_id:
        return BY_PROBLEM, f"quarantine#{partner_id}#{state}"
    return BY_STATUS, f"quarantine#{state}"


def _key(partner_id: str, key: str) -> Key:
    # The beginning of a key is that of its entry: what is known of one is together.
    return Key(f"QUARANTINE#{partner_id}#{key[:ENTRY_LETTERS]}", key)


def _raw(partner_id: str, key: str) -> Key:
    return Key(f"QUARANTINE#{partner_id}#{key}", "RAW")
