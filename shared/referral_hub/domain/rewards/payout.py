"""A payout: what is paid to one referrer in one currency, all at once or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import Self

from pydantic import Field

from referral_hub.domain.shapes import Frozen, Moment

from .refusals import PayoutIsOver
from .reward import Reward

# A payout ends in one transaction, of at most 100 writes: itself, and for each of its rewards the
# reward and up to two entries.
MOST_SHARES = 33
_ID_LETTERS = 24


class PayoutState(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


class Share(Frozen):
    """What of a reward is part of a payout; below zero what is taken back of an earlier one."""

    number: str
    minor: int


class Payout(Frozen):
    """
    `shares` add up to `minor`, in minor units of `currency`, and never change: they are what the
    payment says. `payee` is what finance knew the referrer by when it was made. Of the payouts that
    were made in one go, `run_id` is the same.
    """

    payout_id: str
    run_id: str
    referrer_id: str
    partner_id: str = ""
    payee: str
    currency: str
    minor: int = Field(gt=0)
    shares: tuple[Share, ...]
    due_by: date
    state: PayoutState = PayoutState.PENDING
    reference: str = ""
    reason: str = ""
    created_at: Moment
    created_by: str
    closed_at: Moment | None = None
    closed_by: str = ""
    version: int = 0

    def paid(self, reference: str, *, by: str, at: datetime) -> Self:
        """
        Say under which reference it was paid; the same again changes nothing.

        Raises:
            PayoutIsOver: it failed, or was paid under another reference.
        """
        if self.state is PayoutState.PAID and self.reference == reference:
            return self
        self._must_be_pending()
        return self._closed(PayoutState.PAID, by, at, reference=reference)

    def failed(self, reason: str, *, by: str, at: datetime) -> Self:
        """
        Say that nothing of it was paid; saying so again changes nothing.

        Raises:
            PayoutIsOver: it was paid.
        """
        if self.state is PayoutState.FAILED:
            return self
        self._must_be_pending()
        return self._closed(PayoutState.FAILED, by, at, reason=reason)

    def _must_be_pending(self) -> None:
        if self.state is PayoutState.PAID:
            told = f"payout {self.payout_id} was paid under the reference {self.reference}"
            raise PayoutIsOver(told)
        if self.state is PayoutState.FAILED:
            raise PayoutIsOver(f"payout {self.payout_id} failed: {self.reason}")

    def _closed(self, state: PayoutState, by: str, at: datetime, **said: str) -> Self:
        return self.model_copy(update={**said, "state": state, "closed_at": at, "closed_by": by})


def for_each_payee(rewards: Iterable[Reward]) -> list[tuple[Reward, ...]]:
    """
    Put together what is paid in one payout each: rewards of one referrer in one currency, up to 33.

    What was paid too much is taken back from the rest; a referrer to whom nothing is left to be
    paid waits. What has no room among so many, or asks for more than they are, is taken back from
    what comes next.
    """
    found = sorted(rewards, key=_payee)
    together = [tuple(same) for _, same in groupby(found, key=_payee)]
    owing = [same for same in together if _sum(same) > 0]
    return [chunk for same in owing for chunk in _chunks(same)]


def payout_id_of(rewards: Sequence[Reward]) -> str:
    """Name a payout by what is in it: the same rewards as they stand make the same payout."""
    told = (f"{r.number}@{r.version}:{r.outstanding_minor}{r.currency}" for r in rewards)
    return _digest(told)


def run_id_of(payout_ids: Iterable[str]) -> str:
    return _digest(payout_ids)


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()[:_ID_LETTERS]


def _payee(reward: Reward) -> tuple[str, str]:
    return reward.referrer_id, reward.currency


def _sum(rewards: Iterable[Reward]) -> int:
    return sum(reward.outstanding_minor for reward in rewards)


def _chunks(rewards: Sequence[Reward]) -> Iterator[tuple[Reward, ...]]:
    """The largest first, so that what is taken back finds enough to be taken from."""
    owed = sorted((r for r in rewards if r.outstanding_minor > 0), key=_by_size)
    too_much = sorted((r for r in rewards if r.outstanding_minor < 0), key=_by_size)
    while owed:
        chunk = [owed.pop(0)]
        while len(chunk) < MOST_SHARES and (owed or too_much):
            taken = next((r for r in too_much if _sum(chunk) + r.outstanding_minor > 0), None)
            if taken:
                too_much.remove(taken)
                chunk.append(taken)
            elif owed:
                chunk.append(owed.pop(0))
            else:
                break
        yield tuple(chunk)


def _by_size(reward: Reward) -> tuple[int, str]:
    return -abs(reward.outstanding_minor), reward.number
