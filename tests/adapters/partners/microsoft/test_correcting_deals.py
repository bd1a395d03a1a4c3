"""What the host edits of a deal that Microsoft has: what can be patched is, the rest is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from tests.adapters.partners.microsoft.sharing_stage import SOLUTIONS, SharingStage
from tests.contracts.taking_stage import shared

TEAM = {
    "host.first_name": "Ingrid",
    "host.last_name": "Holm",
    "host.email": "ingrid@host.example",
}


def correct(stage: SharingStage, referral: OutgoingReferral) -> Any:
    return stage.take(Step.CORRECT, referral)


def patches(stage: SharingStage) -> list[Any]:
    return [json.loads(call.body) for call in stage.center.calls if call.method == "PATCH"]


def test_both_referrals_of_a_co_sell_are_brought_in_line(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())

    outcome = correct(co_sell, referral.edited({"value.amount": "9000.00"}))

    assert outcome == Done()
    values = [each["details"]["dealValue"] for each in co_sell.created()]
    assert values == [9000, 9000]


def test_only_what_differs_is_patched(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())

    correct(co_sell, referral.edited({"sales_stage": "Propose", "campaign_id": "autumn"}))

    wanted = [
        {"op": "add", "path": "/salesStage", "value": "Propose"},
        {"op": "add", "path": "/campaignId", "value": "autumn"},
    ]
    assert patches(co_sell) == [wanted, wanted]


def test_what_the_host_blanked_stays_at_microsoft(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())

    outcome = correct(co_sell, referral.edited({"description": "", "contact.phone": ""}))

    assert outcome == Done()
    assert patches(co_sell) == []


def test_solutions_are_the_hosts_to_choose_anew(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())

    correct(co_sell, referral.offering((SOLUTIONS[1], "SOL-3")))

    for each in co_sell.created():
        ids = {s["id"] for s in each["details"]["requirements"]["solutions"]}
        assert ids == {SOLUTIONS[1], "SOL-3"}


def test_a_person_is_added_and_nobody_who_is_there_leaves(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole(**TEAM))
    seller = {"firstName": "Sam", "email": "sam@microsoft.example"}
    team = [*co_sell.own(referral)["team"], seller]
    co_sell.center.change(referral.partner_referral_id, team=team)

    correct(co_sell, referral.edited({"host.last_name": "Berg", "contact.email": "b@s.example"}))

    own = co_sell.own(referral)
    assert [each.get("lastName") for each in own["team"]] == ["Berg", None]
    assert [each["email"] for each in own["customerProfile"]["team"]] == [
        "tuva.lien@solberg.example",
        "b@s.example",
    ]


@pytest.mark.parametrize(
    "edits",
    [
        {"title": "Tide gauges and lamps"},
        {"customer.company_name": "Solberg Harbours"},
        {"customer.city": "Bergen"},
        {"industries": "Transport"},
        {"partner_role": "Services"},
        {"invitation_message": "A call tomorrow would help."},
        {"consent_to_contact": "true"},
    ],
)
def test_what_microsoft_lets_nobody_change_is_named_and_the_rest_is_told(
    co_sell: SharingStage, edits: dict[str, str]
) -> None:
    referral = shared(co_sell, co_sell.whole())
    edited = referral.edited({**edits, "value.amount": "9000.00"})

    outcome = correct(co_sell, edited)

    assert isinstance(outcome, Refused)
    assert outcome.fields == tuple(edits)
    assert outcome.cause is Cause.INVALID_FIELDS
    assert outcome.fix
    assert co_sell.own(referral)["details"]["dealValue"] == 9000
    assert correct(co_sell, edited) == outcome


def test_a_private_deal_can_be_shown_to_microsofts_sellers_later(co_sell: SharingStage) -> None:
    alone = SharingStage(co_sell.stage, "private")
    referral = shared(alone, alone.whole())

    outcome = correct(alone, referral.edited({"sharing": "partner_led"}))

    consent = alone.own(referral)["consent"]
    assert outcome == Done()
    assert consent["consentToShareReferralWithMicrosoftSellers"] is True


@pytest.mark.parametrize(("kind", "other"), [("private", "co_sell"), ("co_sell", "private")])
def test_help_is_asked_for_when_the_deal_is_shared_and_not_afterwards(
    co_sell: SharingStage, kind: str, other: str
) -> None:
    alone = SharingStage(co_sell.stage, kind)
    referral = shared(alone, alone.whole())
    there = len(alone.created())

    outcome = correct(alone, referral.edited({"sharing": other}))

    assert isinstance(outcome, Refused)
    assert "sharing" in outcome.fields
    assert len(alone.created()) == there


def test_a_deal_whose_help_was_refused_may_become_another_kind(co_sell: SharingStage) -> None:
    referral = co_sell.half_shared()

    outcome = correct(co_sell, referral.edited({"sharing": "partner_led"}))

    assert outcome == Done()


@pytest.mark.parametrize("race", ["resource_modified", "precondition_failed", "locked"])
def test_a_deal_is_read_again_when_somebody_was_faster(co_sell: SharingStage, race: str) -> None:
    referral = shared(co_sell, co_sell.whole())
    co_sell.center.behave(**{race: {"method": "PATCH", "times": 2}})

    outcome = correct(co_sell, referral.edited(co_sell.edits))

    assert outcome == Done()
    assert co_sell.changes(referral) == 1


def test_what_breaks_between_the_two_is_made_good(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())
    second = f"/{referral.ledger.result(Step.SUBMIT)}"
    co_sell.center.behave(general_exception={"method": "PATCH", "path": second, "times": 1})
    edited = referral.edited(co_sell.edits)
    with pytest.raises(Unavailable):
        correct(co_sell, edited)

    outcome = correct(co_sell, edited)

    assert outcome == Done()
    assert len(patches(co_sell)) == 3
    assert co_sell.invitation(referral)["details"]["dealValue"] == 9000


def test_a_refused_patch_names_the_field(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())
    co_sell.center.change(referral.partner_referral_id, salesStage="Close")

    outcome = correct(co_sell, referral.edited({"sales_stage": "Negotiate"}))

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("sales_stage",)
    assert "sales stage" in outcome.reason
