from typing import Any

import pytest
from hubspot.crm.contacts.exceptions import ApiException
from hubspot.crm.contacts.models import (
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)
from hubspot.crm.deals.exceptions import ApiException as DealsApiException
from hubspot_sdk import APIError

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.wire import OBJECTS, Wire

EIVIND = {"email": "Eivind@Halvard.example", "firstname": "Eivind", "lastname": "Moe"}


def test_a_contact_is_created_and_read_back(legacy: Any, dated: Any) -> None:
    made = legacy.contacts.basic_api.create(SimplePublicObjectInputForCreate([], EIVIND))

    by_old_client = legacy.contacts.basic_api.get_by_id(made.id, properties=["lastname", "phone"])
    by_new_client = dated.crm.objects.contacts.get(made.id, properties=["lastname", "phone"])

    assert by_old_client.properties["lastname"] == "Moe"
    assert by_old_client.properties["phone"] is None
    assert by_new_client.properties == by_old_client.properties
    assert "firstname" not in by_new_client.properties
    assert by_new_client.created_at == by_old_client.created_at
    assert not by_new_client.archived


def test_default_properties_return_when_none_are_asked_for(wire: Wire) -> None:
    contact_id = wire.makes("contacts", **EIVIND)

    read = wire.get(f"{OBJECTS}/contacts/{contact_id}").body

    assert sorted(read["properties"]) == [
        "createdate",
        "email",
        "firstname",
        "hs_object_id",
        "lastmodifieddate",
        "lastname",
    ]
    assert read["url"].endswith(f"/record/0-1/{contact_id}")


def test_an_email_is_kept_and_found_in_lower_case(dated: Any, wire: Wire) -> None:
    contact_id = wire.makes("contacts", **EIVIND)

    found = dated.crm.objects.contacts.get("EIVIND@halvard.EXAMPLE", id_property="email")

    assert found.id == contact_id
    assert found.properties["email"] == "eivind@halvard.example"


def test_an_object_type_has_several_names(wire: Wire) -> None:
    company_id = wire.makes("0-2", name="Halvard Marine")

    statuses = [
        wire.get(f"{OBJECTS}/{name}/{company_id}").status
        for name in ("companies", "company", "0-2", "Companies")
    ]

    assert statuses == [200] * 4


@pytest.mark.parametrize("name", ["p24816357_referral", "p_referral"])
def test_the_custom_object_answers_to_its_qualified_names(wire: Wire, name: str) -> None:
    made = wire.makes(name, number="R-000123", value="1200.50", create_account="true")

    read = wire.get(f"{OBJECTS}/{name}/{made}", properties="number,value")

    assert read.body["properties"]["number"] == "R-000123"
    assert read.body["properties"]["value"] == "1200.50"


def test_the_short_name_of_a_custom_object_is_not_enough(wire: Wire) -> None:
    refused = wire.get(f"{OBJECTS}/referral")

    assert refused.status == 400
    assert refused.body["message"] == "Unable to infer object type from: referral"
    assert "category" not in refused.body


def test_an_update_changes_what_it_names_and_an_empty_value_clears(legacy: Any, wire: Wire) -> None:
    contact_id = wire.makes("contacts", phone="+47 22", **EIVIND)

    legacy.contacts.basic_api.update(
        contact_id, SimplePublicObjectInput({"phone": "", "jobtitle": "CTO"})
    )

    read = wire.get(f"{OBJECTS}/contacts/{contact_id}", properties="phone,jobtitle,lastname").body
    assert read["properties"]["phone"] is None
    assert read["properties"]["jobtitle"] == "CTO"
    assert read["properties"]["lastname"] == "Moe"


def test_a_record_is_updated_by_a_unique_property(wire: Wire) -> None:
    wire.makes("deals", dealname="Hull 14", referral_hub_id="r-1")

    updated = wire.patch(
        f"{OBJECTS}/deals/r-1", {"properties": {"amount": "5"}}, idProperty="referral_hub_id"
    )

    assert updated.status == 200
    assert updated.body["properties"]["amount"] == "5"


def test_only_unique_properties_identify(wire: Wire) -> None:
    refused = wire.get(f"{OBJECTS}/companies/halvard.example", idProperty="domain")

    assert refused.status == 400
    assert "non-unique 0-2 property domain" in refused.body["message"]


def test_what_is_not_there_answers_404(legacy: Any, wire: Wire) -> None:
    with pytest.raises(ApiException) as refused:
        legacy.contacts.basic_api.get_by_id("404")

    assert refused.value.status == 404
    assert wire.get(f"{OBJECTS}/contacts/404").body["category"] == "OBJECT_NOT_FOUND"
    assert wire.patch(f"{OBJECTS}/contacts/404", {"properties": {}}).status == 404


