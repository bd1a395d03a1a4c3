"""Which values of a deal its partner has yet to be told, value by value (X-1)."""

from __future__ import annotations

import pytest

from referral_hub.domain.deals.partner_update import PartnerUpdate
from referral_hub.domain.deals.update import Refusal, Untold
from referral_hub.domain.deals.value import DealValue, Side
from referral_hub.domain.referrals.deal_fields import DealField
from tests.builders import NOON

TITLE, AMOUNT, CURRENCY = DealField.TITLE, DealField.AMOUNT, DealField.CURRENCY


def a_value(text: str, by: Side = Side.PERSON, *, shared: str = "") -> DealValue:
    return DealValue(text=text, by=by, at=NOON, shared=shared)


def wanted(value: DealValue, **update: object) -> dict[str, str]:
    return PartnerUpdate.model_validate(update).wanting({TITLE: value}, [TITLE])


@pytest.mark.parametrize("by", [Side.PERSON, Side.CRM])
def test_the_hosts_own_words_are_told(by: Side) -> None:
    assert wanted(a_value("Lamps", by, shared="Lanterns")) == {TITLE: "Lamps"}


@pytest.mark.parametrize("by", [Side.PARTNER, Side.POLICY])
def test_nobody_elses_are(by: Side) -> None:
    assert wanted(a_value("Lamps", by, shared="Lanterns")) == {}


def test_what_the_partner_said_itself_is_not_told() -> None:
    assert wanted(a_value("Lamps", shared="Lamps")) == {}


def test_what_it_was_told_is_not_told_again_and_something_else_is() -> None:
    assert wanted(a_value("Lamps", shared="LAMPS"), sent={TITLE: "Lamps"}) == {}
    assert wanted(a_value("Lamps", shared="LAMPS"), sent={TITLE: "Lanterns"}) == {TITLE: "Lamps"}


def test_what_is_on_its_way_is_told_until_somebody_knows_that_it_came() -> None:
    taken_back = a_value("Lamps", shared="Lamps")

    assert wanted(taken_back, sending={TITLE: "Lanterns"}) == {TITLE: "Lamps"}


def test_a_blank_is_never_told() -> None:
    assert wanted(a_value("", shared="Lamps")) == {}


def test_a_field_that_nobody_tells_of_is_not_told() -> None:
    assert PartnerUpdate().wanting({TITLE: a_value("Lamps")}, []) == {}


def test_half_of_an_amount_and_its_currency_brings_the_other_half() -> None:
    values = {
        AMOUNT: a_value("14000", shared="12500"),
        CURRENCY: a_value("EUR", Side.PARTNER, shared="EUR"),
    }

    assert PartnerUpdate().wanting(values, [AMOUNT]) == {AMOUNT: "14000", CURRENCY: "EUR"}


def test_a_currency_without_an_amount_is_not_told() -> None:
    values = {AMOUNT: a_value(""), CURRENCY: a_value("EUR")}

    assert PartnerUpdate().wanting(values, [AMOUNT]) == {}


def test_what_is_passed_over_is_not_told_and_what_comes_after_it_is() -> None:
    passed = PartnerUpdate().passing_over({TITLE: a_value("Between us")})

    assert passed.wanting({TITLE: a_value("Between us")}, [TITLE]) == {}
    assert passed.wanting({TITLE: a_value("For all")}, [TITLE]) == {TITLE: "For all"}


def test_what_the_partner_says_is_not_passed_over() -> None:
    assert PartnerUpdate().passing_over({TITLE: a_value("Lamps", Side.PARTNER)}).passed == {}


def test_what_was_told_and_passed_over_counts_no_more_once_the_partner_has_spoken() -> None:
    known = PartnerUpdate(sent={TITLE: "Lamps"}, passed={AMOUNT: "14000"})
    values = {TITLE: a_value("Mine", Side.PARTNER), AMOUNT: a_value("14000")}

    superseded = known.superseded(values)

    assert (superseded.sent, superseded.passed) == ({}, {AMOUNT: "14000"})


def test_what_was_told_before_stays_known() -> None:
    told = PartnerUpdate(sent={AMOUNT: "14000"}, sending={TITLE: "Lamps"}).told()

    assert told.sent == {AMOUNT: "14000", TITLE: "Lamps"}
    assert (told.sending, told.untold) == ({}, Untold.NOTHING)


def test_a_field_that_is_taken_in_the_end_is_refused_no_more_and_another_one_is() -> None:
    refusal = Refusal(text="Lamps", why=None)
    left = PartnerUpdate(
        refused={TITLE: refusal, DealField.STAGE: refusal}, sending={TITLE: "Lamps"}
    ).told()

    assert list(left.refused) == [DealField.STAGE]


def test_a_retry_begins_anew() -> None:
    let_be = PartnerUpdate(refused={TITLE: Refusal(text="Lamps", why=None)}, dismissed_at=NOON)

    again = let_be.again()

    assert (again.refused, again.dismissed_at, again.untold) == ({}, None, Untold.FRESH)
