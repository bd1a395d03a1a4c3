"""What a policy says of a sale."""

from __future__ import annotations

import pytest

from referral_hub.domain.rewards.deciding import decide
from referral_hub.domain.rewards.decision import Verdict
from referral_hub.domain.rewards.facts import Facts
from referral_hub.domain.rewards.shipped import STANDARD
from referral_hub.domain.shapes import Money
from tests.domain.rewards.sales import NOW, SOLD, WON_ON, policy, reason, sold, won

BIG = {"when": "annual_revenue >= 1000000", "says": "The business is of a size."}


def test_the_shipped_policy_gives_a_tenth_of_the_sale_at_the_end_of_the_month() -> None:
    decision = won(STANDARD)

    assert decision.verdict is Verdict.EARNED
    assert decision.policy == "standard@0"
    assert decision.amount == Money(minor=125_000, currency="EUR")
    assert reason(decision, "amount").text == "10 % of 12500.00 EUR is 1250.00 EUR."
    assert str(decision.payout_date) == "2027-01-31"
    assert (decision.held_until, decision.needs_approval) == (None, False)


@pytest.mark.parametrize("own", [{"start": True}, {"end": True}])
def test_who_refers_itself_earns_nothing_by_the_shipped_policy(own: dict[str, bool]) -> None:
    start = sold("", self_referral=own.get("start", False))
    end = SOLD.model_copy(update={"self_referral": own.get("end", False)})

    decision = won(STANDARD, end, start)

    assert decision.verdict in (Verdict.NOT_ELIGIBLE, Verdict.NOT_EARNED)
    assert decision.amount is None
    assert [r.text for r in decision.reasons if not r.held] == [
        "The referrer refers somebody else."
    ]


def test_a_sale_that_is_not_won_is_open_and_says_already_that_it_is_eligible() -> None:
    decision = decide(STANDARD, start=sold(""), at=NOW)

    assert decision.verdict is Verdict.OPEN
    assert reason(decision, "eligibility.0").held


def test_what_was_known_at_the_start_makes_eligible_whatever_is_known_at_the_end() -> None:
    rule = policy(eligibility=[BIG])
    small, big = (sold("100", annual_revenue=text) for text in ("999999.99", "1000000"))

    assert won(rule, end=small, start=big).verdict is Verdict.EARNED
    assert won(rule, end=big, start=small).verdict is Verdict.NOT_ELIGIBLE


def test_the_reward_rule_looks_at_the_sale_as_it_ended() -> None:
    rule = policy(earns_if=[{"when": "amount >= 50000", "says": "Sales of 50 000 EUR."}])

    assert won(rule, end=sold("50000"), start=sold("1")).verdict is Verdict.EARNED
    assert won(rule, end=sold("49999.99"), start=sold("90000")).verdict is Verdict.NOT_EARNED


@pytest.mark.parametrize(
    ("annual_revenue", "says"),
    [
        ("", "The business is of a size. (annual revenue is not known)"),
        ("many", "The business is of a size. (annual revenue is no number such as 12500.00)"),
        ("10", "The business is of a size."),
    ],
)
def test_a_condition_without_a_value_does_not_hold_and_says_why(
    annual_revenue: str, says: str
) -> None:
    decision = won(policy(eligibility=[BIG]), sold("100", annual_revenue=annual_revenue))

    assert decision.verdict is Verdict.NOT_ELIGIBLE
    assert reason(decision, "eligibility.0").text == says


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("region != 'US'", True),
        ("region and region != 'US'", False),
        ("region in ['NO', 'SE']", False),
        ("new_customer", False),
        ("annual_revenue < 1000", False),
        ("number(other.seats) < 5", False),
    ],
)
def test_what_nobody_told_is_empty_and_has_no_size(when: str, *, holds: bool) -> None:
    decision = won(policy(eligibility=[{"when": when, "says": "It must be so."}]))

    assert reason(decision, "eligibility.0").held is holds


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("", "EUR", "the sale has no amount"),
        (" ", "EUR", "the sale has no amount"),
        ("0.00", "EUR", "the sale's amount is zero"),
        ("-0", "EUR", "the sale's amount is zero"),
        ("-250.00", "EUR", "the sale's amount is below zero"),
        ("12,500.00", "EUR", "the sale's amount is no number such as 12500.00"),
        ("1e9", "EUR", "the sale's amount is no number such as 12500.00"),
        ("NaN", "EUR", "the sale's amount is no number such as 12500.00"),
        ("Infinity", "EUR", "the sale's amount is no number such as 12500.00"),
        ("१२", "EUR", "the sale's amount is no number such as 12500.00"),
        ("1000000000000000.01", "EUR", "the sale's amount is too large to be true"),
        ("12500.005", "EUR", "the sale's amount has more decimals than EUR"),
        ("12500.5", "JPY", "the sale's amount has more decimals than JPY"),
        ("12500", "", "the sale names no currency"),
        ("12500", "euros", "the sale's currency is not three letters such as EUR"),
        ("0.04", "EUR", "the reward would be less than the smallest amount of EUR"),
    ],
)
def test_without_an_amount_there_is_no_reward_and_the_reason_is_said(
    amount: str, currency: str, why: str
) -> None:
    decision = won(STANDARD, sold(amount, currency))

    assert decision.verdict is Verdict.NO_AMOUNT
    assert decision.amount is None
    assert reason(decision, "amount").text == f"No reward: {why}."


