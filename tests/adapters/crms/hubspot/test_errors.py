"""The shapes in which HubSpot refuses, beyond those that its stand-in plays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.adapters.crms.hubspot.errors import Refusal, translated, translated_item
from referral_hub.domain.contacts.contact import IDENTIFYING
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from sandbox.faults import Fault, FaultPlan
from sandbox.http_door import Answer
from tests.adapters.crms.hubspot.portal import Portal
from tests.builders import a_contact


def refusal(status: int, **told: Any) -> Refusal:
    meant = translated(status, told)
    assert isinstance(meant, Refusal)
    return meant


def taken(name: str, value: str) -> str:
    return (
        "Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId"
        f"{{legacyObjectType=CONTACT}}, propertyName={name}, value={value}}} on 7."
        " 51 already has that value."
    )


def answers_next(portal: Portal, method: str, path: str, status: int, **told: Any) -> None:
    """Let the next such call be answered so."""
    plan = FaultPlan({"told": Fault(Answer.of(status, told))})
    plan.plan("told", {"method": method, "path": path})
    portal.hubspot._faults = plan


def test_flaws_that_are_told_inside_the_message_only_are_read_from_there() -> None:
    flaws = [
        {"isValid": False, "message": "too many lamps", "error": "INVALID_LONG", "name": "lamps"}
    ]
    message = f"Property values were not valid: {json.dumps(flaws)}"

    refused = refusal(400, message=message, category="VALIDATION_ERROR").refused

    assert (refused.cause, refused.fields) == ("invalid_fields", ("lamps",))
    assert "lamps: too many lamps" in refused.reason


def test_properties_that_must_be_set_are_named_by_the_context() -> None:
    told = {"message": "Error creating DEAL.", "context": {"properties": ["dealname"]}}

    refused = refusal(400, category="VALIDATION_ERROR", **told).refused

    assert (refused.cause, refused.fields) == ("required_field_missing", ("dealname",))


def test_a_property_that_is_not_there_is_named_by_the_words() -> None:
    refused = refusal(400, message='Property "lamps" does not exist').refused

    assert (refused.cause, refused.fields) == ("field_unknown", ("lamps",))


def test_a_refusal_that_names_nothing_is_told_in_hubspots_words() -> None:
    refused = refusal(437, message="No more than 50 association types are allowed").refused

    assert refused.cause == "rule"
    assert "No more than 50" in refused.reason
    assert refused.fix


@pytest.mark.parametrize("name", ["email", "referral_hub_id", "loyalty_number"])
def test_a_value_that_another_record_has_is_told_without_the_value(name: str) -> None:
    refused = refusal(400, message=taken(name, "maren@fenwick.example"))

    assert (refused.cause, refused.existing) == ("duplicate", "51")
    assert refused.refused.fields == (name,)
    assert "maren" not in refused.refused.reason


@pytest.mark.parametrize("category", ["RATE_LIMITS", "SOMETHING_NEW"])
def test_entries_of_a_batch_are_read_by_their_category(category: str) -> None:
    meant = translated_item({"category": category, "message": "no"})

    assert isinstance(meant, Unavailable if category == "RATE_LIMITS" else Refusal)


@pytest.mark.parametrize("status", [302, 408])
def test_what_is_no_answer_of_hubspots_asks_for_another_try(status: int) -> None:
    assert isinstance(translated(status, {}), Unavailable)


def test_a_conflict_of_the_moment_asks_for_another_try() -> None:
    meant = translated(409, {"category": "CONFLICT", "message": "The record was being written"})

    assert isinstance(meant, Unavailable)
    assert meant.cause == "busy"


def test_scopes_are_found_wherever_they_are_named() -> None:
    told = {"category": "MISSING_SCOPES", "context": {"requiredScopes": ["crm.lamps.read"]}}

    assert "crm.lamps.read" in str(refusal(403, **told))
    assert refusal(403).cause == "no_permission"


def test_whoever_has_the_address_is_found_by_it_when_the_refusal_does_not_say_who(
    portal: Portal, crm: Crm
) -> None:
    company = portal.seed("companies", name="Fenwick")
    known = portal.seed("contacts", lastname="Holt", email=a_contact().email)
    answers_next(portal, "POST", "/contacts$", 409, message="Contact already exists.")

    made = crm.create_contact(company, a_contact(), token="t-1")

    assert made == Done(result=known, adopted_on=IDENTIFYING)
    assert len(crm.contacts(company)) == 1


def test_an_address_that_is_taken_may_also_be_told_as_a_value_that_is(
    portal: Portal, crm: Crm
) -> None:
    company = portal.seed("companies", name="Fenwick")
    known = portal.seed("contacts", lastname="Holt", email="other@fenwick.example")
    message = taken("email", a_contact().email).replace("51", known)
    answers_next(portal, "POST", "/contacts$", 400, message=message, category="VALIDATION_ERROR")

    made = crm.create_contact(company, a_contact(), token="t-1")

    assert made == Done(result=known, adopted_on=IDENTIFYING)


def test_a_unique_property_of_the_portals_own_makes_nobody_the_same_person(
    portal: Portal, crm: Crm
) -> None:
    company = portal.seed("companies", name="Fenwick")
    portal.seed("contacts", lastname="Berg")
    answers_next(portal, "POST", "/contacts$", 400, message=taken("loyalty_number", "1"))

    made = crm.create_contact(company, a_contact(), token="t-1")

    assert isinstance(made, Done)
    [contact] = crm.contacts(company)
    assert contact.last_name == "Holt"


def test_a_record_that_another_process_made_just_now_is_taken(portal: Portal, crm: Crm) -> None:
    company = portal.seed("companies", name="Fenwick", referral_hub_id="t-1")
    message = taken("referral_hub_id", "t-1").replace("51", company)
    answers_next(portal, "POST", "/companies", 400, message=message)

    assert crm.create_account({"name": "Fenwick"}, token="t-1") == Done(result=company)
