"""What of a deal the CRM has to be told: what changed in the hub, once, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.update import Untold
from referral_hub.domain.referrals.deal_fields import ConflictRule, FieldSync
from tests.builders import NOON, an_invitation
from tests.domain.sides import (
    AMOUNT,
    CURRENCY,
    KEEP,
    LATER,
    WRITTEN,
    a_deal,
    begun,
    edited,
    heard,
    linked,
    retold,
    syncs,
    wanting,
)

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


def created(deal: Deal, **written: str) -> Deal:
    """The opportunity is about to be created with this."""
    return deal.created_with(WRITTEN | written, syncs())


def test_whoever_creates_the_opportunity_leaves_it_to_be_brought_in_line() -> None:
    assert created(a_deal()).update.untold is Untold.FRESH


def test_what_the_creation_wrote_is_somebodys_own_word_once_the_crm_moved_past_it() -> None:
    moved = heard(created(a_deal(), Amount="13000.00"), Amount="14000", Money="EUR")

    back = heard(moved, Amount="13000", Money="EUR")

    assert (back.text(AMOUNT), back.update.sending) == ("13000", {"Close": "2027-09-30"})
    assert wanting(back, Amount="13000.00") == {}


def test_what_the_creation_wrote_is_no_news_before_that() -> None:
    deal = created(edited(a_deal(), amount="13000"), Amount="13000.00")

    after = heard(edited(deal, amount="15000"), Amount="13000")

    assert after.text(AMOUNT) == "15000"
    assert wanting(after, Amount="15000.00")["Amount"] == "15000.00"


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