@pytest.mark.parametrize(
    ("amount", "minor"),
    [("0.05", None), ("0.15", 2), ("0.25", 2), ("0.35", 4), ("1000000000000000", 10**16)],
)
def test_a_half_cent_is_rounded_to_the_even_one(amount: str, minor: int | None) -> None:
    decision = won(STANDARD, sold(amount))

    assert (decision.amount and decision.amount.minor) == minor


@pytest.mark.parametrize(
    ("currency", "amount", "told"),
    [("JPY", "12345", "1234 JPY"), ("BHD", "1.115", "0.112 BHD"), ("EUR", "1.11", "0.11 EUR")],
)
def test_a_reward_has_the_decimals_of_its_currency(currency: str, amount: str, told: str) -> None:
    decision = won(STANDARD, sold(amount, currency))

    assert decision.amount is not None
    assert f"{decision.amount.amount} {decision.amount.currency}" == told


def test_a_sale_in_another_currency_is_changed_by_the_rate_and_rounded_once() -> None:
    rule = policy(
        currency="EUR",
        rates={"NOK": "0.0861"},
        earns_if=[{"when": "amount > 86", "says": "Sales above 86 EUR."}],
    )

    decision = won(rule, sold("1000.50", "NOK"))

    assert decision.amount == Money(minor=861, currency="EUR")
    assert reason(decision, "amount").text == (
        "10 % of 1000.50 NOK, which at 0.0861 are 86.14305 EUR, is 8.61 EUR."
    )


def test_a_currency_that_the_policy_has_no_rate_for_earns_nothing() -> None:
    decision = won(policy(currency="EUR", rates={"NOK": "0.0861"}), sold("1000", "SEK"))

    assert decision.verdict is Verdict.NO_AMOUNT
    assert reason(decision, "amount").text == "No reward: the policy has no rate from SEK to EUR."


def test_the_first_tier_that_holds_counts() -> None:
    tiers = [
        {"when": "amount >= 50000", "percentage": "12.5", "says": "Large sales earn 12.5 %."},
        {"when": "product == 'Hosting'", "fixed": "250", "says": "Hosting earns 250 EUR."},
        {"percentage": 5},
    ]
    rule = policy(tiers=tiers, currency="EUR")

    amounts = [
        won(rule, facts).amount
        for facts in (sold("50000"), sold("49999.99", product="Hosting"), sold("1000"))
    ]

    assert [amount and amount.minor for amount in amounts] == [625_000, 25_000, 5_000]


def test_a_sale_for_which_no_tier_is_there_earns_nothing() -> None:
    rule = policy(tiers=[{"when": "amount >= 50000", "percentage": 5, "says": "Large sales."}])

    decision = won(rule, sold("10"))

    assert decision.verdict is Verdict.NOT_EARNED
    assert reason(decision, "tiers.0").text == "Large sales."


def test_a_reward_is_never_above_the_cap() -> None:
    decision = won(policy(cap="1000", currency="EUR"))

    assert decision.amount == Money(minor=100_000, currency="EUR")
    assert reason(decision, "cap").text == "It is limited to 1000.00 EUR, the most."


@pytest.mark.parametrize(("above", "needs"), [("1250", False), ("1249.99", True), (None, False)])
def test_somebody_has_to_approve_what_is_more_than_the_policy_lets_pass(
    above: str | None, *, needs: bool
) -> None:
    decision = won(policy(approval_above=above, currency="EUR"))

    assert decision.needs_approval is needs


@pytest.mark.parametrize(
    ("hold_days", "close_date", "held", "paid"),
    [
        (0, None, "None", "2027-01-31"),
        (30, None, "2027-02-13", "2027-02-28"),
        (0, "2027-03-02", "2027-03-02", "2027-03-31"),
        (30, "2027-01-20", "2027-02-13", "2027-02-28"),
        (0, "2026-12-01", "None", "2027-01-31"),
        (0, "9999-12-31", "None", "2027-01-31"),
    ],
)
def test_a_reward_is_held_until_its_period_is_over_and_the_sale_closes(
    hold_days: int, close_date: str | None, held: str, paid: str
) -> None:
    facts = Facts(amount="100", currency="EUR", close_date=close_date)

    decision = won(policy(hold_days=hold_days), facts)

    assert (str(decision.held_until), str(decision.payout_date)) == (held, paid)


@pytest.mark.parametrize(
    ("payout", "paid"),
    [
        ({"day": "days_after", "days": 45}, "2027-02-28"),
        ({"day": "month_end"}, "2027-01-31"),
        ({"day": "day_of_next_month", "days": 15}, "2027-02-15"),
        ({"day": "day_of_next_month", "days": 31}, "2027-02-28"),
    ],
)
def test_a_reward_is_paid_on_the_day_of_the_policy(payout: dict[str, object], paid: str) -> None:
    assert str(won(policy(payout=payout)).payout_date) == paid


def test_days_follow_from_the_win_and_not_from_when_it_is_decided() -> None:
    rule = policy(hold_days=10)

    early, late = (
        decide(rule, start=SOLD, end=SOLD, earned_on=WON_ON, at=NOW.replace(month=month))
        for month in (1, 9)
    )

    assert early.held_until == late.held_until
    assert early.payout_date == late.payout_date
