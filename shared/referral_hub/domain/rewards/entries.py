"""The ledger of rewards: entries that are only ever added (LC-9)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from referral_hub.domain.shapes import Frozen, Moment

from .reward import Reward


class EntryKind(StrEnum):
    ISSUE = "issue"
    ADJUSTMENT = "adjustment"
    REVERSAL = "reversal"
    PAYMENT = "payment"


class LedgerEntry(Frozen):
    """
    One change of what is owed to a referrer: `minor` is signed, in minor units of `currency`.

    The entries of a reward add up to what is outstanding of it, at every moment: both are written
    in one transaction. `reward_version` is that of the reward to which the entry belongs, so that a
    step of a reward has its entries once.
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

    @property
    def place(self) -> str:
        """Where it stands in the ledger of its referrer: the oldest first."""
        step = f"{self.number}#{self.reward_version:06d}#{self.kind}"
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}#{step}"


def entries_between(before: Reward | None, after: Reward) -> tuple[LedgerEntry, ...]:
    """
    Write down what is owed more, or less, after a change of a reward.

    Whatever became of it, they add up to the difference of what is outstanding, by construction.
    """
    step = after.transitions[-1]
    return tuple(
        LedgerEntry(
            number=after.number,
            referrer_id=after.referrer_id,
            kind=kind,
            minor=minor,
            currency=currency,
            at=step.at,
            why=step.why,
            payout_id=(before.payout_id if before else "") if kind is EntryKind.PAYMENT else "",
            reward_version=after.version,
        )
        for kind, minor, currency in _differences(before, after)
        if minor
    )


def _differences(before: Reward | None, after: Reward) -> Iterator[tuple[EntryKind, int, str]]:
    if before and before.currency != after.currency:
        yield EntryKind.REVERSAL, -before.outstanding_minor, before.currency
        yield EntryKind.ISSUE, after.outstanding_minor, after.currency
        return
    owed, paid = (before.owed_minor, before.paid_minor) if before else (0, 0)
    yield _kind(before, after), after.owed_minor - owed, after.currency
    yield EntryKind.PAYMENT, paid - after.paid_minor, after.currency


def _kind(before: Reward | None, after: Reward) -> EntryKind:
    was = before is not None and before.state.owed
    if was == after.state.owed:
        return EntryKind.ADJUSTMENT
    return EntryKind.REVERSAL if was else EntryKind.ISSUE
