"""
How often each partner was called, by all functions together.

    QUOTA   <partner id>   its calls by hour, for a day
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.quota import QuotaState
from referral_hub.ports import Key, Table

from .items import from_item, to_item

_RACES = 8


@dataclass(frozen=True)
class Quotas:
    table: Table

    def of(self, partner_id: str) -> QuotaState:
        item = self.table.get(_key(partner_id))
        return from_item(QuotaState, item) if item else QuotaState(partner_id=partner_id)

    def change(self, partner_id: str, change: Callable[[QuotaState], QuotaState]) -> QuotaState:
        """
        Change what is stored now; when another function was faster, look again.

        Raises:
            Conflict: others were faster, time and again.
        """
        for _ in range(_RACES):
            changed = change(self.of(partner_id))
            saved = changed.model_copy(update={"version": changed.version + 1})
            item = to_item(_key(partner_id), "QUOTA", saved, version=saved.version)
            try:
                self.table.put(item, version=changed.version)
            except Conflict:
                continue
            return saved
        raise Conflict(f"the quota of {partner_id} changes too fast")


def _key(partner_id: str) -> Key:
    return Key("QUOTA", partner_id)
