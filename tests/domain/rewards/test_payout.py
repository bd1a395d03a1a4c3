"""Who is paid what in one go, and how a payout ends once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.rewards.entries import EntryKind, LedgerEntry
from referral_hub.domain.rewards.payout import (
    MOST_SHARES,
    Payout,
    PayoutState,
    Share,
    for_each_payee,
    payout_id_of,
    run_id_of,
)
from referral_hub.domain.rewards.refusals import PayoutIsOver
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.domain.rewards.statement import statement_lines
from tests.builders import NOON
from tests.domain.rewards.examples import ADMIN, a_reward, earned

PENDING = Payout(
    payout_id="p-1",
    run_id="r-1",
    referrer_id="harbour-nadja",
    payee="V-77",
    currency="EUR",
    minor=125_000,
    shares=(Share(number="T-000001", minor=125_000),),
    due_by=date(2027, 3, 31),
    created_at=NOON,
    created_by=ADMIN,
)


def owed(number: int, minor: int, referrer: str = "harbour-nadja", currency: str = "EUR") -> Reward:
    """A reward of which so much is outstanding; below zero what was paid too much."""
    reward = a_reward(earned(currency=currency), number=f"T-{number:06d}")
    left = {"paid_minor": max(-minor, 0), "minor": max(minor, 0), "state": RewardState.ISSUED}
    return reward.model_copy(update={"referrer_id": referrer, **left})


def sums(rewards: list[Reward]) -> list[int]:
    return [sum(r.outstanding_minor for r in chunk) for chunk in for_each_payee(rewards)]


def test_each_referrer_is_paid_once_in_each_currency() -> None:
    found = for_each_payee(
        [owed(1, 100), owed(2, 50), owed(3, 70, "advocate-ola"), owed(4, 9, currency="USD")]
    )

    assert sorted([r.number for r in chunk] for chunk in found) == [
        ["T-000001", "T-000002"],
        ["T-000003"],
        ["T-000004"],
    ]


def test_what_was_paid_too_much_is_taken_back_from_the_rest() -> None:
    assert sums([owed(1, 100), owed(2, -30)]) == [70]


def test_a_referrer_who_is_owed_nothing_in_sum_waits() -> None:
    assert sums([owed(1, 100), owed(2, -100)]) == []
    assert sums([owed(1, 100), owed(2, -130)]) == []


def test_more_rewards_than_fit_into_one_payout_make_several() -> None:
    assert sums([owed(n, 10) for n in range(40)]) == [MOST_SHARES * 10, (40 - MOST_SHARES) * 10]


@given(st.lists(st.integers(-500, 500).filter(bool), max_size=80))
def test_every_payout_pays_something_and_no_reward_is_in_two(amounts: list[int]) -> None:
    rewards = [owed(n, minor) for n, minor in enumerate(amounts)]

    chunks = for_each_payee(rewards)

    numbers = [r.number for chunk in chunks for r in chunk]
    assert len(numbers) == len(set(numbers))
    assert all(sum(r.outstanding_minor for r in chunk) > 0 for chunk in chunks)
    assert all(len(chunk) <= MOST_SHARES for chunk in chunks)
    if sum(amounts) > 0:
        assert {r.number for r in rewards if r.outstanding_minor > 0} <= set(numbers)


def test_the_same_rewards_as_they_stand_make_the_same_payout() -> None:
    one, other = owed(1, 100), owed(2, 50)

    changed = other.model_copy(update={"version": 2})

    assert payout_id_of([one, other]) == payout_id_of([other, one])
    assert payout_id_of([one, other]) != payout_id_of([one, changed])
    assert run_id_of(["a", "b"]) == run_id_of(["b", "a"])


def test_a_payout_that_is_told_of_twice_is_paid_once() -> None:
    paid = PENDING.paid("SEPA 9", by=ADMIN, at=NOON)

    assert (paid.state, paid.reference) == (PayoutState.PAID, "SEPA 9")
    assert paid.paid("SEPA 9", by="admin:Bo", at=NOON) == paid


def test_a_payout_is_not_paid_under_another_reference() -> None:
    paid = PENDING.paid("SEPA 9", by=ADMIN, at=NOON)

    with pytest.raises(PayoutIsOver, match="was paid under the reference SEPA 9"):
        paid.paid("SEPA 10", by=ADMIN, at=NOON)


def test_what_was_paid_did_not_fail_and_what_failed_was_not_paid() -> None:
    paid = PENDING.paid("SEPA 9", by=ADMIN, at=NOON)
    failed = PENDING.failed("no such account", by=ADMIN, at=NOON)

    with pytest.raises(PayoutIsOver):
        paid.failed("no such account", by=ADMIN, at=NOON)
    with pytest.raises(PayoutIsOver, match="failed: no such account"):
        failed.paid("SEPA 9", by=ADMIN, at=NOON)
    assert failed.failed("again", by=ADMIN, at=NOON) == failed


def test_a_statement_has_the_balance_of_each_currency_after_each_entry() -> None:
    told = [(100, "EUR"), (70, "USD"), (-30, "EUR"), (-70, "EUR")]
    entries = [
        LedgerEntry(
            number="T-000001",
            referrer_id="harbour-nadja",
            kind=EntryKind.ADJUSTMENT,
            minor=minor,
            currency=currency,
            at=NOON,
            reward_version=1,
        )
        for minor, currency in told
    ]

    assert [line.balance_minor for line in statement_lines(entries)] == [100, 70, 70, 0]
