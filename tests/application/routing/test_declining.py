"""An owner declines, a person chooses another one, and what waits finds an owner."""

from __future__ import annotations

import pytest

from referral_hub.application.routing import reassigning
from referral_hub.application.routing.reassigning import NothingToOwn, NotTheOwner, OwnerDoesNotFit
from referral_hub.domain.referrals.invitation import Placement
from referral_hub.domain.users import User
from tests.application.routing.stage import (
    ANNA,
    BO,
    CLEO,
    TEAM,
    a_rule,
    a_team,
    comes_in,
    deactivate,
    decline,
    give,
    look_again,
    owners_of,
    publish,
)
from tests.application.stage import reject, snapshot, story, words
from tests.builders import a_principal


def test_when_the_owner_declines_the_next_one_is_asked() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))

    after = decline(hub, comes_in(hub)).assignment

    assert (after.owner, after.declined) == (BO, (ANNA,))
    assert after.passed == {}


def test_whoever_declined_is_not_asked_again_although_it_is_their_turn() -> None:
    hub = a_team(ANNA, BO)
    publish(hub, a_rule(ANNA, BO))
    referral = comes_in(hub, "1")
    comes_in(hub, "2")

    after = decline(hub, referral).assignment

    assert (after.owner, after.passed) == (BO, {ANNA: "has declined"})


def test_whoever_takes_over_from_another_is_spared_a_turn() -> None:
    hub = a_team(ANNA, BO)
    publish(hub, a_rule(ANNA, BO))
    referral = comes_in(hub, "1")
    comes_in(hub, "2")

    decline(hub, referral)

    assert owners_of(hub, "3", "4") == [ANNA, ANNA]


def test_once_all_have_declined_it_is_nobodys_and_listed() -> None:
    hub = a_team(ANNA, BO)
    publish(hub, a_rule(ANNA, BO))
    referral = comes_in(hub)

    decline(hub, referral)
    after = decline(hub, referral)

    assert (after.assignment.owner, set(after.assignment.declined)) == ("", {ANNA, BO})
    assert [r.number for r in hub.referrals.late.unassigned()] == [referral.number]
    assert look_again(hub) == 0


def test_the_timeline_keeps_who_had_it_who_declined_and_why() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))
    referral = comes_in(hub)
    hub.clock.advance(minutes=5)  # type: ignore[attr-defined]

    decline(hub, referral, "No lamps, please")

    told = story(hub, referral.number)
    assert [entry.what for entry in told] == [
        "referral.received",
        "referral.assigned",
        "referral.declined",
        "referral.assigned",
    ]
    assert "No lamps, please" in told[2].why
    assert (ANNA in told[1].why, BO in told[3].why) == (True, True)


def test_declining_again_changes_nothing() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))
    referral = comes_in(hub)
    once = decline(hub, referral)
    before = snapshot(hub)

    again = reassigning.decline(
        number=referral.number,
        owner=ANNA.upper(),
        reason="On leave",
        by=a_principal(),
        now=hub.clock(),
        desk=hub.routing_desk,
    )

    assert (again, snapshot(hub)) == (once, before)


def test_only_the_owner_can_decline() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA))
    number = comes_in(hub).number

    with pytest.raises(NotTheOwner):
        reassigning.decline(
            number=number,
            owner=BO,
            reason="Mine, is it?",
            by=a_principal(),
            now=hub.clock(),
            desk=hub.routing_desk,
        )


def test_of_what_is_over_nobody_has_work_to_decline_or_to_take() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA))
    referral = comes_in(hub)
    reject(hub, referral.number)

    with pytest.raises(NothingToOwn):
        decline(hub, referral)
    with pytest.raises(NothingToOwn):
        give(hub, referral, BO)


def test_what_a_link_gave_to_somebody_who_declines_goes_by_the_rules() -> None:
    hub = a_team()
    publish(hub, a_rule(BO))
    referral = comes_in(hub, placement=Placement(owner=ANNA, why=("the original owner",)))

    after = decline(hub, referral).assignment

    assert (after.owner, after.owner_rule, after.why) == (BO, "everything@1", ())


def test_a_person_may_give_it_to_anybody_who_fits_however_much_they_have_to_do() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA, capacity=1))
    comes_in(hub, "1")
    waiting = comes_in(hub, "2")

    after = give(hub, waiting, ANNA).assignment

    assert (after.owner, after.owner_rule, after.by) == (ANNA, "", "operator:Ingrid")
    assert list(hub.referrals.late.unassigned()) == []
    assert words(hub, waiting.number) == [
        "referral.received",
        "referral.unassigned",
        "referral.assigned",
    ]


def test_a_person_may_ask_somebody_who_declined_once_more() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM))
    referral = comes_in(hub)
    decline(hub, referral)

    after = give(hub, referral, ANNA).assignment

    assert (after.owner, after.declined) == (ANNA, ())


def test_what_a_person_gave_to_nobody_is_asked_of_nobody() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA))
    referral = comes_in(hub)

    give(hub, referral, "")

    assert look_again(hub) == 0
    assert hub.referrals.get(referral.number).assignment.owner == ""


@pytest.mark.parametrize("who", ["nobody@host.example", ANNA])
def test_it_is_given_to_no_stranger_and_to_nobody_who_has_left(who: str) -> None:
    hub = a_team()
    referral = comes_in(hub)
    deactivate(hub, ANNA)

    with pytest.raises(OwnerDoesNotFit) as refused:
        give(hub, referral, who)

    assert list(refused.value.fields) == ["/owner"]


def test_what_waits_is_given_out_oldest_first_as_soon_as_there_is_room() -> None:
    hub = a_team(ANNA)
    publish(hub, a_rule(ANNA, capacity=1))
    has = comes_in(hub, "1")
    second, third = comes_in(hub, "2"), comes_in(hub, "3")
    assert look_again(hub) == 0

    reject(hub, has.number)

    assert look_again(hub) == 1
    assert hub.referrals.get(second.number).assignment.owner == ANNA
    assert [r.number for r in hub.referrals.late.unassigned()] == [third.number]


def test_somebody_new_in_the_rule_gets_what_all_others_have_declined() -> None:
    hub = a_team()
    publish(hub, a_rule(ANNA))
    decline(hub, comes_in(hub))

    publish(hub, a_rule(ANNA, CLEO))

    assert look_again(hub) == 1


def test_what_no_rule_speaks_of_any_more_waits_no_longer() -> None:
    hub = a_team()
    rule = publish(hub, a_rule(ANNA, capacity=1))
    comes_in(hub, "1")
    comes_in(hub, "2")

    publish(hub, rule.model_copy(update={"active": False}))

    assert look_again(hub) == 0
    assert list(hub.referrals.late.unassigned()) == []


def test_what_has_ended_while_it_waited_is_listed_no_longer() -> None:
    hub = a_team()
    publish(hub, a_rule("gone@host.example"))
    referral = comes_in(hub)

    reject(hub, referral.number)

    assert list(hub.referrals.late.unassigned()) == []
    assert isinstance(hub.users.find(ANNA), User)
