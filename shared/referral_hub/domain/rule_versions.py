"""Rules that an admin publishes: each change is a version, and the newest counts while active."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from .shapes import Frozen, Moment


class RuleVersion(Frozen):
    """One version of a rule, of whichever kind."""

    rule_id: str = ""
    version: int = 0
    active: bool = False
    published_by: str = ""
    published_at: Moment | None = None

    @property
    def pin(self) -> str:
        """What names this version."""
        return f"{self.rule_id}@{self.version}"

    def follows(self, before: Self | None, *, by: str, at: datetime) -> Self:
        """Become the version after `before`."""
        version = (before.version if before else 0) + 1
        update = {"version": version, "published_by": by, "published_at": at}
        return self.model_copy(update=update)


def unpinned(pin: str) -> tuple[str, int]:
    """Read the id and the version out of what names a version."""
    rule_id, _, version = pin.rpartition("@")
    return rule_id, int(version)
