"""The check of the connection names what is missing, one by one, each with a fix."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.crms.salesforce.connection import connect
from referral_hub.domain.crm import Check
from tests.adapters.crms.salesforce.org import SECRET, Stage, new_attempts
from tests.builders import Clock


def problems(stage: Stage) -> dict[str, str]:
    found = [check for check in stage.crm.check() if not check.passed]
    assert all(check.fix for check in found)
    return {check.name: check.problem for check in found}


def test_an_org_that_is_set_up_passes_by_name(stage: Stage) -> None:
    checks = stage.crm.check()

    assert [check for check in checks if not check.passed] == []
    assert {check.name for check in checks} > {
        "sign-in",
        "API version",
        "Account",
        "Contact.Email",
        "Opportunity.Referral_Hub_Id__c",
        "Referral__c.Decision__c",
        "stages",
        "daily API calls",
    }
    assert not [check.fix for check in checks if check.fix]


def test_without_a_sign_in_nothing_else_is_looked_at(stage: Stage) -> None:
    crm = stage.connect(lambda: SECRET | {"client_secret": "wrong"}).crm

    _, check = crm.check()

    assert (check.name, "does not sign the hub in" in check.problem) == ("sign-in", True)
    assert "consumer secret" in check.fix


def test_a_session_from_before_is_no_proof_that_the_hub_may_still_sign_in(stage: Stage) -> None:
    secret = dict(SECRET)
    crm = stage.connect(lambda: secret).crm
    crm.check()
    stage.behave(expire_sessions=True)
    secret["client_secret"] = "changed"

    [check] = [check for check in crm.check() if not check.passed]

    assert (check.name, "consumer secret" in check.fix) == ("sign-in", True)


def test_a_sign_in_that_ends_half_way_is_told_once(stage: Stage) -> None:
    stage.behave(invalid_session={"path": "/Opportunity/describe$", "times": 2})

    [check] = [check for check in stage.crm.check() if not check.passed]

    assert (check.name, "IP restrictions" in check.fix) == ("everything else", True)


def test_an_org_without_the_api_is_no_org_without_objects(stage: Stage) -> None:
    stage.behave(api_disabled={"path": "/describe$", "times": 1})

    [check] = [check for check in stage.crm.check() if not check.passed]

    assert (check.name, "API" in check.fix) == ("sign-in", True)


def test_a_hidden_field_of_every_org_asks_for_the_permission_to_see_it(stage: Stage) -> None:
    stage.behave(schema={"hide": ["Contact.Phone", "Contact.Referral_Hub_Id__c"]})

    fixes = {check.name: check.fix for check in stage.crm.check() if not check.passed}

    assert "Field Permissions" in fixes["Contact.Phone"]
    assert "Deploy" not in fixes["Contact.Phone"]
    assert "Deploy salesforce/" in fixes["Contact.Referral_Hub_Id__c"]


def test_a_url_without_https_is_named_and_nothing_is_sent_there() -> None:
    crm = connect(
        "http://fenwick.my.salesforce.com", lambda: SECRET, Clock(), attempts=new_attempts()
    ).crm

    (check,) = crm.check()

    assert (check.name, "My Domain" in check.problem) == ("connection URL", True)
    assert "CrmUrl" in check.fix


@pytest.mark.parametrize(
    ("schema", "name", "word"),
    [
        ({"hide": ["Referral__c"]}, "Referral__c", "not there"),
        ({"hide": ["OpportunityContactRole"]}, "OpportunityContactRole", "not there"),
        ({"hide": ["Contact.Referral_Hub_Id__c"]}, "Contact.Referral_Hub_Id__c", "missing"),
        ({"hide": ["Contact.Email"]}, "Contact.Email", "missing"),
        ({"hide": ["Referral__c.Decision__c"]}, "Referral__c.Decision__c", "missing"),
        ({"hide": ["Referral__c.Hub_Answer__c"]}, "Referral__c.Hub_Answer__c", "missing"),
        ({"not_unique": ["Account.Referral_Hub_Id__c"]}, "Account.Referral_Hub_Id__c", "Unique"),
        (
            {"fields": [{"object": "Opportunity", "name": "Referral_Hub_Id__c", "unique": True}]},
            "Opportunity.Referral_Hub_Id__c",
            "External ID",
        ),
        (
            {"fields": [{"object": "Contact", "name": "Phone", "writable": False}]},
            "Contact.Phone",
            "may not edit",
        ),
    ],
)
def test_what_is_missing_is_named_alone(
    stage: Stage, schema: dict[str, Any], name: str, word: str
) -> None:
    stage.behave(schema=schema)

    found = problems(stage)

    assert list(found) == [name]
    assert word in found[name]


def test_few_calls_left_are_told_with_their_number(stage: Stage) -> None:
    stage.behave(api_requests_per_day=1000, api_requests_used=980)

    found = problems(stage)

    assert "of 1000 are left" in found["daily API calls"]


def test_a_pool_that_is_used_up_is_told_and_nothing_raised(stage: Stage) -> None:
    stage.behave(api_requests_per_day=0)

    found = problems(stage)

    assert list(found) == ["daily API calls"]
    assert "used up" in found["daily API calls"]


@pytest.mark.parametrize("fault", ["html_page", "drop_before_commit", "unknown_exception"])
def test_trouble_in_one_place_spoils_no_other_check(stage: Stage, fault: str) -> None:
    stage.behave(**{fault: {"path": "/Contact/describe"}})

    assert list(problems(stage)) == ["Contact"]


def test_a_check_looks_anew_each_time(stage: Stage) -> None:
    stage.behave(schema={"hide": ["Contact.Email"]})
    stage.crm.check()

    stage.behave(schema={"show": ["Contact.Email"]})

    assert problems(stage) == {}


def test_a_check_says_so_without_a_problem() -> None:
    assert Check(name="sign-in").passed


def notes(stage: Stage) -> dict[str, str]:
    return {check.name: check.note for check in stage.crm.check() if check.note}


def test_an_org_in_which_sales_can_be_followed_gets_no_notes(stage: Stage) -> None:
    assert notes(stage) == {}


@pytest.mark.parametrize(
    ("hidden", "permission_set"),
    [
        ("Lead", "Referral Hub Tracking"),
        ("Lead.Referral_Code__c", "Referral Hub Tracking"),
        ("Opportunity.Referral_Code__c", "Referral Hub Tracking"),
        ("Order", "Referral Hub Orders"),
    ],
)
def test_what_is_missing_to_follow_sales_is_a_note_for_nobody_has_to(
    stage: Stage, hidden: str, permission_set: str
) -> None:
    stage.behave(schema={"hide": [hidden]})

    assert problems(stage) == {}
    assert permission_set in notes(stage)[hidden]


def test_a_code_that_the_hub_may_not_carry_on_is_noted(stage: Stage) -> None:
    read_only = {"object": "Opportunity", "name": "Referral_Code__c", "writable": False}
    stage.behave(schema={"fields": [read_only]})

    assert "may not edit" in notes(stage)["Opportunity.Referral_Code__c"]
