"""What an administrator can look up: properties, pipelines, schemas, owners, the account."""

from collections.abc import Iterator
from typing import Any

import pytest
from hubspot.crm.pipelines.models import PipelineInput, PipelineStageInput
from hubspot.crm.properties.models import PropertyCreate

from sandbox.hubspot import APP_ID, PORTAL_ID, TOKEN, HubSpot, HubSpotServer
from tests.sandbox.hubspot.wire import OBJECTS, Wire

PROPERTIES = "/crm/properties/2026-09"
SCHEMAS = "/crm-object-schemas/2026-09/schemas"
TOKEN_INFORMATION = "/oauth/v2/private-apps/get/access-token-info"


def text_property(name: str, **more: Any) -> dict[str, Any]:
    kind = {"type": "string", "fieldType": "text", "groupName": "dealinformation"}
    return {"name": name, "label": name, **kind, **more}


def test_a_property_made_by_one_client_is_read_by_the_other(legacy: Any, strict: Any) -> None:
    legacy.properties.core_api.create(
        "deals",
        PropertyCreate(
            name="partner_key",
            label="Partner key",
            type="string",
            field_type="text",
            group_name="dealinformation",
            has_unique_value=True,
        ),
    )

    read = strict.crm.properties.get("partner_key", object_type="deals")

    assert (read.has_unique_value, read.hubspot_defined, read.type) == (True, False, "string")


def test_all_properties_are_listed_with_their_options(legacy: Any, strict: Any) -> None:
    by_name = {each.name: each for each in strict.crm.properties.list("contacts").results}

    assert by_name["email"].has_unique_value
    assert by_name["referral_hub_id"].has_unique_value
    assert "lead" in [option.value for option in by_name["lifecyclestage"].options]
    assert by_name["lastmodifieddate"].modification_metadata.read_only_value
    old = legacy.properties.core_api.get_all("contacts").results
    assert {each.name for each in old} == set(by_name)


def test_a_property_that_exists_is_refused(wire: Wire) -> None:
    refused = wire.post(f"{PROPERTIES}/deals", text_property("amount"))

    assert refused.status == 409
    assert refused.body["category"] == "OBJECT_ALREADY_EXISTS"
    assert refused.body["subCategory"] == "Properties.PROPERTY_WITH_NAME_EXISTS"


def test_a_property_that_does_not_exist_is_not_found(wire: Wire) -> None:
    missing = wire.get(f"{PROPERTIES}/deals/colour")

    assert (missing.status, missing.body["category"]) == (404, "OBJECT_NOT_FOUND")


def test_there_are_at_most_ten_unique_properties(wire: Wire) -> None:
    wishes = [text_property(f"key_{number}", hasUniqueValue=True) for number in range(10)]

    statuses = [wire.post(f"{PROPERTIES}/deals", wish).status for wish in wishes]

    assert statuses == [201] * 9 + [400]


def test_an_archived_property_takes_no_values(wire: Wire) -> None:
    wire.post(f"{PROPERTIES}/deals", text_property("colour"))
    wire.delete(f"{PROPERTIES}/deals/colour")

    refused = wire.post(f"{OBJECTS}/deals", {"properties": {"colour": "blue"}})

    assert refused.body["errors"][0]["code"] == "PROPERTY_DOESNT_EXIST"


def test_new_options_replace_the_old_ones(wire: Wire) -> None:
    options = [{"label": "New", "value": "new", "displayOrder": 0, "hidden": False}]

    changed = wire.patch(f"{PROPERTIES}/p_referral/stage", {"options": options})

    assert [each["value"] for each in changed.body["options"]] == ["new"]


