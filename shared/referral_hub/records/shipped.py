"""
What ships with the hub in one piece, and what the host made of it or beside it.

    <kind>    <id>    one that the host saved; the one that ships is not kept until then
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from referral_hub.domain.errors import HubError
from referral_hub.domain.features import Feature
from referral_hub.domain.workflows import SalesWorkflow
from referral_hub.ports import Key, Table

from .items import every, from_item, whole_item

S = TypeVar("S", Feature, SalesWorkflow)


@dataclass(frozen=True)
class Shipped(Generic[S]):
    """`missing` is the refusal where there is none of an id, `called` what people call one."""

    table: Table
    kind: str
    ships: S
    missing: type[HubError]
    called: str

    def all(self) -> list[S]:
        """List what the host saved, after the one that ships where the host left that as it is."""
        found: list[S] = list(self._kept())
        if not any(each.key == self.ships.key for each in found):
            found.insert(0, self.ships)
        return found

    def find(self, key: str) -> S | None:
        if item := self.table.get(Key(self.kind, key)):
            return from_item(type(self.ships), item)
        return self.ships if key == self.ships.key else None

    def get(self, key: str) -> S:
        """
        Raises:
            HubError: there is none of this id; `missing` says so.
        """
        found = self.find(key)
        if found is None:
            raise self.missing(f"no {self.called} {key}")
        return found

    def save(self, changed: S) -> S:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = changed.model_copy(update={"version": changed.version + 1})
        item = whole_item(Key(self.kind, saved.key), self.kind, saved, version=saved.version)
        self.table.put(item, version=changed.version)
        return saved

    def _kept(self) -> Iterator[S]:
        return (from_item(type(self.ships), item) for item in every(self.table, self.kind))
