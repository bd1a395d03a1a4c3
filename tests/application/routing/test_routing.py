"""What comes in is given to somebody, in the write that files it."""

from __future__ import annotations

import pytest

from referral_hub.application.importing import ImportRow, import_rows
from referral_hub.domain.access import Role
from referral_hub.domain.referrals.invitation import Placement
from referral_hub.domain.referrals.purpose import Purpose
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money
from referral_hub.domain.users import User
from tests.application.routing.stage import (
    ANNA,
    BO,
    CLEO,
    MAJA,
    TEAM,
    a_rule,
    a_team,
    comes_in,
    deactivate,
    give,
    owners_of,
    publish,
)
from tests.application.stage import reject, snapshot, words
from tests.builders import a_hub, an_invitation, ask


def test_a_hub_without_rules_gives_nothing_to_anybody_and_writes_nothing_for_it() -> None:
    hub = a_hub()

    referral = comes_in(hub)

    assert referral.assignment.owner == ""
    assert {i["kind"] for i in snapshot(hub) if "kind" in i} == {
        "PARTNER",
        "INVITATION",
        "CUSTOMER",
        "REFERRAL",
    }


def test_the_owners_of_a_rule_take_turns() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))

    assert owners_of(hub, "1", "2", "3", "4") == [ANNA, BO, CLEO, ANNA]


def test_the_first_rule_that_holds_counts() -> None:
    hub = a_team()
    nordic = 'customer.country_code in ["NO", "SE"]'
    publish(hub, a_rule(ANNA, rule_id="all", order=200))
    publish(hub, a_rule(BO, rule_id="nordic", order=100, when=nordic))
    publish(hub, a_rule(CLEO, rule_id="off", order=1, active=False))

    there = comes_in(hub, "1", customer=Customer(company_name="Fenwick", country_code="NO"))
    elsewhere = comes_in(hub, "2", customer=Customer(company_name="Fenwick", country_code="PT"))

    assert (there.assignment.owner, there.assignment.owner_rule) == (BO, "nordic@1")
    assert (elsewhere.assignment.owner, elsewhere.assignment.owner_rule) == (ANNA, "all@1")


def test_owner_and_partner_manager_may_come_of_two_rules() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA, rule_id="owners"))
    publish(
        hub, a_rule(rule_id="managers", order=1, partner_manager=BO, when='partner_id == "harbour"')
    )

    given = comes_in(hub).assignment

    assert (given.owner, given.partner_manager) == (ANNA, BO)
    assert (given.owner_rule, given.manager_rule) == ("owners@1", "managers@1")


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        (Money(minor=5_000_000, currency="EUR"), ANNA),
        (Money(minor=4_999_999, currency="EUR"), BO),
        (Money(minor=9_000_000, currency="JPY"), BO),
        (None, BO),
    ],
)
def test_a_rule_may_ask_how_large_the_deal_is_in_a_currency(
    value: Money | None, owner: str
) -> None:
    hub = a_team()
    large = 'value.currency == "EUR" and value.amount >= 50000'
    publish(hub, a_rule(ANNA, rule_id="large", order=1, when=large))
    publish(hub, a_rule(BO, rule_id="rest"))

    assert comes_in(hub, value=value).assignment.owner == owner


def test_a_rule_may_ask_what_a_referral_is_for_and_what_else_its_partner_tells() -> None:
    hub = a_team()
    asks = 'purpose == "joint_demo" or custom.product == "lamps"'
    publish(hub, a_rule(ANNA, when=asks))

    told = [
        comes_in(hub, "1", purpose=Purpose.JOINT_DEMO),
        comes_in(hub, "2", custom={"product": "lamps"}),
        comes_in(hub, "3"),
    ]

    assert [referral.assignment.owner for referral in told] == [ANNA, ANNA, ""]


def test_a_repeated_delivery_is_nobody_elses_turn() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))

    assert owners_of(hub, "1", "1", "1", "2") == [ANNA, ANNA, ANNA, BO]


def test_whoever_has_left_since_is_passed_over_and_the_referral_says_why() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))
    deactivate(hub, ANNA)

    given = comes_in(hub).assignment

    assert (given.owner, given.passed) == (BO, {ANNA: "is not active"})


