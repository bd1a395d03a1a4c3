"""Sales, policies and decisions for the tests of rewards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from referral_hub.domain.rewards.deciding import decide
from referral_hub.domain.rewards.decision import Decision, Reason
from referral_hub.domain.rewards.facts import Facts
from referral_hub.domain.rewards.policy import RewardPolicy

NOW = datetime(2027, 1, 15, 9, 30, tzinfo=UTC)
WON_ON = date(2027, 1, 14)
SOLD = Facts(amount="12500.00", currency="EUR")


def policy(**told: Any) -> RewardPolicy:
    """A policy of a tenth, but for what is told."""
    usual = {"rule_id": "tenth", "version": 3, "name": "A tenth", "tiers": [{"percentage": 10}]}
    return RewardPolicy.model_validate(usual | told)


def won(by: RewardPolicy, end: Facts = SOLD, start: Facts | None = None) -> Decision:
    """Decide of a sale that was won, and began as it ended unless told."""
    return decide(by, start=start or end, end=end, earned_on=WON_ON, at=NOW)


def sold(amount: str, currency: str = "EUR", **told: Any) -> Facts:
    return SOLD.model_copy(update={"amount": amount, "currency": currency, **told})


def reason(decision: Decision, rule: str) -> Reason:
    return next(reason for reason in decision.reasons if reason.rule == rule)
