"""A deal that changes in the hub: only what is told is written, and on the deal that is left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.adapters.crms.hubspot.paths import VERSION
from referral_hub.domain.crm import Contact
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal
from tests.builders import NOON, a_contact

LAMPS = {"dealname": "Lamps", "dealstage": "appointmentscheduled", "amount": "12500.00"}
RENEWALS = {
    "label": "Renewals",
    "displayOrder": 1,
    "stages": [{"label": "Due", "displayOrder": 0, "metadata": {"probability": "0.5"}}],
}


@pytest.fixture
def deal(portal: Portal) -> str:
    return portal.seed("deals", **LAMPS)


def refused(crm: Crm, deal: str, **fields: str) -> Refused:
    outcome = crm.update_opportunity(deal, fields)
    assert isinstance(outcome, Refused), outcome
    return outcome


def sent(portal: Portal) -> list[dict[str, Any]]:
    """What was written by the id of a record, call by call."""
    calls = [call for call in portal.hubspot.calls if call.method == "PATCH"]
    return [json.loads(call.body)["properties"] for call in calls]


def test_only_what_is_told_is_sent(portal: Portal, crm: Crm, deal: str) -> None:
    crm.update_opportunity(deal, {"amount": "99000.00", "description": " "})

    assert sent(portal) == [{"amount": "99000.00"}]


def test_what_was_cleared_by_nobody_is_no_call(portal: Portal, crm: Crm, deal: str) -> None:
    outcome = crm.update_opportunity(deal, {"description": " "})

    assert outcome == Done(result=deal)
    assert sent(portal) == []


def test_a_close_date_is_written_as_that_day_for_whoever_looks(
    portal: Portal, crm: Crm, deal: str
) -> None:
    crm.update_opportunity(deal, {"closedate": "2027-12-24"})

    assert sent(portal) == [{"closedate": "2027-12-24T11:00:00.000Z"}]


def test_a_stage_of_another_pipeline_takes_the_deal_there(
    portal: Portal, crm: Crm, deal: str
) -> None:
    made = portal.calls_api("POST", f"/crm/pipelines/{VERSION}/deals", RENEWALS)
    due = made["stages"][0]["id"]

    outcome = crm.update_opportunity(deal, {"dealstage": due})

    assert outcome == Done(result=deal)
    assert sent(portal) == [{"dealstage": due, "pipeline": made["id"]}]


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"deal_currency_code": "XXX"}, "option_refused"),
        ({"dealstage": "Moon landing"}, "option_refused"),
        ({"colour": "red"}, "field_unknown"),
        ({"amount": "a lot"}, "invalid_fields"),
        ({"description": "x" * 70_000}, "too_long"),
        ({"dealname": ""}, "required_field_missing"),
    ],
)
def test_a_value_is_refused_as_it_is_when_a_deal_is_made(
    portal: Portal, crm: Crm, deal: str, fields: dict[str, str], cause: str
) -> None:
    [before] = portal.records("deals")

    found = refused(crm, deal, **fields)

    assert (found.cause, found.fields) == (cause, tuple(fields))
    assert portal.records("deals") == [before]


def test_a_rule_of_the_portal_names_what_it_wants(portal: Portal, crm: Crm, deal: str) -> None:
    when = {"dealstage": "closedlost"}
    rule = {"type": "deals", "when": when, "require": ["closed_lost_reason"]}
    portal.hubspot.behave(conditional_rules=[rule])

    found = refused(crm, deal, **when)

    assert (found.cause, found.fields) == ("required_field_missing", ("closed_lost_reason",))


def test_what_only_a_new_deal_needs_is_not_asked_for(portal: Portal, crm: Crm, deal: str) -> None:
    portal.hubspot.behave(create_requires={"deals": ["closedate"]})

    assert crm.update_opportunity(deal, {"amount": "1"}) == Done(result=deal)


@pytest.mark.parametrize("gone", ["404", "51000000999", "../contacts/1", "opp-nowhere", ""])
def test_a_deal_that_never_was_is_gone(crm: Crm, gone: str) -> None:
    assert refused(crm, gone, amount="1").cause == "record_gone"


def test_a_deal_that_was_deleted_is_gone(portal: Portal, crm: Crm, deal: str) -> None:
    portal.hubspot.person_deletes("deals", deal)

    found = refused(crm, deal, amount="1")

    assert found.cause == "record_gone"
    assert found.fix.endswith("and retry; or dismiss the problem.")


@pytest.mark.parametrize("only_read", [False, True])
@pytest.mark.parametrize("makes_third", [False, True])
def test_a_merged_deal_is_written_on_the_one_that_is_left(
    portal: Portal, crm: Crm, deal: str, *, only_read: bool, makes_third: bool
) -> None:
    portal.hubspot.behave(merge_makes_new_record=makes_third, merged_ids_only_read=only_read)
    other = portal.seed("deals", dealname="More lamps", dealstage="closedwon")
    left = portal.hubspot.person_merges("deals", other, deal)

    outcome = crm.update_opportunity(deal, {"amount": "99000.00"})

    [found] = portal.records("deals")
    assert outcome == Done(result=deal)
    assert (found["id"], found["properties"]["amount"]) == (left, "99000.00")


def test_a_merged_contact_is_written_on_the_one_that_is_left(portal: Portal, crm: Crm) -> None:
    portal.hubspot.behave(merged_ids_only_read=True)
    known, left = (portal.seed("contacts", lastname="Holt") for _ in range(2))
    portal.hubspot.person_merges("contacts", left, known)
    contact = Contact(
        contact_id=known, account_id="1", last_name="Holt", email="m@f.example", created_at=NOON
    )

    outcome = crm.update_contact(contact, a_contact(phone="+47 99"))

    [found] = portal.records("contacts")
    assert outcome == Done(result=known)
    assert (found["id"], found["properties"]["phone"]) == (left, "+47 99")


@pytest.mark.parametrize(
    "fault",
    [
        "drop_before_commit",
        "drop_after_commit",
        "gateway_timeout_after_commit",
        "internal_error",
        "rate_limited",
        "locked",
    ],
)
def test_a_call_that_nobody_answered_is_made_again(
    portal: Portal, crm: Crm, deal: str, fault: str
) -> None:
    portal.fails(fault, "PATCH")

    with pytest.raises(Unavailable):
        crm.update_opportunity(deal, {"amount": "99000.00"})
    again = crm.update_opportunity(deal, {"amount": "99000.00"})

    [found] = portal.records("deals")
    assert again == Done(result=deal)
    assert found["properties"]["amount"] == "99000.00"
    assert portal.effect("deals.updated") == 1


def test_a_token_that_may_not_write_is_a_refusal_that_names_the_scope(
    portal: Portal, crm: Crm, deal: str
) -> None:
    portal.hubspot.behave(scopes=["crm.objects.deals.read", "crm.schemas.deals.read"])

    found = refused(crm, deal, amount="1")

    assert found.cause == "no_permission"
    assert "crm.objects.deals.write" in found.reason
