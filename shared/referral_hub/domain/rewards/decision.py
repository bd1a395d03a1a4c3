"""What a policy said of a referral: the inputs, what each rule made of them, the outcome."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from referral_hub.domain.expressions.tracing import Traced
from referral_hub.domain.shapes import Frozen, Moment, Money

from .facts import Facts


class Verdict(StrEnum):
    EARNED = "earned"
    NOT_ELIGIBLE = "not_eligible"
    NOT_EARNED = "not_earned"
    # The amount is missing, zero, negative, none, or in a currency that the policy does not know.
    NO_AMOUNT = "no_amount"
    OPEN = "open"


class Reason(Frozen):
    """One line of the explanation, for whoever earns or does not: a rule, and whether it held."""

    rule: str
    text: str
    held: bool
    trace: tuple[Traced, ...] = ()


class Decision(Frozen):
    """
    `policy` names the version (`standard@3`); `start` are the facts by which it was eligible, `end`
    those by which it earned, on the day `earned_on`. The verdict `open` says that the sale is not
    won, or not any more.

    `amount` is the reward, in minor units, rounded half to even. It is to be paid on `payout_date`,
    not before `held_until`, and somebody has to approve it if `needs_approval`.
    """

    policy: str
    at: Moment
    verdict: Verdict
    start: Facts
    end: Facts | None = None
    earned_on: date | None = None
    reasons: tuple[Reason, ...] = ()
    amount: Money | None = None
    held_until: date | None = None
    payout_date: date | None = None
    needs_approval: bool = False

    def overruled(self, why: Reason, *, at: Moment) -> Self:
        """Become one by which nothing is earned, whatever the policy says."""
        nothing = {"amount": None, "held_until": None, "payout_date": None, "needs_approval": False}
        told = {"verdict": Verdict.NOT_EARNED, "at": at, "reasons": (*self.reasons, why)}
        return self.model_copy(update=told | nothing)
