"""The ledger of rewards: entries that are only ever added (LC-9)."""

from __future__ import annotations

from enum import StrEnum

from referral_hub.domain.shapes import Frozen, Moment


class EntryKind(StrEnum):
    ISSUE = "issue"
    ADJUSTMENT = "adjustment"
    REVERSAL = "reversal"
    PAYMENT = "payment"


class LedgerEntry(Frozen):
    """
    One change of what is owed to a referrer: `minor` is signed, in minor units of `currency`.

    The entries of a reward add up to what is outstanding of it, at every moment: both are written
    in one transaction. `version` is that of the reward which the entry belongs to, so that a step
    of a reward has its entries once.
    """

    number: str
    referrer_id: str
    kind: EntryKind
    minor: int
    currency: str
    at: Moment
    why: str = ""
    payout_id: str = ""
    reward_version: int
