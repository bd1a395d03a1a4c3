"""A reward of 1250.00 EUR on T-000001, which Nadja of Harbour earns, and decisions on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from referral_hub.domain.rewards.decision import Decision, Reason, Verdict
from referral_hub.domain.rewards.facts import Facts
from referral_hub.domain.rewards.reward import Reward
from referral_hub.domain.rewards.settling import settled
from referral_hub.domain.shapes import Money
from tests.builders import NOON

TODAY = NOON.date()
NUMBER = "T-000001"
NADJA = "harbour-nadja"
ADMIN = "admin:Ada"


def earned(minor: int = 125_000, currency: str = "EUR", **over: Any) -> Decision:
    amount = Money(minor=minor, currency=currency)
    return _decided(Verdict.EARNED, amount=amount, **over)


def reopened() -> Decision:
    return _decided(Verdict.OPEN)


def too_small() -> Decision:
    reason = Reason(rule="earns_if/0", text="the deal is of at least 10000", held=False)
    return _decided(Verdict.NOT_EARNED, reasons=(reason,))


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def settle(
    before: Reward | None, decision: Decision, at: datetime = NOON, number: str = NUMBER
) -> Reward | None:
    return settled(before, decision, number=number, referrer_id=NADJA, partner_id="harbour", at=at)


def a_reward(decision: Decision | None = None, number: str = NUMBER) -> Reward:
    found = settle(None, decision or earned(), number=number)
    assert found, "it is earned"
    return found


def settle_anew(before: Reward, decision: Decision, at: datetime = NOON) -> Reward:
    found = settle(before, decision, at, before.number)
    assert found, "no reward is lost"
    return found


def _decided(verdict: Verdict, **over: Any) -> Decision:
    known: dict[str, Any] = {"policy": "standard@1", "at": NOON, "start": Facts()}
    return Decision(**known | {"verdict": verdict} | over)
