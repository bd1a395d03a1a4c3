import json
from typing import Any

import pytest
from hubspot.crm.contacts.exceptions import ApiException
from hubspot.crm.contacts.models import SimplePublicObjectInputForCreate

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.wire import OBJECTS, Wire


def create(wire: Wire, object_type: str, **properties: Any) -> Any:
    return wire.post(f"{OBJECTS}/{object_type}", {"properties": properties, "associations": []})


@pytest.mark.parametrize(
    ("object_type", "name", "value", "code"),
    [
        ("contacts", "colour", "blue", "PROPERTY_DOESNT_EXIST"),
        ("contacts", "email", "eivind@halvard", "INVALID_EMAIL"),
        ("contacts", "email", "eivind", "INVALID_EMAIL"),
        ("contacts", "lifecyclestage", "friend", "INVALID_OPTION"),
        ("contacts", "lastmodifieddate", "2026-11-23", "READ_ONLY_VALUE"),
        ("companies", "annualrevenue", "a lot", "INVALID_DOUBLE"),
        ("companies", "annualrevenue", "NaN", "INVALID_DOUBLE"),
        ("deals", "dealstage", "registered", "INVALID_OPTION"),
        ("deals", "pipeline", "partners", "INVALID_OPTION"),
        ("deals", "closedate", "next week", "INVALID_LONG"),
        ("deals", "hubspot_owner_id", "Ingrid", "INVALID_OWNER_ID"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name_and_code(
    wire: Wire, object_type: str, name: str, value: str, code: str
) -> None:
    refused = create(wire, object_type, **{name: value})

    assert refused.status == 400
    assert refused.body["category"] == "VALIDATION_ERROR"
    detail = refused.body["errors"][0]
    assert (detail["code"], detail["context"]) == (code, {"propertyName": [name]})
    told = json.loads(refused.body["message"].removeprefix("Property values were not valid: "))
    assert (told[0]["error"], told[0]["name"]) == (code, name)


def test_every_flaw_is_told_at_once(wire: Wire) -> None:
    refused = create(wire, "contacts", email="x", colour="blue", lifecyclestage="friend")

    assert len(refused.body["errors"]) == 3


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("1795219200000", "2026-11-21T00:00:00.000Z"),
        ("2026-11-21T09:30:00+01:00", "2026-11-21T08:30:00.000Z"),
        ("2026-11-21", "2026-11-21T00:00:00.000Z"),
    ],
)
def test_an_instant_is_milliseconds_or_iso(wire: Wire, sent: str, kept: str) -> None:
    made = create(wire, "deals", closedate=sent)

    assert made.body["properties"]["closedate"] == kept


@pytest.mark.parametrize(
    ("sent", "status"), [("1795219200000", 201), ("2026-11-21", 201), ("1795219200001", 400)]
)
def test_a_date_is_midnight(wire: Wire, sent: str, status: int) -> None:
    day = {"name": "due_day", "label": "Due", "type": "date", "fieldType": "date"}
    wire.post("/crm/properties/2026-09/deals", {**day, "groupName": "dealinformation"})

    answer = create(wire, "deals", due_day=sent)

    assert answer.status == status
    assert status == 400 or answer.body["properties"]["due_day"] == "2026-11-21"


def test_every_value_comes_back_as_text(wire: Wire) -> None:
    made = create(wire, "companies", annualrevenue=12.5, name=7)

    assert made.body["properties"]["annualrevenue"] == "12.5"
    assert made.body["properties"]["name"] == "7"


def test_two_contacts_cannot_share_an_email(legacy: Any, wire: Wire) -> None:
    contact_id = wire.makes("contacts", email="eivind@halvard.example")
    twin = SimplePublicObjectInputForCreate([], {"email": "EIVIND@halvard.example"})

    with pytest.raises(ApiException) as refused:
        legacy.contacts.basic_api.create(twin)

    assert refused.value.status == 409
    told = json.loads(refused.value.body)
    assert told["category"] == "CONFLICT"
    assert told["message"] == f"Contact already exists. Existing ID: {contact_id}"


def test_two_records_cannot_share_another_unique_value(wire: Wire) -> None:
    deal_id = wire.makes("deals", dealname="Hull 14", referral_hub_id="r-1")

    refused = create(wire, "deals", dealname="Hull 15", referral_hub_id="r-1")

    assert refused.status == 400
    assert refused.body["category"] == "VALIDATION_ERROR"
    assert "propertyName=referral_hub_id, value=r-1}" in refused.body["message"]
    assert refused.body["message"].endswith(f"{deal_id} already has that value.")


def test_an_archived_record_frees_its_unique_values(wire: Wire) -> None:
    deal_id = wire.makes("deals", referral_hub_id="r-1")
    wire.delete(f"{OBJECTS}/deals/{deal_id}")

    assert create(wire, "deals", referral_hub_id="r-1").status == 201


def test_a_deal_knows_whether_it_is_closed(wire: Wire) -> None:
    deal_id = wire.makes("deals", dealname="Hull 14", dealstage="closedwon")

    read = wire.get(f"{OBJECTS}/deals/{deal_id}", properties="pipeline,hs_is_closed_won").body

    assert read["properties"]["pipeline"] == "default"
    assert read["properties"]["hs_is_closed_won"] == "true"


def test_a_custom_object_requires_what_its_schema_says(wire: Wire) -> None:
    refused = create(wire, "p_referral", title="Hull 14")

    assert refused.status == 400
    assert refused.body["context"] == {"properties": ["number"]}


LOST = {"type": "deals", "when": {"dealstage": "closedlost"}, "require": ["closed_lost_reason"]}


@pytest.mark.parametrize(("family", "status"), [("2026-09", 400), ("2026-03", 201), ("v3", 201)])
def test_conditional_rules_bind_as_of_2026_09(
    portal: HubSpot, wire: Wire, family: str, status: int
) -> None:
    portal.behave(conditional_rules=[LOST])
    path = "/crm/v3/objects/deals" if family == "v3" else f"/crm/objects/{family}/deals"

    answer = wire.post(path, {"properties": {"dealstage": "closedlost"}, "associations": []})

    assert answer.status == status
    if status == 400:
        detail = answer.body["errors"][0]
        assert detail["code"] == "MISSING_CONDITIONAL_REQUIRED_PROPERTY"
        assert detail["context"] == {"propertyName": ["closed_lost_reason"]}


def test_an_update_may_bring_a_rule_to_bear(portal: HubSpot, wire: Wire) -> None:
    portal.behave(conditional_rules=[LOST])
    deal_id = wire.makes("deals", dealname="Hull 14")
    path = f"{OBJECTS}/deals/{deal_id}"

    refused = wire.patch(path, {"properties": {"dealstage": "closedlost"}})
    taken = wire.patch(path, {"properties": {"dealstage": "closedlost", "closed_lost_reason": "x"}})

    assert (refused.status, taken.status) == (400, 200)


def test_the_create_form_may_demand_a_property(portal: HubSpot, wire: Wire) -> None:
    portal.behave(create_requires={"deals": ["amount"]})

    refused = create(wire, "deals", dealname="Hull 14")

    assert refused.body["errors"][0]["code"] == "MISSING_REQUIRED_PROPERTY"
    assert refused.body["errors"][0]["context"] == {"propertyName": ["amount"]}
    assert create(wire, "deals", dealname="Hull 14", amount="1").status == 201


def test_a_refusal_names_itself(wire: Wire) -> None:
    refused = create(wire, "contacts", colour="blue").body

    assert refused["status"] == "error"
    assert len(refused["correlationId"]) == 36


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"inputs": 1},
        {"properties": []},
        {"properties": {}, "associations": {}},
        {"properties": {}, "associations": [{"to": {"id": "1"}}]},
        {"properties": {}, "associations": [{"to": "1", "types": []}]},
        {"properties": {"email": {}}},
    ],
)
def test_a_body_of_another_shape_is_refused(wire: Wire, body: Any) -> None:
    assert wire.post(f"{OBJECTS}/contacts", body).status == 400
