"""
What partners sent that nobody can read, kept aside as it came.

    QUARANTINE#<partner id>#<entry>   <key>   one content of an entry: small, and listed by an index
    QUARANTINE#<partner id>#<key>     RAW     what the partner sent

Of one entry at most one content is open: the latest. What is settled lapses. The indexes of the
inbox list it too, under partitions of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter

from referral_hub.domain.partners.news import (
    ENTRY_LETTERS,
    Quarantined,
    QuarantineState,
    Unreadable,
    key_prefix,
)
from referral_hub.ports import Item, Key, Table

from . import listing
from .items import BY_PARTNER, BY_PROBLEM, BY_STATUS, every, from_item, to_item

_BATCH = 25
# A source that makes up a new flaw with each answer would fill the table otherwise: further ones
# take the place of those that were met longest ago.
MOST_WITHOUT_ID = 500


@dataclass(frozen=True)
class Quarantine:
    table: Table

    def keep(self, entry: Unreadable, *, at: datetime) -> bool:
        """
        Keep an entry in the place of its earlier content, or count that it came again; returns
        whether nothing of it was open before.

        Raises:
            Conflict: somebody else met the same entry at this moment.
        """
        kept = entry.storable()
        before = self._open_beside(kept)
        known = self.find(kept.partner_id, kept.key)
        met = known.met_again(kept.why, at=at) if known else None
        # What lists it comes last: what is listed can be read.
        self._keep_raw(kept.partner_id, kept.key, kept.raw, met.lapses_at if met else None)
        saved = self._save(met or Quarantined.of(kept, at=at, before=before))
        for each in before if saved.is_open else ():
            self._forget(each)
        return known is None and not before

    def _open_beside(self, entry: Unreadable) -> list[Quarantined]:
        """
        List other contents of the entry that are open, whose place it takes; of what has no id,
        those that are too many.
        """
        known = self.of(entry.partner_id, entry.entry_id)
        others = [each for each in known if each.is_open and each.key != entry.key]
        if entry.entry_id:
            return others
        others.sort(key=attrgetter("last_at"), reverse=True)
        return others[MOST_WITHOUT_ID - 1 :]

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
        self,
        *,
        partner_ids: Sequence[str] | None = None,
        state: QuarantineState | None = None,
        before: str = "",
    ) -> Iterator[tuple[str, Quarantined]]:
        """
        Walk what is kept of partners, or in a state, or both, each with its place, newest first.

        An index lags behind the table: each is read from there, and told only if it fits.
        """
        index, partitions = _listed_in(partner_ids, state)
        keys = listing.newest(self.table, index, partitions, before=before)
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
        saved = self._save(known)
        raw = self.table.get(_raw(known.partner_id, known.key))
        if raw:
            self._keep_raw(known.partner_id, known.key, str(raw["raw"]), saved.lapses_at)
        return saved

    def _save(self, known: Quarantined) -> Quarantined:
        saved = known.model_copy(update={"version": known.version + 1})
        key = _key(known.partner_id, known.key)
        item = to_item(key, "QUARANTINE", saved, version=saved.version, **_places(saved))
        item |= _ttl(saved.lapses_at)
        self.table.put(item, version=known.version)
        return saved

    def _keep_raw(self, partner_id: str, key: str, raw: str, lapses_at: datetime | None) -> None:
        place = _raw(partner_id, key)
        known = self.table.get(place)
        if known and _ttl(lapses_at).get("ttl") == known.get("ttl"):
            return
        version = int(known["version"]) if known else 0
        item: Item = {"pk": place.pk, "sk": place.sk, "kind": "RAW", "version": version + 1}
        self.table.put(item | {"raw": raw} | _ttl(lapses_at), version=version)

    def _forget(self, known: Quarantined) -> None:
        """What lists it goes first, as it comes last."""
        self.table.delete(_key(known.partner_id, known.key))
        self.table.delete(_raw(known.partner_id, known.key))


def _ttl(lapses_at: datetime | None) -> dict[str, int]:
    return {"ttl": int(lapses_at.timestamp())} if lapses_at else {}


def _places(known: Quarantined) -> dict[str, str]:
    return {
        BY_STATUS: f"quarantine#{known.state}",
        BY_PARTNER: f"quarantine#{known.partner_id}",
        BY_PROBLEM: f"quarantine#{known.partner_id}#{known.state}",
        "listed": f"{known.first_at:%Y-%m-%dT%H:%M:%SZ}#{known.key}",
    }


def _listed_in(
    partner_ids: Sequence[str] | None, state: QuarantineState | None
) -> tuple[str, list[str]]:
    if partner_ids is None:
        return BY_STATUS, [f"quarantine#{state}"]
    if state is None:
        return BY_PARTNER, [f"quarantine#{partner_id}" for partner_id in partner_ids]
    return BY_PROBLEM, [f"quarantine#{partner_id}#{state}" for partner_id in partner_ids]


def _key(partner_id: str, key: str) -> Key:
    # The beginning of a key is that of its entry: what is known of one is together.
    return Key(f"QUARANTINE#{partner_id}#{key[:ENTRY_LETTERS]}", key)


def _raw(partner_id: str, key: str) -> Key:
    return Key(f"QUARANTINE#{partner_id}#{key}", "RAW")
