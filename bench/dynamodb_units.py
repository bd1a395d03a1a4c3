"""
What DynamoDB bills, on demand and without transactions.

Source: DynamoDB developer guide, "Item sizes and formats", "Read and write operations" and "Global
secondary indexes" (what a write to an indexed item costs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WRITE_BYTES = 1024
READ_BYTES = 4096

Item = Mapping[str, str | int]


@dataclass(frozen=True)
class Index:
    """A global secondary index that projects keys only."""

    partition: str
    sort: str

    def entry(self, item: Item | None) -> dict[str, str | int]:
        """Return what the index stores of an item; nothing when a key attribute is missing."""
        names = ("pk", "sk", self.partition, self.sort)
        if item is None or any(name not in item for name in names):
            return {}
        return {name: item[name] for name in names}


def item_bytes(item: Item) -> int:
    """Return the size of an item of texts and whole numbers: names and values together."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: str | int) -> int:
    if isinstance(value, str):
        return len(value.encode())
    # A byte for every two significant digits and one more; a sign takes another.
    digits = len(str(abs(value)).rstrip("0")) or 1
    return (digits + 1) // 2 + 1 + (value < 0)


def write_units(old: Item | None, new: Item | None) -> int:
    """Return the cost of a write, refused ones included: that of the larger of the two items."""
    return _units(max(item_bytes(item) for item in (old or {}, new or {})), WRITE_BYTES)


def index_units(old: Item | None, new: Item | None, indexes: Iterable[Index]) -> int:
    """Return the cost in the indexes: an entry put or removed is one write, a moved one is two."""
    return sum(_entry_units(index.entry(old), index.entry(new)) for index in indexes)


def _entry_units(old: Item, new: Item) -> int:
    if old == new:
        return 0
    return sum(_units(item_bytes(entry), WRITE_BYTES) for entry in (old, new) if entry)


def read_units(sizes: Sequence[int], *, consistent: bool) -> float:
    """Return the cost of one read of items of these sizes; finding nothing costs like 4 KB."""
    return _units(sum(sizes), READ_BYTES) * (1.0 if consistent else 0.5)


def _units(size: int, per_unit: int) -> int:
    return max(1, -(-size // per_unit))
