"""Notes of the stand-in, by HubSpot's own clients."""

from typing import Any

import pytest
from hubspot.crm.objects.notes.exceptions import ApiException
from hubspot.crm.objects.notes.models import SimplePublicObjectInputForCreate

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.wire import OBJECTS, Wire

BODY = {"hs_note_body": "Called Åse", "hs_timestamp": "1790000000000"}


def to(record_id: str, type_id: int) -> dict[str, Any]:
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {"to": {"id": record_id}, "types": [kind]}


@pytest.fixture
def deal(portal: HubSpot) -> str:
    [[deal]] = portal.seed({"deals": [{"dealname": "Hull", "dealstage": "closedwon"}]}).values()
    return deal


def test_a_note_is_created_on_a_deal_and_read_back(legacy: Any, dated: Any, deal: str) -> None:
    told = SimplePublicObjectInputForCreate(associations=[to(deal, 214)], properties=BODY)
    made = legacy.objects.notes.basic_api.create(told)

    read = dated.crm.objects.notes.get(made.id, properties=["hs_note_body"])

    on_deal = legacy.associations.v4.basic_api.get_page("deals", deal, "notes").results
    assert read.properties["hs_note_body"] == "Called Åse"
    assert [str(each.to_object_id) for each in on_deal] == [made.id]
    assert [kind.type_id for kind in on_deal[0].association_types] == [213]


def test_a_note_needs_its_moment(legacy: Any) -> None:
    told = SimplePublicObjectInputForCreate([], {"hs_note_body": "Called Åse"})

    with pytest.raises(ApiException) as refused:
        legacy.objects.notes.basic_api.create(told)

    assert refused.value.status == 400
    assert "hs_timestamp" in refused.value.body


@pytest.mark.parametrize("type_id", [202, 214, 190])
def test_a_note_on_a_record_that_is_not_there_is_refused_and_not_made(
    wire: Wire, portal: HubSpot, type_id: int
) -> None:
    told = {"properties": BODY, "associations": [to("51999999999", type_id)]}

    answer = wire.post(f"{OBJECTS}/notes", told)

    assert answer.status == 400
    assert portal.records("notes") == []


def test_whoever_may_write_contacts_may_write_notes_and_nobody_else(
    wire: Wire, portal: HubSpot
) -> None:
    told = {"properties": BODY, "associations": []}
    portal.behave(scopes=["crm.objects.deals.write"])
    without = wire.post(f"{OBJECTS}/notes", told)
    portal.behave(scopes=["crm.objects.contacts.write"])

    allowed = wire.post(f"{OBJECTS}/notes", told)

    assert (without.status, without.body["category"]) == (403, "MISSING_SCOPES")
    assert allowed.status == 201


def test_a_mark_is_there_once(wire: Wire, portal: HubSpot) -> None:
    told = {"properties": {**BODY, "referral_hub_id": "n-1"}, "associations": []}

    statuses = [wire.post(f"{OBJECTS}/notes", told).status for _ in range(2)]

    assert statuses == [201, 400]
    assert len(portal.records("notes")) == 1


def test_no_webhook_tells_of_a_note(wire: Wire, portal: HubSpot) -> None:
    wire.makes("notes", **BODY)

    assert portal.events == []
