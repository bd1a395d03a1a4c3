"""
Rules of one kind, in all their versions.

    <kind>              <rule id>    the newest version
    <kind>#<rule id>    <version>    one version
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from referral_hub.domain.errors import HubError
from referral_hub.domain.rule_versions import RuleVersion, unpinned
from referral_hub.ports import Key, Table, Write

from .items import every, from_item, whole_item

R = TypeVar("R", bound=RuleVersion)


@dataclass(frozen=True)
class Versioned(Generic[R]):
    """
    `missing` is the refusal where there is no rule of an id. What `ships` counts until the host
    publishes one of its id; it is version 0, and not kept.
    """

    table: Table
    kind: str
    model: type[R]
    missing: type[HubError]
    ships: tuple[R, ...] = ()

    def all(self) -> Iterator[R]:
        """Walk the newest version of each rule, by id; first those that ship and still count."""
        kept = [from_item(self.model, item) for item in every(self.table, self.kind)]
        changed = {rule.rule_id for rule in kept}
        yield from (rule for rule in self.ships if rule.rule_id not in changed)
        yield from kept

    def active(self) -> list[R]:
        return [rule for rule in self.all() if rule.active]

    def find(self, rule_id: str) -> R | None:
        return self._read(Key(self.kind, rule_id)) or self._shipped(rule_id)

    def get(self, rule_id: str) -> R:
        """
        Raises:
            HubError: there is none of this id; `missing` says so.
        """
        found = self.find(rule_id)
        if found is None:
            raise self.missing(f"there is no {rule_id}")
        return found

    def version(self, rule_id: str, version: int) -> R | None:
        return self._read(self._place(rule_id, version)) if version else self._shipped(rule_id)

    def versions(self, rule_id: str) -> list[R]:
        """List up to 100 versions, newest first, and the one that ships."""
        page = self.table.query(f"{self.kind}#{rule_id}", newest_first=True)
        kept = [from_item(self.model, item) for item in page.items]
        return [*kept, *filter(None, [self._shipped(rule_id)])]

    def pinned(self, pin: str) -> R | None:
        """Read the version that a pin names, such as `standard@3`."""
        return self.version(*unpinned(pin))

    def publish(self, rule: R) -> R:
        """
        Keep a version that follows the newest.

        Raises:
            Conflict: somebody published in between.
        """
        keys = Key(self.kind, rule.rule_id), self._place(rule.rule_id, rule.version)
        newest, one = (whole_item(key, self.kind, rule, version=rule.version) for key in keys)
        self.table.put_all([Write(newest, rule.version - 1), Write(one, 0)])
        return rule

    def _shipped(self, rule_id: str) -> R | None:
        return next((rule for rule in self.ships if rule.rule_id == rule_id), None)

    def _place(self, rule_id: str, version: int) -> Key:
        return Key(f"{self.kind}#{rule_id}", f"{version:08d}")

    def _read(self, key: Key) -> R | None:
        item = self.table.get(key)
        return from_item(self.model, item) if item else None
