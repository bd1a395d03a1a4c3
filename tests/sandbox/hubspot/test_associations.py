from typing import Any

import pytest
from hubspot.crm.associations.v4.models import AssociationSpec
from hubspot.crm.associations.v4.schema.models import PublicAssociationDefinitionCreateRequest

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.wire import ASSOCIATIONS, OBJECTS, Wire

PLAIN = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}


@pytest.fixture
def deal(wire: Wire) -> str:
    return wire.makes("deals", dealname="Hull 14")


@pytest.fixture
def contact(wire: Wire) -> str:
    return wire.makes("contacts", email="eivind@halvard.example")


@pytest.fixture
def company(wire: Wire) -> str:
    return wire.makes("companies", name="Halvard Marine")


def test_a_role_is_a_label_that_is_made_once_and_then_put(
    legacy: Any, wire: Wire, deal: str, contact: str
) -> None:
    schema = legacy.associations.v4.schema.definitions_api
    wish = PublicAssociationDefinitionCreateRequest(name="decision_maker", label="Decision maker")
    made = schema.create("deals", "contacts", wish).results[0]

    legacy.associations.v4.basic_api.create(
        "deals", deal, "contacts", contact, [AssociationSpec(made.category, made.type_id)]
    )

    [held] = legacy.associations.v4.basic_api.get_page("deals", deal, "contacts").results
    assert held.to_object_id == contact
    assert {(each.type_id, each.label) for each in held.association_types} == {
        (3, None),
        (made.type_id, "Decision maker"),
    }
    listed = wire.get(f"{ASSOCIATIONS}/deals/contacts/labels").body["results"]
    assert {"category": "USER_DEFINED", "typeId": made.type_id, "label": "Decision maker"} in listed


def test_a_label_has_a_type_in_each_direction(dated: Any) -> None:
    made = dated.crm.associations_schema.labels.create_label(
        "contacts", from_object_type="contacts", label="Manager", name="m", inverse_label="Employee"
    )

    assert [each.label for each in made.results] == ["Manager", "Employee"]
    assert made.results[0].type_id != made.results[1].type_id


@pytest.mark.parametrize(
    ("again", "told"),
    [
        ({"name": "role", "label": "Other"}, "named role already exists"),
        ({"name": "other", "label": "Role"}, "label Role already exists"),
        ({"name": "role"}, "[label]"),
    ],
)
def test_a_label_that_exists_is_refused(wire: Wire, again: dict[str, str], told: str) -> None:
    wire.post(f"{ASSOCIATIONS}/deals/contacts/labels", {"name": "role", "label": "Role"})

    refused = wire.post(f"{ASSOCIATIONS}/deals/contacts/labels", again)

    assert refused.status == 400
    assert told in refused.body["message"]


def test_putting_the_same_association_again_changes_nothing(
    portal: HubSpot, wire: Wire, deal: str, contact: str
) -> None:
    path = f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}"

    statuses = [wire.put(path, [PLAIN]).status for _ in range(3)]

    assert statuses == [201] * 3
    assert portal.effects["associations.created"] == 1


def test_the_first_company_of_a_contact_is_its_primary_one(
    dated: Any, wire: Wire, contact: str, company: str
) -> None:
    dated.crm.associations.create(
        company, from_object_type="contacts", from_object_id=contact, to_object_type="companies"
    )
    other = wire.makes("companies", name="Halvard Holding")
    wire.put(f"{OBJECTS}/contacts/{contact}/associations/default/companies/{other}")

    read = wire.get(f"{OBJECTS}/contacts/{contact}", properties="associatedcompanyid").body
    assert read["properties"]["associatedcompanyid"] == company


def test_another_primary_company_takes_the_place_of_the_first(
    wire: Wire, contact: str, company: str
) -> None:
    other = wire.makes("companies", name="Halvard Holding")
    wire.put(f"{OBJECTS}/contacts/{contact}/associations/default/companies/{company}")
    primary = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    wire.put(f"{OBJECTS}/contacts/{contact}/associations/companies/{other}", primary)

    found = wire.get(f"{OBJECTS}/contacts/{contact}/associations/companies").body["results"]
    types = {
        each["toObjectId"]: [kind["typeId"] for kind in each["associationTypes"]] for each in found
    }
    assert types == {company: [279], other: [279, 1]}
    read = wire.get(f"{OBJECTS}/contacts/{contact}", properties="associatedcompanyid").body
    assert read["properties"]["associatedcompanyid"] == other


def test_a_contact_that_names_its_company_is_associated_with_it(wire: Wire, company: str) -> None:
    contact = wire.makes("contacts", email="a@halvard.example", associatedcompanyid=company)

    found = wire.get(f"{OBJECTS}/companies/{company}/associations/contacts").body["results"]

    assert [each["toObjectId"] for each in found] == [contact]


def test_a_record_may_be_created_with_its_associations(
    dated: Any, contact: str, company: str
) -> None:
    made = dated.crm.objects.deals.create(
        properties={"dealname": "Hull 15"},
        associations=[
            {"to": {"id": contact}, "types": [PLAIN]},
            {"to": {"id": company}, "types": [{**PLAIN, "associationTypeId": 341}]},
        ],
    )

    read = dated.crm.objects.deals.get(made.id, associations=["contacts", "companies"])
    assert [each.id for each in read.associations["contacts"].results] == [contact]
    assert {each.type for each in read.associations["companies"].results} == {
        "deal_to_company",
        "deal_to_company_primary",
    }


def test_a_record_with_a_wrong_association_is_not_created(portal: HubSpot, wire: Wire) -> None:
    refused = wire.post(
        f"{OBJECTS}/deals",
        {"properties": {"dealname": "x"}, "associations": [{"to": {"id": "1"}, "types": [PLAIN]}]},
    )

    assert refused.status == 400
    assert portal.records("deals") == []
    assert portal.effects == {}


