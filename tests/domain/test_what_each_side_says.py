"""What the partner, people of the host and the CRM say of one deal, and whose word counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.value import Side
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import ConflictRule
from referral_hub.domain.shapes import Money
from tests.builders import NOON, an_invitation
from tests.domain.sides import (
    AMOUNT,
    CRM_WINS,
    KEEP,
    LATER,
    NEWEST,
    PARTNER_WINS,
    a_deal,
    edited,
    heard,
    retold,
    syncs,
    value,
    wanting,
)

# The partner


def test_what_the_partner_says_anew_is_taken_and_told_to_the_crm() -> None:
    deal = retold(a_deal(), amount="9000", currency="USD")

    assert deal.value == Money(minor=900000, currency="USD")
    assert deal.values[AMOUNT].by is Side.PARTNER
    assert wanting(deal, Amount="9000.00", Money="USD") == {"Amount": "9000.00", "Money": "USD"}


@pytest.mark.parametrize("again", ["12500", "12500.00", " 12500.0 "])
def test_what_the_partner_said_before_is_no_news_however_it_is_written(again: str) -> None:
    deal = heard(a_deal(), Amount="14000")

    assert retold(deal, PARTNER_WINS, amount=again, currency="eur") == deal


@pytest.mark.parametrize("rule", ConflictRule)
def test_what_the_partner_repeats_after_it_did_not_count_stays_without_effect(
    rule: ConflictRule,
) -> None:
    said = {"amount": "9000", "currency": "EUR"}
    deal = retold(heard(a_deal(), Amount="14000"), rule, **said)

    assert retold(deal, rule, **said) == deal


@pytest.mark.parametrize(
    ("rule", "hours", "counts"),
    [
        (CRM_WINS, 1, "14000"),
        (KEEP, 1, "14000"),
        (PARTNER_WINS, 1, "9000"),
        (NEWEST, 1, "9000"),
        (NEWEST, -1, "14000"),
    ],
)
def test_of_what_the_host_changed_and_the_partner_tells_anew_the_rule_says_which_counts(
    rule: ConflictRule, hours: int, counts: str
) -> None:
    deal = heard(a_deal(), Amount="14000")

    after = retold(deal, rule, at=LATER + timedelta(hours=hours), amount="9000", currency="EUR")

    assert after.text(AMOUNT) == counts
    assert after.changes[-1].entry().what == ("deal.kept" if counts == "14000" else "deal.changed")
    assert {after.changes[-1].told, after.changes[-1].ours} == {"9000", "14000"}


def test_a_host_that_has_what_the_partner_said_first_gives_way_to_what_it_says_next() -> None:
    deal = heard(heard(a_deal(), Amount="14000"), Amount="12500")

    assert retold(deal, KEEP, amount="9000", currency="EUR").text(AMOUNT) == "9000"


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_of_the_partner_or_of_a_person_wipes_nothing(blank: str) -> None:
    deal = a_deal()
    told = {"title": blank, "amount": blank, "currency": blank, "target_close_date": blank}

    assert retold(deal, PARTNER_WINS, **told) == deal
    assert edited(deal, **told) == deal


# An amount and its currency are one value


@pytest.mark.parametrize("rule", ConflictRule)
@pytest.mark.parametrize("crms", [{"Money": "NOK"}, {"Amount": "14000"}])
def test_the_partners_amount_never_stands_in_the_crms_currency(
    rule: ConflictRule, crms: Fields
) -> None:
    deal = heard(a_deal(), CRM_WINS, **crms)

    after = retold(deal, rule, amount="9000", currency="EUR")

    assert value(after) in {value(deal), "9000 EUR"}


@pytest.mark.parametrize("rule", ConflictRule)
@pytest.mark.parametrize("partners", ["9000 USD", "12500 USD", "9000 EUR"])
@pytest.mark.parametrize("crms", ["14000 EUR", "14000 NOK", "12500 NOK", "9000 NOK"])
def test_of_two_values_that_meet_one_is_taken_whole(
    rule: ConflictRule, partners: str, crms: str
) -> None:
    amount, currency = partners.split()
    has = dict(zip(("Amount", "Money"), crms.split(), strict=True))
    deal = retold(a_deal(), rule, amount=amount, currency=currency)

    after = heard(deal, rule, at=LATER + timedelta(hours=1), **has)

    assert value(after) in {partners, crms}
    assert heard(after, rule, **has) == after


@pytest.mark.parametrize("rule", [KEEP, PARTNER_WINS])
def test_where_the_hubs_value_counts_both_halves_of_it_are_told(rule: ConflictRule) -> None:
    deal = retold(a_deal(), rule, amount="12500", currency="USD")

    after = heard(deal, rule, Amount="14000", Money="EUR")

    told = wanting(after, Amount="12500.00", Money="USD")
    assert told == {"Amount": "12500.00", "Money": "USD"}


def test_a_new_amount_of_the_partner_comes_in_the_currency_that_it_named() -> None:
    deal = heard(a_deal(), Money="NOK")

    assert value(retold(deal, PARTNER_WINS, amount="9000")) == "9000 EUR"


def test_half_a_value_of_a_partner_that_never_told_one_is_nothing_said() -> None:
    shared = an_invitation(value=None)
    deal = Deal.begun(shared, syncs(), written={}, typed=(), at=NOON)
    deal = heard(deal, Amount="14000", Money="NOK")

    assert value(retold(deal, PARTNER_WINS, currency="EUR")) == "14000 NOK"


def test_a_crm_that_tells_no_currency_changes_the_amount_alone() -> None:
    deal = heard(a_deal(), Amount="14000", Money="")

    assert value(deal) == "14000 EUR"


# The invitation as it would be shared now


def test_an_invitation_would_be_shared_with_what_is_known_now() -> None:
    deal = heard(edited(a_deal(), title="Lanterns"), Amount="14000", Close="2028-01-01")

    now = deal.over(an_invitation())

    assert (now.title, now.description) == ("Lanterns", "Forty lamps, two winters.")
    assert now.value == Money(minor=1400000, currency="EUR")
    assert str(now.target_close_date) == "2028-01-01"


def test_a_deal_of_which_nothing_is_known_leaves_the_invitation_as_it_was() -> None:
    shared = an_invitation(value=None, target_close_date=None, description="")
    deal = Deal.begun(shared, syncs(), written={}, typed=(), at=NOON)

    assert deal.over(shared) == shared
