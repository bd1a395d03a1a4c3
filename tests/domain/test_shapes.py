"""Values that every model shares: money and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money, known_day, spelled
from tests.builders import NOON, a_referral

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12500.00", "EUR", 1250000),
        ("12500", "EUR", 1250000),
        ("0.5", "EUR", 50),
        ("0", "EUR", 0),
        ("900", "JPY", 900),
        ("1.234", "KWD", 1234),
    ],
)
def test_an_amount_is_counted_in_the_smallest_coin(amount: str, currency: str, minor: int) -> None:
    assert Money.of(amount, currency).minor == minor


@given(minor=st.integers(0, 10**17), currency=CURRENCIES)
def test_an_amount_written_and_read_is_the_same_amount(minor: int, currency: str) -> None:
    money = Money(minor=minor, currency=currency)

    assert Money.of(money.amount, currency) == money


@pytest.mark.parametrize(
    ("amount", "currency"), [("1.005", "EUR"), ("0.5", "JPY"), ("1.2345", "KWD")]
)
def test_a_fraction_of_the_smallest_coin_is_no_amount(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Money.of(amount, currency)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "-1", "+1", "1e5", "1_000", "1,000", "NaN", "Infinity", " 1", "1.", ".5", "\u0661"],
)
def test_what_is_no_plain_decimal_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        Money.of(text, "EUR")


@given(st.text())
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    try:
        money = Money.of(text, "EUR")
    except ValueError:
        return

    assert money.minor >= 0


def test_more_digits_than_a_sum_can_have_are_refused_whole() -> None:
    with pytest.raises(ValueError, match="no amount"):
        Money.of("1." + "0" * 40 + "1", "EUR")


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValidationError):
        Money(minor=1, currency=currency)


def test_a_moment_told_in_another_zone_is_the_same_moment() -> None:
    oslo = timezone(timedelta(hours=1))
    told = a_referral(expires_at=datetime(2027, 3, 15, 13, 0, tzinfo=oslo))

    stored = Referral.model_validate_json(told.model_dump_json())

    assert stored.expires_at == datetime(2027, 3, 15, 12, 0, tzinfo=UTC)


@given(MOMENTS)
def test_a_moment_written_and_read_is_the_same_second(moment: datetime) -> None:
    told = a_referral(received_at=moment)

    stored = Referral.model_validate_json(told.model_dump_json())

    assert stored == told
    assert abs(stored.received_at - moment) < timedelta(seconds=1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        a_referral(received_at=NOON.replace(tzinfo=None))


def test_a_moment_that_no_calendar_has_in_utc_is_refused() -> None:
    before_time = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))

    with pytest.raises(ValidationError):
        a_referral(received_at=before_time)


def test_a_model_knows_nothing_beyond_its_fields() -> None:
    with pytest.raises(ValidationError):
        a_referral(owner="Ingrid")


def test_a_model_never_changes() -> None:
    with pytest.raises(ValidationError):
        a_referral().number = "R-2"


@pytest.mark.parametrize("told", ["1700-01-01", "2027-09-30", "4000-12-31"])
def test_a_day_that_a_crm_can_have_is_one(told: str) -> None:
    assert str(known_day(date.fromisoformat(told))) == told


@pytest.mark.parametrize("told", ["0001-01-01", "1699-12-31", "4001-01-01", "9999-12-31"])
def test_a_day_that_no_crm_can_have_is_none(told: str) -> None:
    with pytest.raises(ValueError, match="from 1700-01-01 to 4000-12-31"):
        known_day(date.fromisoformat(told))


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1000", "EUR", "1000.00"),
        ("1000.5", "KWD", "1000.500"),
        ("1000", "JPY", "1000"),
        ("1000.5", "JPY", "1000.5"),
        ("", "EUR", ""),
    ],
)
def test_an_amount_is_spelled_with_all_decimals_of_its_currency(
    amount: str, currency: str, text: str
) -> None:
    assert spelled(amount, currency) == text
