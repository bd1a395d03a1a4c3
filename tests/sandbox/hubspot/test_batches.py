from typing import Any

import pytest
from hubspot.crm.companies.models import (
    BatchInputSimplePublicObjectBatchInputUpsert,
    SimplePublicObjectBatchInputUpsert,
)

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.wire import OBJECTS, Wire

MARK = "referral_hub_id"


def upsert_of(mark: str, trace: str = "", **properties: str) -> dict[str, Any]:
    wish = {"id": mark, "idProperty": MARK, "properties": properties}
    return {**wish, "objectWriteTraceId": trace} if trace else wish


def test_an_upsert_creates_once_and_then_updates(dated: Any, portal: HubSpot) -> None:
    batch = dated.crm.objects.companies.batch

    first = batch.upsert(inputs=[upsert_of("r-1", name="Halvard")]).results[0]
    second = batch.upsert(inputs=[upsert_of("r-1", name="Halvard Marine")]).results[0]

    assert (first.new, second.new) == (True, False)
    assert first.id == second.id
    assert second.properties[MARK] == "r-1"
    assert portal.effects == {"companies.created": 1, "companies.updated": 1}


def test_the_old_client_upserts_the_same_record(legacy: Any, dated: Any) -> None:
    wish = SimplePublicObjectBatchInputUpsert(
        id="r-1", id_property=MARK, properties={"name": "Halvard"}
    )

    old = legacy.companies.batch_api.upsert(BatchInputSimplePublicObjectBatchInputUpsert([wish]))
    new = dated.crm.objects.companies.batch.upsert(inputs=[upsert_of("r-1", name="Halvard")])

    assert old.results[0].id == new.results[0].id


def test_an_upsert_may_go_by_email_whatever_its_case(wire: Wire) -> None:
    contact_id = wire.makes("contacts", email="eivind@halvard.example")

    answer = wire.post(
        f"{OBJECTS}/contacts/batch/upsert",
        {"inputs": [{"id": "EIVIND@halvard.example", "idProperty": "email", "properties": {}}]},
    )

    assert answer.status == 200
    assert answer.body["results"][0]["id"] == contact_id
    assert answer.body["results"][0]["new"] is False


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"id": "a", "idProperty": "domain", "properties": {}}, "non-unique 0-2 property domain"),
        ({"id": "a", "properties": {}}, "[id, idProperty]"),
    ],
)
def test_an_upsert_needs_a_property_that_identifies(
    wire: Wire, wish: dict[str, Any], told: str
) -> None:
    refused = wire.post(f"{OBJECTS}/companies/batch/upsert", {"inputs": [wish]})

    assert refused.status == 400
    assert told in refused.body["message"]


def test_without_traces_a_batch_is_refused_as_a_whole(portal: HubSpot, wire: Wire) -> None:
    inputs = [upsert_of("r-1", name="Halvard"), upsert_of("r-2", colour="blue")]

    refused = wire.post(f"{OBJECTS}/companies/batch/upsert", {"inputs": inputs})

    assert refused.status == 400
    assert portal.records("companies") == []


@pytest.mark.parametrize(
    ("path", "status"), [("/crm/v3/objects", 207), (OBJECTS, 200), ("/crm/objects/2026-03", 200)]
)
def test_with_traces_a_batch_is_done_in_part(
    portal: HubSpot, wire: Wire, path: str, status: int
) -> None:
    inputs = [upsert_of("r-1", "one", name="Halvard"), upsert_of("r-2", "two", colour="blue")]

    answer = wire.post(f"{path}/companies/batch/upsert", {"inputs": inputs})

    assert answer.status == status
    assert [each["objectWriteTraceId"] for each in answer.body["results"]] == ["one"]
    assert answer.body["numErrors"] == 1
    error = answer.body["errors"][0]
    assert error["category"] == "VALIDATION_ERROR"
    assert error["context"]["objectWriteTraceId"] == ["two"]
    assert len(portal.records("companies")) == 1


def test_date_versions_may_answer_207_too(portal: HubSpot, wire: Wire) -> None:
    portal.behave(date_versions_answer_207=True)

    answer = wire.post(f"{OBJECTS}/companies/batch/read", {"inputs": [{"id": "1"}]})

    assert answer.status == 207


def test_a_batch_creates_reads_updates_and_archives(dated: Any, wire: Wire) -> None:
    batch = dated.crm.objects.deals.batch
    made = batch.create(inputs=[{"properties": {"dealname": n}, "associations": []} for n in "ab"])
    ids = [each.id for each in made.results]

    batch.update(inputs=[{"id": ids[0], "properties": {"amount": "7"}}])
    read = batch.get(
        inputs=[{"id": each} for each in (*ids, "404")],
        properties=["amount"],
        properties_with_history=[],
    )
    batch.delete(inputs=[{"id": ids[1]}])

    assert [each.properties["amount"] for each in read.results] == ["7", None]
    assert read.model_extra["errors"][0]["context"]["ids"] == ["404"]
    assert wire.get(f"{OBJECTS}/deals/{ids[1]}").status == 404


def test_a_batch_reads_by_a_unique_property(wire: Wire) -> None:
    wire.makes("deals", dealname="Hull 14", referral_hub_id="r-1")

    read = wire.post(
        f"{OBJECTS}/deals/batch/read",
        {"inputs": [{"id": "r-1"}], "idProperty": MARK, "properties": ["dealname"]},
    )

    assert read.body["results"][0]["properties"]["dealname"] == "Hull 14"


def test_updating_what_is_not_there_does_not_stop_the_others(wire: Wire) -> None:
    deal_id = wire.makes("deals", dealname="Hull 14")
    inputs = [{"id": each, "properties": {"amount": "9"}} for each in ("404", deal_id)]

    answer = wire.post("/crm/v3/objects/deals/batch/update", {"inputs": inputs})

    assert answer.status == 207
    assert [each["id"] for each in answer.body["results"]] == [deal_id]


def test_a_batch_names_each_record_once(portal: HubSpot, wire: Wire) -> None:
    inputs = [upsert_of("r-1", "one", name="a"), upsert_of("r-1", "two", name="b")]

    refused = wire.post(f"{OBJECTS}/companies/batch/upsert", {"inputs": inputs})

    assert refused.status == 400
    assert refused.body["context"] == {"ids": ["r-1"]}
    assert portal.records("companies") == []


def test_a_hundred_inputs_are_the_limit(wire: Wire) -> None:
    refused = wire.post(f"{OBJECTS}/deals/batch/read", {"inputs": [{"id": "1"}] * 101})

    assert refused.status == 400
    assert refused.body["category"] == "VALIDATION_ERROR"
