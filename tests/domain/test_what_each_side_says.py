"""What the partner, people of the host and the CRM say of one deal, and whose word counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from referral_hub.domain.crm import Fields
from referral_hub.domain.deal import Deal
from referral_hub.domain.deal_fields import ConflictRule, DealField, FieldSync
from referral_hub.domain.deal_value import Side
from referral_hub.domain.shapes import Money
from tests.builders import NOON, an_invitation

AMOUNT, CURRENCY = DealField.AMOUNT, DealField.CURRENCY
CRM_WINS, PARTNER_WINS = ConflictRule.CRM_WINS, ConflictRule.PARTNER_WINS
NEWEST, KEEP = ConflictRule.NEWEST, ConflictRule.KEEP
WRITTEN = {"Amount": "12500.00", "Money": "EUR", "Close": "2027-09-30", "Topic": "Lamps"}
LATER = NOON + timedelta(hours=1)


def syncs(rule: ConflictRule = CRM_WINS, **amount: Any) -> list[FieldSync]:
    return [
        FieldSync(field=AMOUNT, target="Amount", rule=rule, **amount),
        FieldSync(field=CURRENCY, target="Money", rule=rule),
        FieldSync(field=DealField.TARGET_CLOSE_DATE, target="Close", rule=rule),
    ]


def a_deal(written: Fields = WRITTEN) -> Deal:
    """A deal as it is when its referral was accepted; nothing is written when one was linked."""
    deal = Deal.begun(an_invitation(), syncs(), written=written, typed=(), at=NOON)
    return deal.updating(deal.update.model_copy(update={"sent": dict(WRITTEN)}))


def linked() -> Deal:
    return a_deal(written={})


def retold(deal: Deal, rule: ConflictRule = CRM_WINS, *, at: datetime = LATER, **told: str) -> Deal:
    return deal.retold(_by_field(told), syncs(rule), at=at, who="partner:harbour")


def edited(deal: Deal, *, at: datetime = LATER, **told: str) -> Deal:
    return deal.edited(_by_field(told), syncs(), at=at, who="operator:Ingrid")


def _by_field(told: Fields) -> dict[DealField, str]:
    return {DealField[name.upper()]: text for name, text in told.items()}


def heard(deal: Deal, rule: ConflictRule = CRM_WINS, *, at: datetime = LATER, **has: str) -> Deal:
    return deal.heard(has, syncs(rule), at=at, who="salesforce")


def begun(deal: Deal, **wanted: str) -> Deal:
    """An update is under way; nobody knows yet whether it arrived."""
    update = deal.update.telling(wanted, identity=("R-1", str(deal.version)), at=LATER)
    return deal.updating(update)


def value(deal: Deal) -> str:
    return f"{deal.text(AMOUNT)} {deal.text(CURRENCY)}"


def wanting(deal: Deal, **filled: str) -> dict[str, str]:
    return deal.wanting(WRITTEN | filled, syncs())


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
    assert after.changes[-1].entry.what == ("deal.kept" if counts == "14000" else "deal.changed")
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
    deal = heard(a_deal(), **crms)

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


# What the CRM has to be told


def test_what_a_person_changes_is_wanted_and_nothing_else() -> None:
    deal = edited(a_deal(), amount="13000")

    assert wanting(deal, Amount="13000.00") == {"Amount": "13000.00"}


def test_an_edit_back_to_what_the_crm_has_wants_nothing() -> None:
    deal = edited(edited(a_deal(), amount="13000"), amount="12500")

    assert wanting(deal) == {}
    assert deal.in_line(WRITTEN, syncs()).values[AMOUNT].agreed


def test_an_edit_back_while_nobody_knows_what_arrived_is_told() -> None:
    deal = edited(begun(edited(a_deal(), amount="13000"), Amount="13000.00"), amount="12500")

    assert wanting(heard(deal, Amount="13000")) == {"Amount": "12500.00"}
    assert wanting(heard(deal, Amount="12500")) == {}


def test_an_edit_back_to_what_was_sent_before_the_crm_changed_it_is_told() -> None:
    deal = heard(a_deal(), Amount="14000")

    assert wanting(edited(deal, amount="12500")) == {"Amount": "12500.00"}


@pytest.mark.parametrize("has", ["13000", "14000"])
def test_an_edit_back_after_the_crm_moved_is_told(has: str) -> None:
    deal = heard(edited(a_deal(), amount="13000"), KEEP, Amount=has)

    assert wanting(edited(deal, amount="12500")) == {"Amount": "12500.00"}


def test_a_field_that_only_goes_to_the_crm_is_told_until_it_is_known_to_be_there() -> None:
    deal = begun(edited(a_deal(), title="Lanterns"), Topic="Lanterns")

    assert wanting(deal, Topic="Lanterns") == {"Topic": "Lanterns"}
    assert wanting(deal, Topic="Lamps")["Topic"] == "Lamps"


def test_what_no_mapping_gives_is_never_told() -> None:
    deal = edited(a_deal(), amount="13000")

    assert wanting(deal, Amount="") == {}


def test_our_own_update_comes_back_as_no_news_before_its_answer_does() -> None:
    deal = begun(edited(a_deal(), amount="13000"), Amount="13000.00")

    after = heard(edited(deal, amount="15000"), Amount="13000")

    assert after.text(AMOUNT) == "15000"
    assert [change.told for change in after.changes] == ["13000", "15000"]
    assert wanting(after, Amount="15000.00") == {"Amount": "15000.00"}


def test_our_own_update_that_arrives_after_the_crms_value_was_taken_is_mended() -> None:
    deal = begun(edited(a_deal(), amount="13000"), Amount="13000.00")
    taken = heard(deal, Amount="14000")

    late = heard(taken, Amount="13000")

    assert late.text(AMOUNT) == "14000"
    assert wanting(late, Amount="14000.00") == {"Amount": "14000.00"}


def test_what_was_told_is_in_line_and_its_echo_is_no_news() -> None:
    filled = WRITTEN | {"Amount": "13000.00"}
    deal = begun(edited(a_deal(), amount="13000"), Amount="13000.00")

    told = deal.in_line(filled, syncs())

    assert told.wanting(filled, syncs()) == {}
    assert heard(told, Amount="13000.0") == told


def test_a_mapping_that_tells_less_than_the_value_does_not_cut_it_when_it_comes_back() -> None:
    half = syncs(ratio=Decimal("0.5"))
    deal = Deal.begun(an_invitation(), half, written=WRITTEN, typed=(), at=NOON)
    odd = edited(deal, amount="100.01")
    filled = WRITTEN | {"Amount": "50.00"}

    told = begun(odd, Amount="50.00").in_line(filled, half)

    after = told.heard({"Amount": "50.0"}, half, at=LATER, who="salesforce")
    assert after.text(AMOUNT) == "100.01"


def test_a_value_map_of_several_words_to_one_keeps_our_word_when_it_comes_back() -> None:
    words = [FieldSync(field=CURRENCY, target="Money", words={"Krone": "DKK"})]
    deal = edited(
        Deal.begun(an_invitation(), words, written=WRITTEN, typed=(), at=NOON), currency="NOK"
    )

    told = begun(deal, Money="Krone").in_line(WRITTEN | {"Money": "Krone"}, words)

    assert told.heard({"Money": "Krone"}, words, at=LATER, who="crm").text(CURRENCY) == "NOK"


# An opportunity that was there before


@pytest.mark.parametrize("rule", ConflictRule)
def test_linking_overwrites_nothing_whatever_the_rule(rule: ConflictRule) -> None:
    deal = heard(linked(), rule, Amount="90000", Money="EUR")

    assert wanting(deal, Amount=f"{deal.text(AMOUNT)}.00") == {}


@pytest.mark.parametrize("rule", ConflictRule)
def test_an_edit_of_one_field_leaves_the_others_of_a_linked_opportunity_alone(
    rule: ConflictRule,
) -> None:
    deal = heard(linked(), rule, Amount="90000", Close="2028-01-01")

    after = edited(deal, target_close_date="2027-12-24")

    filled = {"Amount": f"{deal.text(AMOUNT)}.00", "Close": "2027-12-24"}
    assert wanting(after, **filled) == {"Close": "2027-12-24"}


# What the CRM refused


def refused(deal: Deal, **told: str) -> Deal:
    return deal.updating(begun(deal, **told).update.left())


def test_what_was_refused_is_due_again_only_when_it_is_said_anew() -> None:
    deal = refused(edited(a_deal(), amount="13000"), Amount="13000.00")

    other = edited(deal, title="Lanterns")
    anew = edited(edited(other, amount="12500"), amount="13000")

    wanted = {"Amount": "13000.00", "Topic": "Lanterns"}
    assert wanting(other, **wanted) == wanted
    assert other.update.due(wanted) == {"Topic": "Lanterns"}
    assert anew.update.due(wanted) == wanted


def test_a_new_amount_is_told_with_the_currency_that_was_refused_with_the_old_one() -> None:
    deal = retold(a_deal(), amount="9000", currency="USD")
    deal = refused(deal, Amount="9000.00", Money="USD")

    after = retold(deal, amount="8000", currency="USD")

    wanted = wanting(after, Amount="8000.00", Money="USD")
    assert after.update.due(wanted) == {"Amount": "8000.00", "Money": "USD"}


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
