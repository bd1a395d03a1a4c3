"""A reward: what a referrer earns by one referral, and every step on its way to be paid (LC-10)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen, Moment


class RewardNotFound(HubError):
    code = "reward_not_found"
    fix = "GET /v1/rewards lists those that you may see."


class RewardState(StrEnum):
    NEW = "new"
    APPROVED = "approved"
    DECLINED = "declined"
    HELD = "held"
    ISSUED = "issued"
    PAID = "paid"
    REVERSED = "reversed"


class Transition(Frozen):
    """One step of a reward: into which state, when, by whom, why; `minor` is its amount then."""

    state: RewardState
    at: Moment
    by: str
    why: str = ""
    minor: int = 0


class Reward(Frozen):
    """
    The one reward of a tracked referral, known by its `number`.

    Amounts are in minor units of `currency`: `minor` is what it is worth, `paid_minor` what was
    paid of it. It is owed once it is issued; what the ledger says of it is `owed_minor`, less what
    was paid. `payout_id` is the payout that it is part of at this moment.
    """

    number: str
    referrer_id: str
    partner_id: str = ""
    policy: str
    minor: int
    currency: str
    paid_minor: int = 0
    state: RewardState
    held_until: date | None = None
    payout_date: date | None = None
    payout_id: str = ""
    transitions: tuple[Transition, ...] = ()
    version: int = 0

    @property
    def owed_minor(self) -> int:
        """What the referrer has a right to, paid or not: nothing before it is issued."""
        return self.minor if self.state in _OWED else 0

    @property
    def outstanding_minor(self) -> int:
        """What is still to be paid; below zero after too much was."""
        return self.owed_minor - self.paid_minor


_OWED = (RewardState.ISSUED, RewardState.PAID)
