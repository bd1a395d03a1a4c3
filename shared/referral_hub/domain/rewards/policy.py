"""A reward policy: who is eligible, what is earned, when it is paid, and who approves (LC-8)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.errors import HubError
from referral_hub.domain.patterns import AMOUNT, CURRENCY, E_MAIL, LINE, NAME, RATE
from referral_hub.domain.policies.mapping import Expression
from referral_hub.domain.rule_versions import RuleVersion
from referral_hub.domain.shapes import Frozen

Line = Annotated[str, StringConstraints(pattern=NAME, max_length=200)]
Amount = Annotated[str, StringConstraints(pattern=AMOUNT)]
CurrencyCode = Annotated[str, StringConstraints(pattern=CURRENCY)]
EMail = Annotated[str, StringConstraints(pattern=E_MAIL, min_length=3, max_length=255)]
# How many of one currency the other is: 0.0061 of a euro are a yen.
Rate = Annotated[str, StringConstraints(pattern=RATE)]
Percentage = Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)]

MOST_POLICIES = 50


class RewardPolicyNotFound(HubError):
    code = "reward_policy_not_found"
    fix = "GET /v1/reward-policies lists those that there are."


class RewardPolicyDoesNotFit(HubError):
    code = "reward_policy_does_not_fit"
    fix = "Correct each place that errors names; docs/rewards.md says what a condition may read."


class Condition(Frozen):
    """What must hold, and how that is said to a partner, whether it does or not."""

    when: Annotated[Expression, Field(min_length=1)]
    says: Line


class Tier(Frozen):
    """
    The share, or the amount, for sales of which `when` holds; without it, for all others. `says` is
    what a partner reads of it.
    """

    when: Expression = ""
    says: Annotated[str, StringConstraints(pattern=LINE, max_length=200)] = ""
    percentage: Percentage | None = None
    fixed: Amount | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.percentage is None) == (self.fixed is None):
            raise ValueError("give percentage or fixed")
        return self


class PayoutDay(StrEnum):
    """
    When a reward is paid: so many `days` after it is earned and not held any more, on the last day
    of that month, or on the day `days` of the month after.
    """

    DAYS_AFTER = "days_after"
    MONTH_END = "month_end"
    DAY_OF_NEXT_MONTH = "day_of_next_month"


class PayoutRule(Frozen):
    day: PayoutDay = PayoutDay.MONTH_END
    days: int = Field(default=0, ge=0, le=366)


class RewardPolicy(RuleVersion):
    """
    One version of a policy.

    `eligibility` must hold at the start, `earns_if` at the end; each reads facts by their names, of
    which `amount` is in the currency of the reward. Of the `tiers`, the first that holds counts;
    `cap` is the most that a reward may be, in the currency of the reward. That is the sale's, or
    `currency`, into which a sale's amount is changed by `rates` (how many of it one of the other
    is). More than `approval_above`, in the reward's currency, waits until one of the `approvers`
    approves it, or an admin where none is named.
    """

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
    eligibility: tuple[Condition, ...] = Field(default=(), max_length=20)
    earns_if: tuple[Condition, ...] = Field(default=(), max_length=20)
    tiers: tuple[Tier, ...] = Field(min_length=1, max_length=20)
    cap: Amount | None = None
    currency: Annotated[str, StringConstraints(pattern=rf"({CURRENCY})?")] = ""
    rates: Annotated[Mapping[CurrencyCode, Rate], Field(max_length=200)] = {}
    hold_days: int = Field(default=0, ge=0, le=366)
    payout: PayoutRule = PayoutRule()
    approval_above: Amount | None = None
    approvers: tuple[EMail, ...] = Field(default=(), max_length=20)

    @property
    def work(self) -> int:
        """How many characters of expressions it may take to decide once."""
        conditions = [condition.when for condition in (*self.eligibility, *self.earns_if)]
        return sum(map(len, [*conditions, *(tier.when for tier in self.tiers)]))