def test_an_association_is_removed_in_both_directions(
    wire: Wire, contact: str, company: str
) -> None:
    wire.put(f"{OBJECTS}/contacts/{contact}/associations/default/companies/{company}")

    removed = wire.delete(f"{OBJECTS}/companies/{company}/associations/contacts/{contact}")

    assert removed.status == 204
    assert wire.get(f"{OBJECTS}/contacts/{contact}/associations/companies").body == {"results": []}
    read = wire.get(f"{OBJECTS}/contacts/{contact}", properties="associatedcompanyid").body
    assert read["properties"]["associatedcompanyid"] is None


@pytest.mark.parametrize(("area", "status"), [("2026-09", 200), ("v4", 207)])
def test_reading_many_tells_which_have_none(
    wire: Wire, deal: str, contact: str, area: str, status: int
) -> None:
    other = wire.makes("deals", dealname="Hull 16")
    wire.put(f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}", [PLAIN])
    path = f"/crm/associations/{area}" if area != "v4" else "/crm/v4/associations"

    read = wire.post(f"{path}/deals/contacts/batch/read", {"inputs": [{"id": deal}, {"id": other}]})

    assert read.status == status
    assert [each["from"]["id"] for each in read.body["results"]] == [deal]
    assert read.body["numErrors"] == 1
    assert read.body["errors"][0]["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"


def test_many_are_associated_at_once(dated: Any, wire: Wire, deal: str, contact: str) -> None:
    made = dated.crm.associations.batch.create(
        "contacts",
        from_object_type="deals",
        inputs=[{"from": {"id": deal}, "to": {"id": contact}, "types": [PLAIN]}],
    )

    assert made.status == "COMPLETE"
    wire.post(
        f"{ASSOCIATIONS}/deals/contacts/batch/archive",
        {"inputs": [{"from": {"id": deal}, "to": [{"id": contact}]}]},
    )
    assert wire.get(f"{OBJECTS}/deals/{deal}/associations/contacts").body == {"results": []}


def test_many_are_associated_without_a_label(strict: Any, deal: str, contact: str) -> None:
    made = strict.crm.associations.batch.create_default(
        "contacts",
        from_object_type="deals",
        inputs=[{"from": {"id": deal}, "to": {"id": contact}}],
    )

    types = {each.association_spec.association_type_id for each in made.results}
    assert types == {3, 4}


def test_a_role_can_be_taken_away_from_a_person(wire: Wire, deal: str, contact: str) -> None:
    path = f"{ASSOCIATIONS}/deals/contacts"
    label = wire.post(f"{path}/labels", {"name": "role", "label": "Role"}).body["results"][0]
    role = {"associationCategory": "USER_DEFINED", "associationTypeId": label["typeId"]}
    wire.put(f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}", [role])

    wire.post(
        f"{path}/batch/labels/archive",
        {"inputs": [{"from": {"id": deal}, "to": {"id": contact}, "types": [role]}]},
    )

    [held] = wire.get(f"{OBJECTS}/deals/{deal}/associations/contacts").body["results"]
    assert [each["typeId"] for each in held["associationTypes"]] == [3]


def test_a_label_that_is_removed_holds_no_more(wire: Wire, deal: str, contact: str) -> None:
    path = f"{ASSOCIATIONS}/deals/contacts/labels"
    label = wire.post(path, {"name": "role", "label": "Role"}).body["results"][0]
    role = {"associationCategory": "USER_DEFINED", "associationTypeId": label["typeId"]}
    wire.put(f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}", [role])

    removed = wire.delete(f"{path}/{label['typeId']}")

    assert removed.status == 204
    assert [each["typeId"] for each in wire.get(path).body["results"]] == [3]
    [held] = wire.get(f"{OBJECTS}/deals/{deal}/associations/contacts").body["results"]
    assert [each["typeId"] for each in held["associationTypes"]] == [3]
    assert wire.delete(f"{path}/999").status == 400


def test_a_pair_of_types_has_at_most_fifty_labels(wire: Wire) -> None:
    path = f"{ASSOCIATIONS}/deals/contacts/labels"
    wishes = [{"name": f"role_{number}", "label": f"Role {number}"} for number in range(51)]

    statuses = [wire.post(path, wish).status for wish in wishes]

    assert statuses == [200] * 50 + [437]


def test_a_type_that_is_not_defined_is_refused(wire: Wire, deal: str, contact: str) -> None:
    refused = wire.put(
        f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}",
        [{"associationCategory": "USER_DEFINED", "associationTypeId": 3}],
    )

    assert refused.status == 400


def test_associating_with_nobody_answers_404(wire: Wire, deal: str) -> None:
    assert wire.put(f"{OBJECTS}/deals/{deal}/associations/contacts/1", [PLAIN]).status == 404


def test_a_merge_moves_associations(portal: HubSpot, wire: Wire, deal: str, contact: str) -> None:
    wire.put(f"{OBJECTS}/deals/{deal}/associations/contacts/{contact}", [PLAIN])
    other = wire.makes("contacts", email="other@halvard.example")

    portal.person_merges("contacts", other, contact)

    found = wire.get(f"{OBJECTS}/deals/{deal}/associations/contacts").body["results"]
    assert [each["toObjectId"] for each in found] == [other]


def test_another_portal_numbers_its_types_otherwise() -> None:
    numbers = set()
    for portal_id in (11, 12):
        there = HubSpot(portal_id=portal_id)
        kinds = there._store.book.types
        numbers.add(min(each.type_id for each in kinds if each.category == "USER_DEFINED"))

    assert len(numbers) == 2
