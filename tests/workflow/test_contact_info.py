"""Contact info comes when it comes: each way is carried through the real state machine."""

from __future__ import annotations

from collections.abc import Callable

from referral_hub.domain.contacts.contact import ContactInfo, Match, MatchKind
from referral_hub.domain.policies.policy import ContactSyncMode, ExistingContact, IntakePolicy
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.domain.referrals.referral import Referral
from tests.workflow.world import AINO, ONNI, World


def people_of(world: World, referral: Referral) -> list[str]:
    """The last names of the contacts that have a role on the referral's opportunity."""
    roles = {role.contact_id for role in world.crm.roles(referral.opportunity_id)}
    contacts = world.crm.contacts(referral.account_id)
    return sorted(c.last_name or c.email for c in contacts if c.contact_id in roles)


def test_contact_info_that_came_before_acceptance_is_carried_without_waiting(
    world: World,
) -> None:
    number = world.partner_shares().number
    world.partner_tells(number, AINO)

    world.operator_accepts(number)
    referral = world.until(number, "done")

    assert people_of(world, referral) == ["Virta"]
    assert "AwaitContactInfo" not in world.states_entered(number)


def test_several_contacts_at_once_are_all_carried(world: World) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")

    world.partner_tells(number, AINO, ONNI)
    world.until(number, "done")
    world.until_quiet()

    assert people_of(world, world.referral(number)) == ["Laine", "Virta"]


def test_a_contact_told_twice_is_carried_once(world: World) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")

    world.partner_tells(number, AINO)
    world.partner_tells(number, AINO)
    world.until(number, "done")
    world.partner_tells(number, AINO)
    world.until_quiet()

    referral = world.referral(number)
    assert len(world.crm.contacts(referral.account_id)) == 1
    assert len(world.crm.roles(referral.opportunity_id)) == 1


def test_a_second_contact_after_the_wait_has_ended_is_carried_by_a_short_execution(
    world: World,
) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")
    world.partner_tells(number, AINO)
    world.until(number, "done")

    world.partner_tells(number, ONNI)
    world.eventually(lambda: len(people_of(world, world.referral(number))) == 2)
    world.until_quiet()

    (late,) = set(world.executions()) - {number}
    assert late == f"{number}-contact-{ONNI.key}"
    assert "AwaitContactInfo" not in world.states_entered(late)


def test_contact_info_that_never_comes_makes_the_referral_overdue(
    a_world: Callable[..., World],
) -> None:
    world = a_world(contact_wait=1)
    number = world.partner_shares().number
    world.operator_accepts(number)

    world.until(number, "contact_overdue")
    world.until_quiet()

    assert world.executions() == {number: "SUCCEEDED"}
    assert world.referral(number).progress == "contact_overdue"
    told = [entry.what for entry in world.hub.timeline.of(number)]
    assert told == ["contact_info.overdue"]


def test_contact_info_that_comes_after_the_wait_is_carried_all_the_same(
    a_world: Callable[..., World],
) -> None:
    world = a_world(contact_wait=1)
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "contact_overdue")

    world.partner_tells(number, AINO)
    referral = world.until(number, "done")

    assert people_of(world, referral) == ["Virta"]


def test_a_partial_contact_waits_for_its_other_half(world: World) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")

    world.partner_tells(number, ContactInfo(email="aino.virta@nordwind.example"))
    world.relay()
    assert world.referral(number).progress == "awaiting_contact"
    world.partner_tells(number, AINO)
    referral = world.until(number, "done")

    assert people_of(world, referral) == ["Virta"]
    assert len(world.crm.contacts(referral.account_id)) == 1


def test_a_contact_that_stays_partial_is_carried_when_the_wait_is_over(
    a_world: Callable[..., World],
) -> None:
    world = a_world(contact_wait=2)
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")

    world.partner_tells(number, ContactInfo(email="info@nordwind.example"))
    referral = world.until(number, "done")

    assert people_of(world, referral) == ["info@nordwind.example"]


def test_the_other_half_that_comes_after_the_wait_completes_the_record(
    a_world: Callable[..., World],
) -> None:
    world = a_world(contact_wait=2)
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")
    world.partner_tells(number, ContactInfo(email="aino.virta@nordwind.example"))
    referral = world.until(number, "done")

    world.partner_tells(number, AINO)
    world.eventually(lambda: people_of(world, referral) == ["Virta"])
    world.until_quiet()

    assert len(world.crm.contacts(referral.account_id)) == 1
    assert len(world.crm.roles(referral.opportunity_id)) == 1


def test_a_person_told_again_is_updated_when_the_policy_says_so(world: World) -> None:
    world.hub.policies.publish(IntakePolicy(contact_sync=ContactSyncMode.CREATE_AND_UPDATE))
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")
    world.partner_tells(number, AINO)
    referral = world.until(number, "done")

    world.partner_tells(number, AINO.model_copy(update={"phone": "+358 40 999"}))
    world.eventually(
        lambda: [c.phone for c in world.crm.contacts(referral.account_id)] == ["+358 40 999"]
    )
    world.until_quiet()

    assert len(world.crm.roles(referral.opportunity_id)) == 1


def test_a_contact_that_the_account_has_already_is_skipped_and_the_decision_says_why(
    world: World,
) -> None:
    account_id, known = an_account_with(world, AINO)
    number = world.partner_shares("px-2").number
    world.operator_accepts(number, AccountChoice(existing=account_id))
    world.until(number, "awaiting_contact")

    world.partner_tells(number, AINO.model_copy(update={"last_name": " VIRTA "}))
    referral = world.until(number, "done")

    (arrival,) = world.hub.contacts.of(number)
    found = Match(kind=MatchKind.EXISTING, contact_id=known, keys=("last_name", "email"))
    assert (arrival.outcome, arrival.match) == ("skipped", found)
    assert people_of(world, referral) == []
    assert "CreateContact" not in world.states_entered(number)


def test_a_known_contact_is_given_its_role_when_the_policy_says_link(world: World) -> None:
    account_id, known = an_account_with(world, AINO)
    world.hub.policies.publish(IntakePolicy(existing_contact=ExistingContact.LINK))
    number = world.partner_shares("px-2").number
    world.operator_accepts(number, AccountChoice(existing=account_id))
    world.until(number, "awaiting_contact")

    world.partner_tells(number, AINO)
    referral = world.until(number, "done")

    (contact,) = world.crm.contacts(account_id)
    (role,) = world.crm.roles(referral.opportunity_id)
    assert contact.contact_id == role.contact_id == known


def test_no_contact_is_created_when_the_policy_carries_none(world: World) -> None:
    world.hub.policies.publish(IntakePolicy(contact_sync=ContactSyncMode.NONE))
    number = world.partner_shares().number
    world.partner_tells(number, AINO)

    world.operator_accepts(number)
    referral = world.until(number, "done")
    world.until_quiet()

    assert world.crm.contacts(referral.account_id) == []
    assert world.states_entered(number) == ["CarryOutDecision", "WhatNext", "Finished"]


def an_account_with(world: World, person: ContactInfo) -> tuple[str, str]:
    """An account that an earlier referral filled: its id, and the contact's."""
    number = world.partner_shares("px-1").number
    world.partner_tells(number, person)
    world.operator_accepts(number)
    referral = world.until(number, "done")
    (contact,) = world.crm.contacts(referral.account_id)
    return referral.account_id, contact.contact_id
