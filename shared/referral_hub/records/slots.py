"""
Whose slot it is to call a partner that takes so many calls in a second, among all functions.

    SLOT   <partner id>   when the next call may be made
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import Conflict
from referral_hub.domain.shapes import Frozen
from referral_hub.ports import Key, Table

from .items import from_item, to_item

_RACES = 8


class Slot(Frozen):
    """`free_at` is when the next call may be made, in milliseconds since 1970."""

    partner_id: str
    free_at: int = 0
    version: int = 0


@dataclass(frozen=True)
class Slots:
    table: Table

    def take(self, partner_id: str, *, now: int, gap: int, patience: int) -> int:
        """
        Take the next slot; all are in milliseconds.

        Returns how long to wait until then. Beyond `patience` nothing was taken.

        Raises:
            Conflict: others were faster, time and again.
        """
        for _ in range(_RACES):
            slot = self._next(partner_id)
            mine = max(now, slot.free_at)
            if mine - now > patience:
                return mine - now
            update = {"free_at": mine + gap, "version": slot.version + 1}
            taken = slot.model_copy(update=update)
            item = to_item(_key(partner_id), "SLOT", taken, version=taken.version)
            try:
                self.table.put(item, version=slot.version)
            except Conflict:
                continue
            return mine - now
        raise Conflict(f"everybody wants to call {partner_id}")

    def _next(self, partner_id: str) -> Slot:
        item = self.table.get(_key(partner_id))
        return from_item(Slot, item) if item else Slot(partner_id=partner_id)


def _key(partner_id: str) -> Key:
    return Key("SLOT", partner_id)