def test_a_manager_of_other_partners_is_passed_over() -> None:
    hub = a_team(BO)
    hub.users.save(User(email=MAJA, role=Role.PARTNER_MANAGER, partner_ids=("quay",)))
    publish(hub, a_rule(MAJA, BO, partner_manager=MAJA))

    given = comes_in(hub).assignment

    assert (given.owner, given.partner_manager) == (BO, "")
    assert given.passed == {MAJA: "is not for this partner"}
    assert f"{MAJA}, the partner manager of the routing rule everything@1" in given.reasons[0]


@pytest.mark.parametrize("rules", [(), (BO,)], ids=["without rules", "with one for owners"])
def test_what_comes_in_is_allocated_to_the_manager_of_its_partner(rules: tuple[str, ...]) -> None:
    hub = a_team()
    hub.partners.save(hub.partners.get("harbour").model_copy(update={"manager": ANNA}))
    for owner in rules:
        publish(hub, a_rule(owner))

    given = comes_in(hub).assignment

    assert (given.owner, given.partner_manager) == ("".join(rules), ANNA)


def test_the_manager_whom_a_rule_names_goes_before_that_of_the_partner() -> None:
    hub = a_team()
    hub.partners.save(hub.partners.get("harbour").model_copy(update={"manager": ANNA}))
    publish(hub, a_rule(partner_manager=BO))

    given = comes_in(hub).assignment

    assert (given.partner_manager, given.manager_rule) == (BO, "everything@1")


def test_where_the_manager_whom_a_rule_names_has_left_the_partners_own_counts() -> None:
    hub = a_team()
    hub.partners.save(hub.partners.get("harbour").model_copy(update={"manager": ANNA}))
    publish(hub, a_rule(partner_manager=BO))
    deactivate(hub, BO)

    given = comes_in(hub).assignment

    assert given.partner_manager == ANNA
    assert "is not active" in given.reasons[0]


def test_nobody_is_given_more_than_fits_whichever_rule_gave_it() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA, capacity=2))
    publish(hub, a_rule(ANNA, BO, capacity=2, rule_id="first", order=1, when='title == "First"'))

    first = [comes_in(hub, n, title="First").assignment.owner for n in ("1", "2", "3", "4", "5")]
    then = comes_in(hub, "6").assignment

    assert first == [ANNA, BO, ANNA, BO, ""]
    assert (then.owner, then.passed) == ("", {ANNA: "has as many as fit"})


@pytest.mark.parametrize("end", ["rejected", "expired", "given away"])
def test_there_is_room_again_once_a_referral_has_ended_or_gone_to_somebody_else(end: str) -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA, capacity=1))
    first = comes_in(hub, "1")
    assert comes_in(hub, "2").assignment.is_waiting

    if end == "rejected":
        reject(hub, first.number)
    elif end == "expired":
        hub.referrals.save(first.expire())
    else:
        give(hub, first, BO)

    assert comes_in(hub, "3").assignment.owner == ANNA


def test_what_a_person_or_a_link_gives_counts_as_well() -> None:
    hub = a_team()
    comes_in(hub, "1", placement=Placement(owner=ANNA, why=("the original owner",)))
    publish(hub, a_rule(ANNA, BO, capacity=1))

    assert owners_of(hub, "2", "3") == [BO, ""]


def test_whoever_a_link_gives_it_to_stays_its_owner_and_a_rule_adds_the_manager() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA, partner_manager=BO))

    given = comes_in(hub, placement=Placement(owner=CLEO, why=("the original owner",))).assignment

    assert (given.owner, given.owner_rule, given.partner_manager) == (CLEO, "", BO)
    assert given.reasons[0] == "the original owner"


def test_a_file_of_many_is_given_out_evenly() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))
    rows = [ImportRow(n, an_invitation(partner_referral_id=f"row-{n}")) for n in range(30)]

    ask(hub, import_rows, rows=rows, in_time=lambda: True)

    given = [r.assignment.owner for r in hub.referrals.newest()]
    assert {owner: given.count(owner) for owner in TEAM} == dict.fromkeys(TEAM, 10)


def test_the_timeline_says_to_whom_it_was_given_and_by_which_rule() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA))

    number = comes_in(hub).number

    assert words(hub, number) == ["referral.received", "referral.assigned"]
