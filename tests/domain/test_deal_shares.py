"""
What a CRM tells of an amount comes back as one that the currency can have, and as the whole where
the CRM has a share.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync
from referral_hub.domain.referrals.sources import part_of, whole_of
from referral_hub.domain.shapes import Money
from tests.builders import NOON, an_invitation

LATER = NOON + timedelta(hours=1)


def a_share(ratio: str, currency: str = "JPY") -> tuple[Deal, list[FieldSync]]:
    """A deal of which the CRM has a share, and tells the currency after the amount."""
    syncs = [
        FieldSync(field=DealField.AMOUNT, target="Amount", ratio=Decimal(ratio)),
        FieldSync(field=DealField.CURRENCY, target="CurrencyIsoCode"),
    ]
    shared = an_invitation(value=Money.of("1000", currency))
    return Deal.begun(shared, syncs, written={}, typed=(), at=NOON), syncs


def test_a_share_of_an_amount_comes_back_as_the_whole() -> None:
    half = [FieldSync(field=DealField.AMOUNT, target="Amount", ratio=Decimal("0.5"))]
    written = {"Amount": "6250.00"}
    deal = Deal.begun(an_invitation(), half, written=written, typed=(), at=NOON)

    assert deal.heard({"Amount": "6250.0"}, half, at=LATER, who="salesforce") == deal
    told = deal.heard({"Amount": "7000"}, half, at=LATER, who="salesforce")
    assert told.value == Money(minor=1400000, currency="EUR")


@pytest.mark.parametrize(
    ("currency", "whole"), [("JPY", "333"), ("EUR", "333.33"), ("KWD", "333.333")]
)
def test_a_share_comes_back_as_a_whole_that_the_currency_can_have(
    currency: str, whole: str
) -> None:
    deal, syncs = a_share("0.3", currency)

    told = deal.heard({"Amount": "100"}, syncs, at=LATER, who="salesforce")

    assert told.value == Money.of(whole, currency)


def test_a_share_is_read_in_the_currency_that_it_comes_with() -> None:
    deal, syncs = a_share("0.3", "EUR")
    remote = {"Amount": "100", "CurrencyIsoCode": "JPY"}

    told = deal.heard(remote, syncs, at=LATER, who="salesforce")

    assert told.value == Money.of("333", "JPY")


MINOR = st.integers(0, 10**11)
RATIO = st.integers(1, 10**6).map(lambda millionths: Decimal(millionths).scaleb(-6))
CURRENCY = st.sampled_from(["EUR", "JPY", "KWD"])


@given(MINOR, RATIO, CURRENCY)
def test_a_share_that_goes_forth_and_back_stays_the_same(
    minor: int, ratio: Decimal, currency: str
) -> None:
    share = Money(minor=minor, currency=currency)

    whole = whole_of(Decimal(share.amount), ratio, currency)

    assert part_of(Money.of(f"{whole:f}", currency), ratio) == share


@given(MINOR, RATIO, CURRENCY)
def test_a_share_of_whatever_size_leaves_a_value(minor: int, ratio: Decimal, currency: str) -> None:
    deal, syncs = a_share(str(ratio), currency)
    share = Money(minor=minor, currency=currency)

    told = deal.heard({"Amount": share.amount}, syncs, at=LATER, who="salesforce")

    assert told.value


@pytest.mark.parametrize(
    ("currency", "told", "rounded"),
    [
        ("EUR", "15000.555", "15000.56"),
        ("EUR", "15000.545", "15000.54"),
        ("JPY", "777.5", "778"),
        ("KWD", "1.0005", "1"),
    ],
)
def test_an_amount_finer_than_its_currency_is_rounded_half_to_even(
    currency: str, told: str, rounded: str
) -> None:
    deal, syncs = a_share("1", currency)

    heard = deal.heard({"Amount": told}, syncs, at=LATER, who="salesforce")

    shared = an_invitation(value=Money.of("1000", currency))
    assert heard.over(shared).value == Money.of(rounded, currency)
    assert heard.heard({"Amount": told}, syncs, at=LATER, who="salesforce") == heard


@pytest.mark.parametrize("ratio", ["0.3", "1"])
def test_an_amount_larger_than_any_the_hub_can_hold_is_one_that_it_cannot_read(ratio: str) -> None:
    deal, syncs = a_share(ratio, "JPY")

    heard = deal.heard({"Amount": "9" * 18}, syncs, at=LATER, who="salesforce")

    assert heard.value == deal.value
    assert heard.unread(syncs) == {"Amount"}


def test_an_amount_that_its_new_currency_cannot_have_is_not_the_one_first_shared() -> None:
    shared = an_invitation(value=Money.of("777.50", "EUR"))
    alone = [FieldSync(field=DealField.CURRENCY, target="CurrencyIsoCode")]
    deal = Deal.begun(shared, alone, written={}, typed=(), at=NOON)

    heard = deal.heard({"CurrencyIsoCode": "JPY"}, alone, at=LATER, who="salesforce")

    assert heard.over(shared).value is None
