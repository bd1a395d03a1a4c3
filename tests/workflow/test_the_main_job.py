"""The life of a referral on the real state machine."""

from __future__ import annotations

from tests.workflow.world import AINO, World


def test_an_accepted_referral_waits_for_contact_info_and_is_done_when_it_comes(
    world: World,
) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")

    world.partner_tells(number, AINO)
    referral = world.until(number, "done")

    (contact,) = world.crm.contacts(referral.account_id)
    (role,) = world.crm.roles(referral.opportunity_id)
    assert (contact.last_name, contact.email) == ("Virta", "aino.virta@nordwind.example")
    assert (role.contact_id, role.role) == (contact.contact_id, "Business User")


def test_the_execution_is_named_after_the_referral_and_takes_at_most_eight_transitions(
    world: World,
) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")
    world.partner_tells(number, AINO)

    world.until(number, "done")
    world.until_quiet()

    assert world.executions() == {number: "SUCCEEDED"}
    assert world.states_entered(number) == [
        "CarryOutDecision",
        "WhatNext",
        "AwaitContactInfo",
        "CarryContacts",
        "MatchContact",
        "IsNew",
        "CreateContact",
        "CloseReferral",
    ]