@pytest.mark.parametrize(
    "wish",
    [
        {"name": "colour"},
        text_property("Colour"),
        text_property("colour", type="json"),
        text_property("colour", type="enumeration"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(wire: Wire, wish: dict[str, Any]) -> None:
    assert wire.post(f"{PROPERTIES}/deals", wish).status == 400


def test_stages_say_whether_they_close_a_deal(legacy: Any, strict: Any, wire: Wire) -> None:
    [pipeline] = strict.crm.pipelines.list("deals").results

    closed = {
        each.id: each.metadata for each in pipeline.stages if each.metadata["isClosed"] == "true"
    }

    assert closed == {
        "closedwon": {"isClosed": "true", "probability": "1.0"},
        "closedlost": {"isClosed": "true", "probability": "0.0"},
    }
    assert legacy.pipelines.pipelines_api.get_all("deals").results[0].id == pipeline.id
    stages = wire.get("/crm/pipelines/2026-09/deals/default/stages").body["results"]
    assert len(stages) == len(pipeline.stages)
    assert wire.get("/crm/pipelines/2026-09/deals/other").status == 404


def test_a_stage_of_a_new_pipeline_is_taken_with_its_pipeline_only(
    legacy: Any, strict: Any, wire: Wire
) -> None:
    due = PipelineStageInput(label="Due", display_order=0, metadata={"probability": "0.5"})
    made = legacy.pipelines.pipelines_api.create(
        "deals", PipelineInput(label="Renewals", display_order=1, stages=[due])
    )
    deal, stage = wire.makes("deals", dealstage="contractsent"), made.stages[0].id

    alone = wire.patch(f"{OBJECTS}/deals/{deal}", {"properties": {"dealstage": stage}})
    both = {"dealstage": stage, "pipeline": made.id}
    together = wire.patch(f"{OBJECTS}/deals/{deal}", {"properties": both})

    assert (alone.status, alone.body["errors"][0]["code"]) == (400, "INVALID_OPTION")
    assert together.body["properties"] | both == together.body["properties"]
    assert [each.label for each in strict.crm.pipelines.list("deals").results][1:] == ["Renewals"]


def test_a_stage_of_a_deal_needs_a_probability(wire: Wire) -> None:
    sent = {"label": "Renewals", "displayOrder": 1, "stages": [{"label": "Due"}]}

    refused = wire.post("/crm/pipelines/2026-09/deals", sent)

    assert refused.status == 400
    assert len(wire.get("/crm/pipelines/2026-09/deals").body["results"]) == 1


def test_the_referral_object_tells_its_names_and_associations(legacy: Any, strict: Any) -> None:
    [schema] = strict.crm.object_schemas.list().results

    assert schema.fully_qualified_name == f"p{PORTAL_ID}_referral"
    assert schema.primary_display_property == "number"
    assert {each.to_object_type_id for each in schema.associations} >= {"0-1", "0-2", "0-3"}
    assert legacy.schemas.core_api.get_by_id("referral").object_type_id == schema.object_type_id


def test_a_schema_can_be_made_over_the_api(strict: Any, wire: Wire) -> None:
    made = strict.crm.object_schemas.create(
        name="visit",
        labels={"singular": "Visit", "plural": "Visits"},
        properties=[
            {"name": "title", "label": "Title", "type": "string", "fieldType": "text"},
        ],
        required_properties=["title"],
        searchable_properties=["title"],
        secondary_display_properties=[],
        primary_display_property="title",
        associated_objects=["CONTACT"],
        allows_sensitive_properties=False,
        extra_body={},
    )

    visit = wire.makes(made.object_type_id, title="Yard")

    contact = wire.makes("contacts", email="eivind@halvard.example")
    put = wire.put(f"{OBJECTS}/p_visit/{visit}/associations/default/contacts/{contact}")
    assert put.status == 200
    assert put.body["results"][0]["associationSpec"]["associationCategory"] == "USER_DEFINED"


@pytest.fixture
def small() -> Iterator[Wire]:
    """A portal below Enterprise that nobody prepared."""
    with HubSpotServer(HubSpot(is_prepared=False, is_enterprise=False)) as server:
        yield Wire(server.url)


def test_below_enterprise_there_are_no_custom_objects(small: Wire) -> None:
    assert small.get(SCHEMAS).body["category"] == "MISSING_SCOPES"
    assert small.get(f"{OBJECTS}/p_referral").status == 400


def test_a_portal_nobody_prepared_lacks_the_unique_property(small: Wire) -> None:
    assert small.get(f"{PROPERTIES}/deals/referral_hub_id").status == 404
    assert (
        small.post(
            f"{PROPERTIES}/deals", text_property("referral_hub_id", hasUniqueValue=True)
        ).status
        == 201
    )


def test_the_account_and_the_token_tell_who_they_are(strict: Any, wire: Wire) -> None:
    told = wire.post(TOKEN_INFORMATION, {"tokenKey": TOKEN}).body

    assert strict.account.get().portal_id == PORTAL_ID
    assert (told["hubId"], told["appId"]) == (PORTAL_ID, APP_ID)
    assert "crm.objects.deals.write" in told["scopes"]
    assert wire.get("/account-info/2026-09/details").body["companyCurrency"] == "EUR"
    assert wire.post(TOKEN_INFORMATION, {"tokenKey": "other"}).status == 404


def test_owners_are_found_by_email(strict: Any, legacy: Any) -> None:
    found = strict.crm.owners.list(email="ingrid.solberg@fjordlight.example").results

    assert [each.first_name for each in found] == ["Ingrid"]
    assert strict.crm.owners.get(int(found[0].id), id_property="id").id == found[0].id
    assert len(legacy.owners.owners_api.get_page().results) == 2
