"""Access keys, by their ids; of a secret there is only its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_hub.domain.access import AccessKey, KeyNotFound
from referral_hub.ports import Key, Table, Write

from .items import every, from_item, to_item


@dataclass(frozen=True)
class AccessKeys:
    table: Table

    def find(self, key_id: str) -> AccessKey | None:
        item = self.table.get(Key("KEY", key_id))
        return from_item(AccessKey, item) if item else None

    def get(self, key_id: str) -> AccessKey:
        """
        Raises:
            KeyNotFound: no key has this id.
        """
        found = self.find(key_id)
        if found is None:
            raise KeyNotFound(f"no key {key_id}")
        return found

    def all(self) -> list[AccessKey]:
        return [from_item(AccessKey, item) for item in every(self.table, "KEY")]

    def save(self, key: AccessKey, *, beside: Sequence[Write] = ()) -> AccessKey:
        """
        Save a key, and `beside` with it: all, or nothing.

        Raises:
            Conflict: it changed since it was read, or what is beside it did.
        """
        saved, write = _next(key)
        if beside:
            self.table.put_all([write, *beside])
        else:
            self.table.put(write.item, version=write.version)
        return saved

    def replace(self, old: AccessKey, new: AccessKey) -> None:
        """
        Save a key and its successor: both, or neither.

        Raises:
            Conflict: the old one changed since it was read.
        """
        self.save(old, beside=[_next(new)[1]])


def _next(key: AccessKey) -> tuple[AccessKey, Write]:
    """Return the next version of a key, and the write that keeps it."""
    saved = key.model_copy(update={"version": key.version + 1})
    item = to_item(Key("KEY", key.key_id), "KEY", saved, version=saved.version)
    return saved, Write(item, key.version)
