"""
Batches of outgoing referrals: what was asked for, and what became of it, part by part.

    BATCH#<batch id>   BATCH         what was asked for; `due` says that its `parts` are to be
                                     queued; listed by indexes of the
                                     inbox
    BATCH#<batch id>   PART#<place>  what became of the rows of one part

All of it lapses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.batch import Batch, BatchNotFound, BatchPart
from referral_hub.ports import Key, Table

from . import listing
from .items import BY_PARTNER, BY_STATUS, every, from_item, to_item

_LISTED_IN = "outgoing_batches"
_PART = "PART#"


@dataclass(frozen=True)
class Batches:
    table: Table

    def add(self, batch: Batch) -> Batch:
        """Keep what was asked for; one of this id that is there already stays as it is."""
        with suppress(Conflict):
            return self.save(batch)
        return self.get(batch.batch_id)

    def get(self, batch_id: str) -> Batch:
        """
        Raises:
            BatchNotFound: there is none of this id.
        """
        item = self.table.get(_key(batch_id))
        if item is None:
            raise BatchNotFound.of(batch_id)
        return from_item(Batch, item)

    def save(self, batch: Batch) -> Batch:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = batch.model_copy(update={"version": batch.version + 1})
        extra: dict[str, str | int] = {
            BY_STATUS: _LISTED_IN,
            BY_PARTNER: _partition(saved.partner_id),
            "listed": listed_at(saved),
        }
        if saved.version == 1:
            extra |= {"due": "yes", "parts": len(saved.parts)}
        item = to_item(
            _key(saved.batch_id),
            "BATCH",
            saved,
            version=saved.version,
            ttl=_ttl(saved),
            **extra,
        )
        self.table.put(item, version=batch.version)
        return saved

    def part(self, batch: Batch, place: int) -> BatchPart:
        """Read a part; one that nobody began is empty."""
        item = self.table.get(_part_key(batch.batch_id, place))
        return from_item(BatchPart, item) if item else _unbegun(batch, place)

    def parts(self, batch: Batch) -> list[BatchPart]:
        """List the parts that somebody began."""
        found = every(self.table, _key(batch.batch_id).pk, prefix=_PART)
        return [from_item(BatchPart, item) for item in found]

    def save_part(self, part: BatchPart, batch: Batch) -> BatchPart:
        """
        Raises:
            Conflict: somebody else works on it.
        """
        saved = part.model_copy(update={"version": part.version + 1})
        key = _part_key(saved.batch_id, saved.place)
        item = to_item(key, "PART", saved, version=saved.version, ttl=_ttl(batch))
        self.table.put(item, version=part.version)
        return saved

    def newest(
        self, *, partner_ids: Sequence[str] | None = None, before: str = ""
    ) -> Iterator[Batch]:
        """
        Walk them, or those for some partners, newest first, beginning after the `listed` key of the
        last one seen.
        """
        index, partitions = BY_STATUS, [_LISTED_IN]
        if partner_ids is not None:
            index, partitions = BY_PARTNER, [_partition(each) for each in partner_ids]
        for key in listing.newest(self.table, index, partitions, before=before):
            if item := self.table.get(Key(key["pk"], key["sk"])):
                yield from_item(Batch, item)


def listed_at(batch: Batch) -> str:
    """The place of a batch in a list: by time, then by id."""
    return f"{batch.created_at:%Y-%m-%dT%H:%M:%SZ}#{batch.batch_id}"


def _partition(partner_id: str) -> str:
    return f"{_LISTED_IN}#{partner_id}"


def _key(batch_id: str) -> Key:
    return Key(f"BATCH#{batch_id}", "BATCH")


def _part_key(batch_id: str, place: int) -> Key:
    return Key(f"BATCH#{batch_id}", f"{_PART}{place:03d}")


def _unbegun(batch: Batch, place: int) -> BatchPart:
    return BatchPart(batch_id=batch.batch_id, place=place)


def _ttl(batch: Batch) -> int:
    return int(batch.lapses_at.timestamp())
