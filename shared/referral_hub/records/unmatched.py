"""
Records of the CRM that should be somebody's referral, and are nobody's so far.

    UNMATCHED#<unmatched id>   UNMATCHED   a record, and what was seen of it; what is only
                                           remembered lapses after 90 days
    UNMATCHED_OF#<place>       <place>     that the second record was seen to belong to the first,
                                           of which somebody may learn whose it is; for 90 days
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from referral_hub.domain.lifecycles.unmatched import (
    UnmatchedNotFound,
    UnmatchedRecord,
    Why,
    id_of,
)
from referral_hub.ports import Item, Key, Table, Write

from . import listing
from .items import BY_PARTNER, BY_STATUS, from_item, to_item

_OPEN = "unmatched"
_REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class UnmatchedRecords:
    table: Table

    def of(self, place: str) -> UnmatchedRecord | None:
        return self._find(id_of(place))

    def get(self, unmatched_id: str) -> UnmatchedRecord:
        """
        Raises:
            UnmatchedNotFound: there is none of this id, or it is nobody's business.
        """
        found = self._find(unmatched_id)
        if found is None or found.why is Why.SILENT:
            raise UnmatchedNotFound(f"no unmatched record {unmatched_id}")
        return found

    def newest(self, *, code: str = "", before: str = "") -> Iterator[UnmatchedRecord]:
        """Walk what is open, or what is open with one code on it, newest first."""
        index, partition = (BY_PARTNER, f"{_OPEN}#{code}") if code else (BY_STATUS, _OPEN)
        keys = listing.newest(self.table, index, [partition], before=before)
        found = (from_item(UnmatchedRecord, item) for item in listing.read(self.table, keys))
        return (record for record in found if record.is_shown and code in ("", record.code))

    def write_of(self, record: UnmatchedRecord) -> Write:
        saved = record.model_copy(update={"version": record.version + 1})
        return Write(_item_of(saved), record.version)

    def save(self, record: UnmatchedRecord) -> UnmatchedRecord:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        write = self.write_of(record)
        self.table.put(write.item, version=write.version)
        return record.model_copy(update={"version": record.version + 1})

    def note(self, record: UnmatchedRecord) -> UnmatchedRecord:
        """
        Keep it so that it is found by the records that it belongs to.

        Raises:
            Conflict: it changed since it was read.
        """
        named = {place for seen in record.sightings for place in seen.belongs_to} - {record.place}
        names = [Key(_named(place), record.place) for place in sorted(named)]
        known = [Key(item["pk"], item["sk"]) for item in self.table.get_many(names)]
        said = {"kind": "UNMATCHED_OF", "version": 1, "ttl": _lapses(record)}
        writes = [Write({"pk": k.pk, "sk": k.sk, **said}, 0) for k in names if k not in known]
        self.table.put_all([self.write_of(record), *writes])
        return record.model_copy(update={"version": record.version + 1})

    def belonging_to(self, places: Iterable[str]) -> list[str]:
        """Name what was seen to belong to these records before anybody knew whose it is."""
        pages = (self.table.query(_named(place)) for place in places)
        return [str(item["sk"]) for page in pages for item in page.items]

    def _find(self, unmatched_id: str) -> UnmatchedRecord | None:
        item = self.table.get(_key(unmatched_id))
        return from_item(UnmatchedRecord, item) if item else None


def listed_at(record: UnmatchedRecord) -> str:
    """The place of a record in the list: by since when it is on it, then by id."""
    return f"{record.since:%Y-%m-%dT%H:%M:%SZ}#{record.unmatched_id}"


def _item_of(record: UnmatchedRecord) -> Item:
    listed: dict[str, str | int] = {}
    if record.is_shown:
        listed = {BY_STATUS: _OPEN, "listed": listed_at(record)}
        listed |= {BY_PARTNER: f"{_OPEN}#{record.code}"} if record.code else {}
    if record.why is Why.SILENT:
        listed = {"ttl": _lapses(record)}
    key = _key(record.unmatched_id)
    return to_item(key, "UNMATCHED", record, version=record.version, **listed)


def _lapses(record: UnmatchedRecord) -> int:
    return int((record.since + _REMEMBERED).timestamp())


def _named(place: str) -> str:
    return f"UNMATCHED_OF#{place}"


def _key(unmatched_id: str) -> Key:
    return Key(f"UNMATCHED#{unmatched_id}", "UNMATCHED")