def test_an_archived_record_is_gone_unless_asked_for(legacy: Any, wire: Wire) -> None:
    contact_id = wire.makes("contacts", **EIVIND)

    legacy.contacts.basic_api.archive(contact_id)

    assert wire.get(f"{OBJECTS}/contacts/{contact_id}").status == 404
    archived = wire.get(f"{OBJECTS}/contacts/{contact_id}", archived="true").body
    assert archived["archived"] is True
    assert "archivedAt" in archived
    assert wire.delete(f"{OBJECTS}/contacts/{contact_id}").status == 204


def test_deleting_for_privacy_leaves_nothing(wire: Wire) -> None:
    contact_id = wire.makes("contacts", **EIVIND)

    deleted = wire.post(
        f"{OBJECTS}/contacts/gdpr-delete",
        {"objectId": "eivind@halvard.example", "idProperty": "email"},
    )

    assert deleted.status == 204
    assert wire.get(f"{OBJECTS}/contacts/{contact_id}", archived="true").status == 404


def test_records_are_listed_page_by_page(dated: Any, wire: Wire) -> None:
    ids = [wire.makes("companies", name=f"Yard {number}") for number in range(5)]

    listed = dated.crm.objects.companies.list(limit=2)

    assert [company.id for company in listed] == ids


def test_a_page_begins_at_a_number(wire: Wire) -> None:
    assert wire.get(f"{OBJECTS}/companies", after="soon").status == 400


def test_both_ids_of_a_merge_lead_to_the_survivor(legacy: Any, wire: Wire) -> None:
    kept = wire.makes("contacts", email="a@halvard.example", firstname="Eivind")
    gone = wire.makes("contacts", email="b@halvard.example", firstname="E.", lastname="Moe")

    wire.post(f"{OBJECTS}/contacts/merge", {"primaryObjectId": kept, "objectIdToMerge": gone})

    read = legacy.contacts.basic_api.get_by_id(gone, properties=["hs_merged_object_ids"])
    assert (read.id, read.properties["hs_merged_object_ids"]) == (kept, gone)
    survivor = wire.get(f"{OBJECTS}/contacts/b@halvard.example", idProperty="email").body
    assert survivor["id"] == kept
    assert survivor["properties"]["firstname"] == "Eivind"
    assert survivor["properties"]["lastname"] == "Moe"
    assert (
        wire.patch(f"{OBJECTS}/contacts/{gone}", {"properties": {"phone": "1"}}).body["id"] == kept
    )


def test_a_merge_may_make_a_third_record(portal: HubSpot, wire: Wire) -> None:
    portal.behave(merge_makes_new_record=True)
    first, second = (wire.makes("companies", name=name) for name in ("Halvard", "Halvard AS"))

    survivor = portal.person_merges("companies", first, second)

    assert survivor not in (first, second)
    answers = [wire.get(f"{OBJECTS}/companies/{each}").body["id"] for each in (first, second)]
    assert answers == [survivor] * 2


def test_the_id_of_a_record_that_was_merged_away_may_be_for_reading_only(
    portal: HubSpot, wire: Wire
) -> None:
    portal.behave(merged_ids_only_read=True)
    kept, gone = (wire.makes("deals", dealname=name) for name in ("Hull 14", "Hull 15"))
    portal.person_merges("deals", kept, gone)
    change = {"properties": {"amount": "1"}}

    read, written = (
        wire.get(f"{OBJECTS}/deals/{gone}"),
        wire.patch(f"{OBJECTS}/deals/{gone}", change),
    )

    assert (read.body["id"], written.status) == (kept, 404)
    assert wire.patch(f"{OBJECTS}/deals/{kept}", change).status == 200


def test_an_update_that_is_refused_changes_nothing_and_moves_no_stamp(
    legacy: Any, wire: Wire
) -> None:
    deal = wire.makes("deals", dealname="Hull 14", amount="5")
    before = wire.get(f"{OBJECTS}/deals/{deal}", properties="amount,dealname").body

    with pytest.raises(DealsApiException) as refused:
        legacy.deals.basic_api.update(
            deal, SimplePublicObjectInput({"dealname": "Hull 15", "amount": "a lot"})
        )

    assert refused.value.status == 400
    assert wire.get(f"{OBJECTS}/deals/{deal}", properties="amount,dealname").body == before


@pytest.mark.parametrize("fault", ["drop_after_commit", "gateway_timeout_after_commit"])
def test_an_update_may_be_made_though_nobody_was_told(
    portal: HubSpot, dated: Any, wire: Wire, fault: str
) -> None:
    deal = wire.makes("deals", dealname="Hull 14")
    portal.behave(**{fault: {"method": "PATCH"}})

    with pytest.raises(APIError):
        dated.crm.objects.deals.update(deal, properties={"amount": "5"})

    assert portal.effects["deals.updated"] == 1
    again = dated.crm.objects.deals.update(deal, properties={"amount": "5"})
    assert again.properties["amount"] == "5"
