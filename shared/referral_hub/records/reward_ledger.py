"""
The ledger of rewards, as it is read; entries are added with the rewards that they are of.

    LEDGER#<referrer>   <time>#<number>#<reward version>#<kind>   an entry; never changed
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.rewards.entries import LedgerEntry
from referral_hub.ports import Table

from .items import every, from_item
from .rewards import ledger_of


@dataclass(frozen=True)
class RewardLedger:
    table: Table

    def of(self, referrer_id: str) -> Iterator[LedgerEntry]:
        """Walk the entries of a referrer, oldest first."""
        items = every(self.table, ledger_of(referrer_id))
        return (from_item(LedgerEntry, item) for item in items)
