"""What is wrong with a reward policy is said before it counts, all at once, each with its place."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.rewards.check import misfits_of
from referral_hub.domain.rewards.shipped import STANDARD
from referral_hub.domain.users import User
from tests.domain.rewards.sales import policy

USERS = {
    "ada@host.example": User(email="ada@host.example", role=Role.ADMIN),
    "gone@host.example": User(email="gone@host.example", role=Role.OPERATOR, active=False),
    "pia@harbour.example": User(
        email="pia@harbour.example", role=Role.PARTNER_STAFF, partner_ids=("harbour",)
    ),
}


def misfits(**told: Any) -> dict[str, str]:
    return misfits_of(policy(**told), USERS.get)


def condition(when: str) -> list[dict[str, str]]:
    return [{"when": when, "says": "It must be so."}]


def test_the_policy_that_ships_has_no_misfits() -> None:
    assert misfits_of(STANDARD, USERS.get) == {}


def test_all_misfits_are_named_at_once() -> None:
    wrong = misfits(
        eligibility=condition("colour == 'red' and open('x')"),
        earns_if=condition("amount / 0 > 1"),
        tiers=[{"percentage": 5}, {"fixed": "10.005"}],
        cap="0",
        currency="EUR",
        rates={"EUR": "1", "NOK": "0"},
        payout={"day": "day_of_next_month", "days": 32},
        approvers=["ada@host.example", "no@host.example"],
    )

    assert set(wrong) == {
        "eligibility.0.when",
        "earns_if.0.when",
        "tiers.1",
        "tiers.1.fixed",
        "cap",
        "rates.EUR",
        "rates.NOK",
        "payout.days",
        "approvers.1",
    }


def test_an_unknown_name_is_said_with_its_place_and_those_that_are_known() -> None:
    wrong = misfits(eligibility=condition("amount > 5 and colour == 'red'"))

    told = wrong["eligibility.0.when"]
    assert told.startswith("unknown name 'colour' (at 16); known: amount, currency, close_date,")
    assert told.endswith("other.<name>")


@pytest.mark.parametrize(
    ("when", "at"),
    [
        ("amount / annual_revenue > 2", 10),
        ("annual_revenue > 5 or 1 / annual_revenue > 2", 27),
        ("amount / (annual_revenue - 250000) > 2", 11),
        ("1 / (amount - amount) > 2", 6),
        ("0 / number(other.seats) > 2", 5),
        ("(1 / (0 if new_customer else 1)) > 2", 7),
        ("region == 'north' and amount / annual_revenue > 2", 32),
        ("region == 'north' and product == 'lamps' and code == 'A' and 1 / annual_revenue > 2", 66),
    ],
)
def test_a_policy_that_some_sale_makes_divide_by_zero_is_refused_with_the_place(
    when: str, at: int
) -> None:
    wrong = misfits(tiers=[{"when": when, "percentage": 5}])

    assert wrong == {"tiers.0.when": f"divides by zero (at {at})"}


@pytest.mark.parametrize(
    "when",
    [
        "annual_revenue != 0 and amount / annual_revenue > 2",
        "amount / max(annual_revenue, 1) > 2",
        "1 / amount > 2",
        "region in ['north'] or close_date > day('2027-01-01')",
        "day(other.since) < close_date",
        "number(other.seats) >= 5",
        "not self_referral and new_customer",
    ],
)
def test_a_condition_that_every_sale_can_be_asked_is_fit(when: str) -> None:
    assert misfits(earns_if=condition(when)) == {}


def test_at_the_start_the_amount_may_be_zero_too() -> None:
    assert misfits(eligibility=condition("1 / amount > 2")) == {
        "eligibility.0.when": "divides by zero (at 5)"
    }


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("[x for x in region]", "ListComp is not available (at 1)"),
        ("while True: amount", "cannot be read: invalid syntax (at 1)"),
        ("(lambda: amount)()", "only functions can be called (at 1)"),
        ("amount ** 2 > 9", "Pow is not available (at 1)"),
        ("region.upper() == 'X'", "unknown function 'region.upper' (at 1)"),
        ("amount > 'much'", "puts together values of different kinds, or an empty one (at 1)"),
        ("amount", "is no condition: it gives a number (at 1)"),
        ("region or product", "is no condition: it gives text (at 1)"),
        ("day('soon') < close_date", "day() wants a date such as 2027-03-31 (at 1)"),
        ("round(amount, 9999) > 1", "round() cannot be calculated (at 1)"),
    ],
)
def test_what_is_no_condition_is_refused_with_the_place(when: str, why: str) -> None:
    assert misfits(earns_if=condition(when)) == {"earns_if.0.when": why}


def test_a_tier_behind_one_for_all_sales_is_never_reached() -> None:
    same = {"when": "amount > 5", "percentage": 5}

    wrong = misfits(tiers=[same, same, {"percentage": 3}, {"percentage": 2}])

    assert wrong == {
        "tiers.1.when": "is never reached: tiers.0 says the same",
        "tiers.3": "is never reached: tiers.2 is for all sales",
    }


@pytest.mark.parametrize(
    ("currency", "cap", "why"),
    [
        ("", "100", "is in no currency: name that of the rewards in `currency`"),
        ("JPY", "100.5", "has more decimals than JPY, or is too large"),
        ("EUR", "100.005", "has more decimals than EUR, or is too large"),
        ("EUR", "0.00", "must be more than zero"),
    ],
)
def test_an_amount_is_one_of_its_currency(currency: str, cap: str, why: str) -> None:
    assert misfits(currency=currency, cap=cap) == {"cap": why}


def test_everything_may_need_approval() -> None:
    assert misfits(currency="EUR", approval_above="0") == {}


def test_rates_lead_into_the_currency_of_the_rewards() -> None:
    assert list(misfits(rates={"NOK": "0.09"})) == ["currency"]


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("no@host.example", "is no user"),
        ("gone@host.example", "is not active"),
        ("pia@harbour.example", "may approve nothing as partner_staff"),
    ],
)
def test_who_approves_is_an_active_admin_or_operator(email: str, why: str) -> None:
    assert misfits(approvers=[email]) == {"approvers.0": why}


def test_a_long_condition_of_many_facts_is_tried_in_time() -> None:
    when = " and ".join(f"number(other.f{i}) / {i + 1} > 0" for i in range(15))

    assert misfits(earns_if=condition(when)) == {}
