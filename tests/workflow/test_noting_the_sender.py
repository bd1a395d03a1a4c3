"""Who sent a deal stands on its opportunity, once, whatever dies (AX-7)."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.invitation import PartnerPerson
from referral_hub.domain.referrals.referral import Referral
from tests.workflow.test_effects_happen_once import CrashAt
from tests.workflow.world import AINO, World

CUSTOM = {
    "feature": "diversification",
    "note": "They decide in September.",
    "consent_given_by": "Tuva Lien",
    "consent_given_at": "2027-02-27T09:30:00Z",
}
INGRID = PartnerPerson(name="Ingrid Moe", email="ingrid@peer.example")


def a_peer_sends(world: World) -> Referral:
    shared = world.partner_shares(via="access", custom=CUSTOM, partner_people=(INGRID,))
    world.partner_tells(shared.number, AINO)
    return shared


def notes(world: World) -> list[str]:
    return [item["doc"] for item in world.table.items("CRM_NOTE")]


def test_the_opportunity_of_a_deal_that_a_peer_sent_says_who_sent_it(world: World) -> None:
    number = a_peer_sends(world).number

    world.operator_accepts(number)
    world.until(number, "done")

    [note] = notes(world)
    assert "Sent by acme, by Ingrid Moe on" in note
    assert f"as px-1 (diversification). {number}." in note
    assert "Tuva Lien consented on 2027-02-27." in note
    assert "Their note: They decide in September." in note
    referral = world.hub.referrals.get(number)
    assert list(referral.ledger.effects) == [
        "account",
        "opportunity",
        "sender_note",
        "partner_notice",
        "partner_crm_id",
    ]


def test_an_opportunity_that_is_linked_says_it_as_well(world: World) -> None:
    account = world.crm.create_account({"name": "Solberg"}, token="a" * 32).result
    known = world.crm.create_opportunity(account, {"name": "Gauges"}, token="o" * 32).result
    number = a_peer_sends(world).number

    world.operator_accepts(
        number, AccountChoice(existing=account), OpportunityChoice(existing=known)
    )
    world.until(number, "done")

    [note] = world.crm.notes(known)
    assert note.text.startswith("Sent by acme")


def test_what_others_share_is_not_noted(world: World) -> None:
    number = world.partner_shares(custom=CUSTOM).number
    world.partner_tells(number, AINO)

    world.operator_accepts(number)
    world.until(number, "done")

    assert notes(world) == []


def test_a_rejected_deal_is_not_noted(world: World) -> None:
    number = a_peer_sends(world).number

    world.operator_rejects(number, "No capacity")
    world.until(number, "done")

    assert notes(world) == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", ["opportunity", "sender_note", "partner_notice"])
def test_a_crash_leaves_one_note(world: World, effect: str, moment: str) -> None:
    world.faults = crash = CrashAt(effect, moment)
    number = a_peer_sends(world).number

    world.operator_accepts(number)
    world.until(number, "done")

    assert crash.happened
    assert len(notes(world)) == 1


def test_a_note_that_the_crm_refuses_is_a_problem_that_a_retry_mends(world: World) -> None:
    number = a_peer_sends(world).number
    add_note = world.crm.add_note
    world.crm.add_note = refusing
    world.operator_accepts(number)
    world.until(number, "failed")
    stuck = world.hub.referrals.get(number).ledger.stuck

    world.crm.add_note = add_note
    world.operator_retries(number)
    world.until(number, "done")

    assert stuck
    assert stuck[0] == "sender_note"
    assert len(notes(world)) == 1


def refusing(*_: object, **__: object) -> Outcome:
    return Refused(reason="notes are off")
