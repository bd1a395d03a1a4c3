"""The one table in which everything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Item = dict[str, Any]

# The indexes, each called as the attribute of its partition, and by which attribute each is sorted.
INDEXES = {
    "by_status": "listed",
    "by_partner": "listed",
    "by_problem": "listed",
    "by_change": "changed",
}


@dataclass(frozen=True)
class Key:
    """Where an item lives in the table."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Page:
    """Some items in order, and where the next page begins; `after` is empty at the end."""

    items: tuple[Item, ...]
    after: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Write:
    """An item to put, and the version that must be stored before; 0 means that there is none."""

    item: Item
    version: int


class Table(Protocol):
    """One table of items with text keys; every read is consistent but that of an index."""

    def get(self, key: Key) -> Item | None: ...

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        """Read up to 100 items, in no order; those that do not exist are left out."""

    def put(self, item: Item, *, version: int) -> None:
        """
        Replace the item if the stored version is the given one; 0 means that there is none yet.

        Raises:
            Conflict: it is another one.
        """

    def put_all(self, writes: Sequence[Write]) -> None:
        """
        Put up to 100 items in one transaction, each as `put` does: all of them, or none.

        Raises:
            Conflict: one of them has another version, or is being written by somebody else.
        """

    def delete(self, key: Key) -> None: ...

    def add(self, key: Key, by: int = 1) -> int:
        """Count up the item's `count`, and return it."""

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str = "",
        limit: int = 100,
        newest_first: bool = False,
        after: Mapping[str, str] | None = None,
        below: str = "",
        above: str = "",
    ) -> Page:
        """
        Read the items of one partition, of the table or of an index (then keys only).

        `below` leaves out what sorts at or after it, `above` what sorts at or before it; of these
        and `prefix` one is given.
        """
