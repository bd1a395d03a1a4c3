"""What a referral is shared for; where the client has agreed there is none (PB-1, PB-2)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import Client, a_shared_referral

ALL = ("platform", "scope_of_work", "terms")
SOME = [dict.fromkeys(some, True) for n in range(3) for some in itertools.combinations(ALL, n)]
EVERYTHING = dict.fromkeys(ALL, True)


@pytest.mark.parametrize("purpose", ["plan_choice", "platform_fit", "questions", "joint_demo"])
def test_a_referral_says_what_the_client_needs(partner: Client, purpose: str) -> None:
    number = partner.shares(purpose=purpose).said["number"]

    assert partner.opens(number).said["purpose"] == purpose
    assert partner.lists()[0]["purpose"] == purpose


def test_another_purpose_is_refused(partner: Client) -> None:
    refused = partner.shares(purpose="fun")

    assert refused.status == 422
    assert set(refused.wrong) == {"/purpose"}


def test_a_machine_that_knows_nothing_of_purposes_shares_as_before(partner: Client) -> None:
    shared = partner.shares()

    assert shared.status == 201
    assert shared.said["purpose"] is None
    assert not any(shared.said["agreements"].values())


@pytest.mark.parametrize("agreed", SOME)
def test_while_anything_is_open_it_is_a_referral(partner: Client, agreed: dict[str, bool]) -> None:
    shared = partner.shares(agreements=agreed)

    assert shared.status == 201
    assert shared.said["agreements"] == dict.fromkeys(ALL, False) | agreed


def test_a_client_who_has_agreed_to_everything_needs_no_referral(
    partner: Client, operator: Client
) -> None:
    refused = partner.shares(agreements=EVERYTHING)

    assert (refused.status, refused.code) == (422, "client_has_agreed")
    assert set(refused.wrong) == {"agreements"}
    assert "operator" in refused.said["fix"]
    assert "POST /v1/crm/opportunities" in refused.said["fix"]
    assert partner.lists() == operator.lists() == []


def test_what_was_refused_leaves_its_id_free(partner: Client) -> None:
    partner.shares(agreements=EVERYTHING)

    again = partner.shares(agreements={"platform": True, "terms": True})

    assert (again.status, again.said["number"]) == (201, "R-000001")


def test_the_same_with_another_purpose_is_another_content(partner: Client) -> None:
    partner.shares(purpose="questions")

    refused = partner.shares(purpose="joint_demo", agreements={"terms": True})

    assert (refused.status, refused.code) == (409, "referral_id_reused")
    assert set(refused.wrong) == {"purpose", "agreements"}


@pytest.mark.parametrize("agreed", [{"platform": "yes"}, {"everything": True}, {"terms": None}, []])
def test_agreements_are_said_plainly(partner: Client, agreed: Any) -> None:
    assert partner.shares(agreements=agreed).status == 422


@pytest.fixture
def by_hand(hub: Hub) -> None:
    hub.partners.add(a_partner(partner_id="google", name="Google", kind=PartnerKind.MANUAL))


@pytest.mark.usefixtures("by_hand")
def test_what_is_typed_in_is_held_to_the_same(operator: Client) -> None:
    path = "/v1/partners/google/referrals"

    refused = operator.post(path, a_shared_referral(agreements=EVERYTHING))
    taken = operator.post(path, a_shared_referral(purpose="questions"))

    assert (refused.status, refused.code) == (422, "client_has_agreed")
    assert (taken.status, taken.said["purpose"]) == (201, "questions")


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("query", ["", "dry_run=true"])
def test_a_file_says_it_in_columns(operator: Client, query: str) -> None:
    agreed = "agreements.platform,Agreements scope_of_work,agreements.terms"
    header = f"id,title,company,Purpose,Notes,{agreed}"
    rows = [
        "o-1,Lamps,Fenwick,questions,Call Maren,true,false,true",
        "o-2,Horns,Skerry,joint_demo,,true,true,true",
        "o-3,Bells,Skerry,fun,,yes,,",
    ]

    reply = operator.imports("\n".join([header, *rows]), query=query)

    first, second, third = reply.said["rows"]
    assert first["outcome"] == "created"
    assert (second["outcome"], second["errors"][0]["field"]) == ("refused", "agreements")
    assert {e["field"] for e in third["errors"]} == {"purpose", "agreements.platform"}
    assert reply.said["unknown_columns"] == []


def test_a_mapping_reads_the_purpose(partner: Client, admin: Client) -> None:
    number = partner.shares(purpose="platform_fit").said["number"]
    draft = {"opportunity_mapping": [{"target": "name", "template": "{purpose}: {title}"}]}

    tried = admin.post("/v1/policy-trial", {"draft": draft, "number": number})

    after = {change["field"]: change["after"] for change in tried.said["changes"]}
    assert after["opportunity.name"] == "platform_fit: Lamp modernisation"


def test_a_referral_code_is_kept_as_codes_are_however_it_was_typed(partner: Client) -> None:
    number = partner.shares(referral_code="harbour-spring").said["number"]

    assert partner.opens(number).said["referral_code"] == "HARBOUR-SPRING"


def test_a_mapping_reads_the_referral_code(partner: Client, operator: Client) -> None:
    number = partner.shares(referral_code="HARBOUR-SPRING").said["number"]

    fields = {f["name"]: f["value"] for f in operator.previews(number).said["opportunity"]}

    assert fields["referral_code"] == "HARBOUR-SPRING"


def test_what_can_be_no_referral_code_is_refused(partner: Client) -> None:
    refused = partner.shares(referral_code="A B")

    assert (refused.status, set(refused.wrong)) == (422, {"/referral_code"})
