"""
Calls that the other system could not tell from their repetition: written down before they are
made.

    ATTEMPT#<partner>   <token>   that it was begun, and what came of it; lapses after two years

A CRM stands in the place of the partner as `crm:<its name>`, which no partner's id can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .items import from_item, to_item

_KEPT = timedelta(days=730)


class Attempt(Frozen):
    """A call that was begun; `result` is what came back, empty while nobody knows."""

    begun_at: Moment
    result: str = ""


@dataclass(frozen=True)
class Attempts:
    table: Table
    partner_id: str

    def find(self, token: str) -> Attempt | None:
        item = self.table.get(self._key(token))
        return from_item(Attempt, item) if item else None

    def begin(self, token: str, *, at: datetime) -> Attempt:
        """
        Write down that the call is about to be made.

        Raises:
            Conflict: it was begun before.
        """
        return self._put(token, Attempt(begun_at=at), version=0)

    def settle(self, token: str, begun: Attempt, result: str) -> None:
        self._put(token, begun.model_copy(update={"result": result}), version=1)

    def undo(self, token: str) -> None:
        """It was not made after all, or to no effect."""
        self.table.delete(self._key(token))

    def _put(self, token: str, attempt: Attempt, *, version: int) -> Attempt:
        ttl = int((attempt.begun_at + _KEPT).timestamp())
        item = to_item(self._key(token), "ATTEMPT", attempt, version=version + 1, ttl=ttl)
        self.table.put(item, version=version)
        return attempt

    def _key(self, token: str) -> Key:
        return Key(f"ATTEMPT#{self.partner_id}", token)
