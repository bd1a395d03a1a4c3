"""Telling the CRM of a deal when something goes wrong: nothing is lost, doubled or repeated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral_hub.application.effects import Effects
from referral_hub.domain.deals.sides import CrmSide, let_be
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import deal_of, look
from tests.application.deal_stage import amount
from tests.application.deal_troubles import (
    CLOSED,
    StubbornCrm,
    edit,
    fields_of,
    tell,
)
from tests.application.stage import Crash, CrashOnce, words
from tests.builders import chosen

# What goes wrong


def test_an_opportunity_that_was_deleted_is_refused_where_people_see_it(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    edit(hub, referral.number)
    crm.delete(referral.opportunity_id)

    assert tell(hub, referral.number) == "refused"

    _, stuck = deal_of(hub, referral.number).update.ledger.stuck or ("", None)
    assert stuck
    assert (stuck.cause, bool(stuck.fix)) == ("record_gone", True)
    assert tell(hub, referral.number) == "nothing"


def test_an_outage_is_tried_again_and_doubles_nothing(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    edit(hub, referral.number)
    crm.read_only = True
    for _ in range(3):
        with pytest.raises(Unavailable):
            tell(hub, referral.number)

    crm.read_only = False
    assert [tell(hub, referral.number) for _ in range(3)] == ["told", "nothing", "nothing"]

    assert crm.written == [{"amount": "9900.00"}]


def test_an_edit_of_something_else_does_not_repeat_what_was_refused(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    refuse(hub, crm, referral)

    edit(hub, referral.number, target_close_date="2027-12-24")

    assert tell(hub, referral.number) == "told"
    assert crm.written == [{"close_date": "2027-12-24"}]
    _, stuck = deal_of(hub, referral.number).update.ledger.stuck or ("", None)
    assert stuck
    assert stuck.problem == CLOSED.reason


def test_a_field_that_is_refused_holds_back_no_other(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    crm.refuses = CLOSED
    edit(hub, referral.number, target_close_date="2027-12-24", **amount("9900.00"))

    assert tell(hub, referral.number) == "refused"

    assert crm.written == [{"close_date": "2027-12-24"}]
    _, stuck = deal_of(hub, referral.number).update.ledger.stuck or ("", None)
    assert stuck
    assert stuck.fields == ("amount",)


def test_an_edit_that_the_crm_is_not_told_of_repeats_nothing(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    refuse(hub, crm, referral)

    edit(hub, referral.number, description="By sea")

    assert tell(hub, referral.number) == "nothing"
    assert crm.written == []
    assert CrmSide(deal_of(hub, referral.number)).dismissible


def test_a_new_edit_of_what_was_refused_is_told_and_ends_the_problem(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    refuse(hub, crm, referral)

    edit(hub, referral.number, **amount("8800.00"))

    assert tell(hub, referral.number) == "told"
    assert crm.written == [{"amount": "8800.00"}]
    assert deal_of(hub, referral.number).update.ledger.stuck is None


def test_what_was_let_be_comes_back_with_no_other_edit(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    refuse(hub, crm, referral)
    deal = deal_of(hub, referral.number)
    hub.deals.save(referral.number, let_be(deal, at=hub.clock()))

    edit(hub, referral.number, target_close_date="2027-12-24")
    tell(hub, referral.number)

    assert crm.written == [{"close_date": "2027-12-24"}]
    assert deal_of(hub, referral.number).update.ledger.stuck is None


def refuse(hub: Hub, crm: StubbornCrm, referral: Referral) -> None:
    """Let the CRM refuse a new amount, and take whatever comes after it."""
    edit(hub, referral.number)
    crm.refuses = CLOSED
    assert tell(hub, referral.number) == "refused"
    crm.refuses = None


class LosingCrm(StubbornCrm):
    """Does what it is told, and its answer gets lost."""

    loses = True

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Done | Refused:
        done = super().update_opportunity(opportunity_id, fields)
        if self.loses:
            raise Unavailable(self.name, "cut off")
        return done


def losing(hub: Hub) -> tuple[Hub, LosingCrm]:
    crm = LosingCrm(hub.table, hub.clock)  # type: ignore[arg-type]
    return replace(hub, chosen_crm=chosen(crm)), crm


@pytest.mark.parametrize("fields", [amount("9900.00"), {"title": "Lanterns"}])
def test_an_answer_that_got_lost_is_no_news_of_the_crm(
    hub: Hub, referral: Referral, fields: Fields
) -> None:
    unlucky, crm = losing(hub)
    edit(hub, referral.number, **fields)
    with pytest.raises(Unavailable):
        tell(unlucky, referral.number)
    before = deal_of(hub, referral.number).changes
    assert look(hub, referral.opportunity_id) == []

    crm.loses = False
    assert tell(unlucky, referral.number) == "told"

    assert deal_of(hub, referral.number).changes == before
    assert words(hub, referral.number).count("opportunity.updated") == 1
    assert not deal_of(hub, referral.number).update.untold


@pytest.mark.parametrize("fields", [amount("12500.00"), {"title": "Lamp modernisation"}])
def test_an_edit_that_is_taken_back_after_its_answer_got_lost_is_written(
    hub: Hub, referral: Referral, fields: Fields
) -> None:
    before = fields_of(hub, referral)
    unlucky, _ = losing(hub)
    edit(hub, referral.number, **amount("9900.00"), title="Lanterns")
    with pytest.raises(Unavailable):
        tell(unlucky, referral.number)

    edit(hub, referral.number, **amount("12500.00"), title="Lamp modernisation")
    tell(hub, referral.number)

    assert fields.items() <= {**amount("12500.00"), "title": "Lamp modernisation"}.items()
    assert fields_of(hub, referral) == before


@pytest.mark.parametrize("place", ["before opportunity_update", "after opportunity_update"])
def test_a_crash_around_the_call_loses_nothing_and_doubles_nothing(
    hub: Hub, referral: Referral, place: str
) -> None:
    crashing = replace(hub, effects=Effects(hub.clock, CrashOnce(place)))
    edit(hub, referral.number)
    with pytest.raises(Crash):
        tell(crashing, referral.number)

    look(hub, referral.opportunity_id)
    tell(crashing, referral.number)

    assert fields_of(hub, referral)["amount"] == "9900.00"
    assert [c.who for c in deal_of(hub, referral.number).changes] == ["operator:Ingrid"]
    assert tell(hub, referral.number) == "nothing"


class Meeting(StubbornCrm):
    """While the hub writes, something else happens."""

    meanwhile: Any = None

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Done | Refused:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return super().update_opportunity(opportunity_id, fields)


def meeting(hub: Hub) -> tuple[Hub, Meeting]:
    crm = Meeting(hub.table, hub.clock)  # type: ignore[arg-type]
    return replace(hub, chosen_crm=chosen(crm)), crm


def test_two_who_tell_at_once_agree(hub: Hub, referral: Referral) -> None:
    busy, crm = meeting(hub)
    edit(hub, referral.number)
    crm.meanwhile = lambda: tell(busy, referral.number)

    tell(busy, referral.number)

    assert fields_of(hub, referral)["amount"] == "9900.00"
    assert deal_of(hub, referral.number).values[DealField.AMOUNT].agreed
    assert [c.who for c in deal_of(hub, referral.number).changes] == ["operator:Ingrid"]


def test_an_edit_while_another_one_is_told_is_told_too(hub: Hub, referral: Referral) -> None:
    busy, crm = meeting(hub)
    edit(hub, referral.number)
    crm.meanwhile = lambda: edit(hub, referral.number, **amount("8800.00"))

    tell(busy, referral.number)

    assert fields_of(hub, referral)["amount"] == "8800.00"
    assert not deal_of(hub, referral.number).update.untold
