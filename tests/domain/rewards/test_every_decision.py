"""What is true of every decision, whatever the facts are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.rewards.deciding import decide
from referral_hub.domain.rewards.decision import Decision, Verdict
from referral_hub.domain.rewards.facts import Facts
from referral_hub.domain.shapes import minor_digits
from tests.domain.rewards.sales import NOW, policy, sold, won

CURRENCIES = st.sampled_from(["EUR", "JPY", "BHD", "NOK", "eur", "", "€"])
AMOUNTS = st.one_of(
    st.text(max_size=20),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.decimals(-10, 10**12, places=2).map(str),
)
FACTS = st.builds(
    Facts,
    amount=AMOUNTS,
    currency=CURRENCIES,
    close_date=st.none() | st.dates(),
    region=st.text(max_size=5),
    annual_revenue=AMOUNTS,
    new_customer=st.none() | st.booleans(),
    other=st.dictionaries(st.just("seats"), st.text(max_size=5)),
)
DEMANDING = policy(
    eligibility=[
        {"when": "annual_revenue / amount > 2 or new_customer", "says": "It is new."},
        {"when": "lower(region) in ['north', 'south']", "says": "It is near."},
    ],
    earns_if=[{"when": "number(other.seats) > 3", "says": "It has seats."}],
    tiers=[
        {"when": "amount > annual_revenue", "percentage": "33.3333"},
        {"when": "new_customer", "fixed": "12.5"},
    ],
    currency="EUR",
    rates={"NOK": "0.086123456", "JPY": "0.0061"},
    cap="1000000",
)


@given(FACTS, FACTS | st.none(), st.dates())
def test_whatever_the_facts_are_there_is_a_decision_that_can_be_kept(
    start: Facts, end: Facts | None, earned_on: date
) -> None:
    rule = DEMANDING if end else policy()

    decision = decide(rule, start=start, end=end or start, earned_on=earned_on, at=NOW)

    assert Decision.model_validate_json(decision.model_dump_json()) == decision
    assert (decision.amount is not None) == (decision.verdict is Verdict.EARNED)


@given(
    st.integers(1, 10**14),
    st.sampled_from(["EUR", "JPY", "BHD"]),
    st.decimals("0.0001", 100, places=4),
)
def test_a_reward_is_exactly_its_share_of_the_sale_rounded_half_to_even(
    minor: int, currency: str, percentage: Decimal
) -> None:
    amount = f"{Decimal(minor).scaleb(-minor_digits(currency)):f}"
    exact = Fraction(minor) * Fraction(percentage) / 100

    decision = won(policy(tiers=[{"percentage": percentage}]), sold(amount, currency))

    assert (decision.amount.minor if decision.amount else 0) == round(exact)
