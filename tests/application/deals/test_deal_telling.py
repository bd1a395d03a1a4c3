"""What changes of a deal in the hub is told to the CRM: once, merged, and changed fields only."""

from __future__ import annotations

import pytest

from referral_hub.application import queries
from referral_hub.application.queries import Row
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import changes, deal_of, look
from tests.application.deal_stage import a_deal, amount, given, mapped, retell, sharing
from tests.application.deal_troubles import StubbornCrm, edit, fields_of, tell
from tests.application.stage import snapshot, words
from tests.builders import Clock, ask


@pytest.fixture
def clock(hub: Hub) -> Clock:
    assert isinstance(hub.clock, Clock)
    return hub.clock


# Changed fields only


def test_only_what_changed_is_written(hub: Hub, crm: StubbornCrm, referral: Referral) -> None:
    edit(hub, referral.number, **amount("9900.00"))

    assert tell(hub, referral.number) == "told"

    assert crm.written == [{"amount": "9900.00"}]
    assert words(hub, referral.number)[-1] == "opportunity.updated"


def test_what_is_filled_from_the_change_is_written_with_it(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    edit(hub, referral.number, title="Lanterns", description="By sea")

    tell(hub, referral.number)

    assert crm.written == [{"name": "Fenwick Lighthouses: Lanterns"}]


def test_what_the_partner_tells_anew_is_written(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    retell(hub, referral.number, **amount("9000", "USD"))

    tell(hub, referral.number)

    assert crm.written == [{"amount": "9000.00", "currency": "USD"}]


def test_an_edit_that_was_taken_back_writes_nothing(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    edit(hub, referral.number, **amount("9900.00"))
    edit(hub, referral.number, **amount("12500.00"))

    assert tell(hub, referral.number) == "nothing"

    assert crm.written == []
    assert not deal_of(hub, referral.number).update.untold


def test_a_message_that_comes_again_asks_the_crm_nothing(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    edit(hub, referral.number)
    tell(hub, referral.number)
    before, looks = snapshot(hub), crm.looks

    assert tell(hub, referral.number) == "nothing"

    assert (snapshot(hub), crm.looks) == (before, looks)


def test_of_one_moment_the_change_is_told_before_what_the_hub_did_about_it(
    hub: Hub, referral: Referral
) -> None:
    edit(hub, referral.number, title="Lanterns")

    tell(hub, referral.number)

    row = Row(referral, hub.referrals.invitation_of(referral))
    story = ask(hub, queries.story, row=row, noted=hub.timeline)
    assert [entry.what for entry in story][-2:] == ["deal.changed", "opportunity.updated"]


# What somebody did in the CRM in the meantime


def test_another_field_that_somebody_changed_in_the_crm_stays_and_comes_back(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    edit(hub, referral.number, **amount("9900.00"))
    crm.edit(referral.opportunity_id, close_date="2028-01-01", stage="won")

    tell(hub, referral.number)

    assert crm.written == [{"amount": "9900.00"}]
    assert deal_of(hub, referral.number).text(DealField.TARGET_CLOSE_DATE) == "2028-01-01"
    assert hub.referrals.get(referral.number).stage == "won"


@pytest.mark.parametrize(("rule", "counts"), [("crm_wins", "14000"), ("keep", "9900.00")])
def test_the_same_field_is_merged_by_its_rule_before_anything_is_written(
    hub: Hub, crm: StubbornCrm, rule: str, counts: str
) -> None:
    referral = a_deal(hub, mapped(conflict=rule))
    edit(hub, referral.number, **amount("9900.00"))
    crm.edit(referral.opportunity_id, amount="14000")

    tell(hub, referral.number)

    assert fields_of(hub, referral)["amount"] == counts
    lost = next(change for change in deal_of(hub, referral.number).changes if change.kept)
    assert f"{lost.told}.00" != counts
    assert {lost.told, lost.ours} == {"14000", "9900"}


def test_what_an_operator_says_too_late_is_named_as_not_counted(
    hub: Hub, crm: StubbornCrm, clock: Clock, referral: Referral
) -> None:
    crm.edit(referral.opportunity_id, amount="14000", close_date="2028-01-01")
    clock.advance(seconds=5)
    edit(hub, referral.number, **amount("9900.00"))

    tell(hub, referral.number)

    row = Row(referral, hub.referrals.invitation_of(referral))
    story = [e for e in ask(hub, queries.story, row=row, noted=hub.timeline) if "deal" in e.what]
    assert [(e.who, e.what, e.why) for e in story] == [
        ("built-in", "deal.changed", "value.amount: 14000.00, was 9900.00"),
        ("built-in", "deal.changed", "target_close_date: 2028-01-01, was 2027-09-30"),
        ("operator:Ingrid", "deal.changed", "value.amount: 9900.00, was 12500.00"),
        (
            "operator:Ingrid",
            "deal.kept",
            "value.amount: operator:Ingrid says 9900.00, the policy keeps 14000.00",
        ),
    ]


def test_what_the_crm_says_is_not_written_back_to_it(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    changes(hub, referral.opportunity_id, amount="14000")
    edit(hub, referral.number, target_close_date="2027-12-24")

    tell(hub, referral.number)

    assert crm.written == [{"close_date": "2027-12-24"}]


def test_a_blank_in_the_crm_is_filled_only_by_what_is_said_anew(
    hub: Hub, referral: Referral
) -> None:
    changes(hub, referral.opportunity_id, amount="", close_date="")
    edit(hub, referral.number, **amount("9900.00"))

    tell(hub, referral.number)

    assert given(hub, referral, "amount", "close_date") == {"amount": "9900.00", "close_date": ""}
    assert deal_of(hub, referral.number).text(DealField.TARGET_CLOSE_DATE) == "2027-09-30"


def test_what_an_operator_typed_over_a_mapping_stays(hub: Hub, crm: StubbornCrm) -> None:
    typed = OpportunityChoice(fields={"name": "Ingrid's own", "amount": "11000.00"})
    referral = a_deal(hub, opportunity=typed)
    edit(hub, referral.number, title="Lanterns", target_close_date="2027-12-24")

    tell(hub, referral.number)

    assert crm.written == [{"close_date": "2027-12-24"}]
    assert given(hub, referral, "name", "amount") == typed.fields


@pytest.mark.parametrize(("order", "counts"), [("crm first", "9000.00"), ("crm last", "14000")])
def test_of_the_newest_it_counts_when_it_was_said_and_not_when_it_is_read(
    hub: Hub, crm: StubbornCrm, clock: Clock, order: str, counts: str
) -> None:
    referral = a_deal(hub, mapped(conflict="newest"))
    says = [
        lambda: crm.edit(referral.opportunity_id, amount="14000"),
        lambda: retell(hub, referral.number, **amount("9000")),
    ]
    for say in says if order == "crm first" else reversed(says):
        clock.advance(hours=1)
        say()
    clock.advance(hours=1)

    tell(hub, referral.number)

    assert fields_of(hub, referral)["amount"] == counts


# What follows in the CRM from what somebody changed there

NAMED = (
    {"target": "name", "template": "{title} / {value.amount}", "sync": "to_crm"},
    *mapped()[1:],
)


def test_what_is_made_of_a_value_that_changed_in_the_crm_is_told_and_then_it_is_quiet(
    hub: Hub, crm: StubbornCrm
) -> None:
    referral = a_deal(hub, NAMED)

    changes(hub, referral.opportunity_id, amount="14000")
    heard = deal_of(hub, referral.number).update.untold
    tell(hub, referral.number)
    again = look(hub, referral.opportunity_id)

    assert (heard, again) == ("fresh", [])
    assert crm.written == [{"name": "Lamp modernisation / 14000.00"}]
    assert not deal_of(hub, referral.number).update.untold


def test_a_change_in_the_crm_from_which_nothing_follows_leaves_nothing_to_tell(
    hub: Hub, referral: Referral
) -> None:
    changes(hub, referral.opportunity_id, amount="14000")

    assert not deal_of(hub, referral.number).update.untold


def test_what_is_made_of_what_a_linked_opportunity_had_already_is_not_told(
    hub: Hub, crm: StubbornCrm
) -> None:
    before = a_deal(hub, NAMED)
    crm.edit(before.opportunity_id, amount="90000", name="Sold by Maren")
    number = sharing(hub, before).number
    look(hub, before.opportunity_id)
    edit(hub, number, target_close_date="2027-12-24")

    tell(hub, number)

    assert deal_of(hub, number).text(DealField.AMOUNT) == "90000"
    assert crm.written == [{"close_date": "2027-12-24"}]
