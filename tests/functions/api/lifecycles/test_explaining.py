"""Whoever earns, or does not, can read why; the host reads how it was worked out, too (N-3)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.hub import Hub
from tests.functions.api.client import Client
from tests.lifecycle_records import CODE, a_code, a_referrer, with_codes

POLICY = {
    "name": "Large businesses",
    "eligibility": [
        {"when": "annual_revenue >= 1000000", "says": "The business turns over a million a year."}
    ],
    "tiers": [{"percentage": 10}],
}


@pytest.fixture(autouse=True)
def _a_code_with_a_policy(hub: Hub, admin: Client) -> None:
    admin.put("/v1/reward-policies/large", POLICY, if_match='"0"')
    with_codes(hub, a_code(policy_id="large"))


def win(operator: Client, **told: Any) -> str:
    """Let an opportunity be told as won; the number of the referral."""
    body = {
        "kind": "opportunity",
        "record_id": "0061",
        "at": "2027-03-01T11:00:00Z",
        "code": CODE,
        "won": True,
        "amount": "12500.00",
        "currency": "EUR",
        "facts": {"annual_revenue": "2500000"},
    }
    return str(operator.post("/v1/lifecycle-events", body | told).said["number"])


def explanation(reader: Client, number: str) -> Any:
    return reader.get(f"/v1/tracked-referrals/{number}/explanation").said


def test_a_partner_reads_by_which_code_stages_policy_and_facts_it_earned(
    operator: Client, partner: Client
) -> None:
    told = explanation(partner, win(operator))

    assert (told["code"], told["policy_name"]) == (CODE, "Large businesses")
    assert [stage["event"] for stage in told["stages"]] == ["refer", "qualify", "close"]
    assert told["start"] == {"annual_revenue": "2500000"}
    assert told["end"] == {"amount": "12500.00", "currency": "EUR", "close_date": ""}
    judged = told["judgement"]
    assert (judged["policy"], judged["verdict"], judged["amount"]) == (
        "large@1",
        "earned",
        "1250.00",
    )
    assert [reason["text"] for reason in judged["reasons"] if reason["held"]] == [
        "The business turns over a million a year.",
        "Tier 1 of the policy.",
        "10 % of 12500.00 EUR is 1250.00 EUR.",
        "It is to be paid on 2027-03-31.",
    ]


def test_who_does_not_earn_reads_which_condition_did_not_hold_and_why(
    operator: Client, partner: Client
) -> None:
    told = explanation(partner, win(operator, facts={}))

    assert told["judgement"]["verdict"] == "not_eligible"
    (reason,) = told["judgement"]["reasons"]
    assert reason["text"] == (
        "The business turns over a million a year. (annual revenue is not known)"
    )


def test_how_a_condition_is_written_and_the_ids_of_the_crm_are_the_hosts(
    operator: Client, partner: Client, reader: Client
) -> None:
    number = win(operator)

    theirs, ours = (
        c.get(f"/v1/tracked-referrals/{number}/explanation").text for c in (partner, reader)
    )

    for hosts in ("annual_revenue >= 1000000", "0061"):
        assert hosts not in theirs
        assert hosts in ours


def test_the_explanation_stays_that_of_the_version_that_decided(
    admin: Client, operator: Client
) -> None:
    number = win(operator)
    before = explanation(operator, number)

    admin.put("/v1/reward-policies/large", POLICY | {"name": "None"}, if_match='"1"')

    assert explanation(operator, number) == before


def test_another_partners_referral_is_explained_to_nobody_else(
    operator: Client, stranger: Client
) -> None:
    number = win(operator)

    foreign = stranger.get(f"/v1/tracked-referrals/{number}/explanation")

    assert (foreign.status, foreign.code) == (404, "tracked_referral_not_found")


def test_what_an_advocate_earns_is_explained_to_the_host_alone(
    hub: Hub, operator: Client, partner: Client
) -> None:
    desk = hub.lifecycle_desk
    desk.referrers.save(a_referrer(referrer_id="vera", kind="advocate", partner_id=""))
    desk.codes.save(a_code(code="VERA", referrer_id="vera"))
    number = win(operator, code="VERA")

    assert explanation(operator, number)["referrer_id"] == "vera"
    assert partner.get(f"/v1/tracked-referrals/{number}/explanation").status == 404
