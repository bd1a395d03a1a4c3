from typing import Any

import pytest
from hubspot.crm.contacts.models import PublicObjectSearchRequest

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.conftest import Clock
from tests.sandbox.hubspot.wire import OBJECTS, Wire


def found(wire: Wire, object_type: str, *filters: dict[str, Any], **more: Any) -> list[str]:
    body = {"filterGroups": [{"filters": list(filters)}], **more}
    answer = wire.post(f"{OBJECTS}/{object_type}/search", body)
    assert answer.status == 200, answer.body
    return [each["id"] for each in answer.body["results"]]


def where(name: str, operator: str, **operands: Any) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, **operands}


@pytest.fixture
def moe(wire: Wire) -> str:
    return wire.makes(
        "contacts", email="eivind@halvard.example", lastname="Moe", lifecyclestage="lead"
    )


def test_a_fresh_record_is_not_found_before_the_index_knows_it(
    portal: HubSpot, clock: Clock, wire: Wire
) -> None:
    portal.behave(search_lag_seconds=30)
    contact_id = wire.makes("contacts", email="eivind@halvard.example", lastname="Moe")
    by_name = where("lastname", "EQ", value="Moe")

    assert found(wire, "contacts", by_name) == []
    assert wire.get(f"{OBJECTS}/contacts/{contact_id}").status == 200
    clock.advance(30)
    assert found(wire, "contacts", by_name) == [contact_id]


def test_the_index_keeps_old_values_for_a_while(
    portal: HubSpot, clock: Clock, wire: Wire, moe: str
) -> None:
    portal.behave(search_lag_seconds=10)
    clock.advance(10)
    wire.patch(f"{OBJECTS}/contacts/{moe}", {"properties": {"lastname": "Lie"}})

    assert found(wire, "contacts", where("lastname", "EQ", value="Moe")) == [moe]
    clock.advance(10)
    assert found(wire, "contacts", where("lastname", "EQ", value="Moe")) == []


def test_both_clients_search(legacy: Any, dated: Any, moe: str) -> None:
    groups = [{"filters": [where("lastname", "EQ", value="moe")]}]

    old = legacy.contacts.search_api.do_search(
        PublicObjectSearchRequest(filter_groups=groups, properties=["email"], limit=5)
    )
    new = dated.crm.objects.contacts.search(
        filter_groups=groups, properties=["email"], limit=5, after="0", sorts=[]
    )

    assert (old.total, old.results[0].id) == (1, moe)
    assert new.results[0].id == moe
    assert new.results[0].properties["email"] == "eivind@halvard.example"


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        (where("lastname", "EQ", value="MOE"), True),
        (where("lastname", "NEQ", value="Moe"), False),
        (where("lastname", "IN", values=["moe", "lie"]), True),
        (where("lastname", "IN", values=["Moe"]), False),
        (where("lastname", "NOT_IN", values=["lie"]), True),
        (where("lastname", "HAS_PROPERTY"), True),
        (where("phone", "HAS_PROPERTY"), False),
        (where("phone", "NOT_HAS_PROPERTY"), True),
        (where("phone", "NEQ", value="1"), False),
        (where("email", "CONTAINS_TOKEN", value="*@halvard.example"), True),
        (where("email", "CONTAINS_TOKEN", value="*@other.example"), False),
        (where("email", "NOT_CONTAINS_TOKEN", value="lie"), True),
        (where("lifecyclestage", "EQ", value="lead"), True),
        (where("createdate", "GTE", value="1732352400000"), True),
        (where("createdate", "BETWEEN", value="2026-01-01", highValue="2026-12-31"), True),
        (where("createdate", "LT", value="2026-01-01"), False),
    ],
)
def test_an_operator_finds_what_it_says(
    wire: Wire, moe: str, wanted: dict[str, Any], *, is_found: bool
) -> None:
    assert found(wire, "contacts", wanted) == ([moe] if is_found else [])


def test_numbers_compare_as_numbers(wire: Wire) -> None:
    small, large = (wire.makes("deals", dealname="d", amount=each) for each in ("9", "100"))

    assert found(wire, "deals", where("amount", "GT", value="10")) == [large]
    assert found(wire, "deals", where("amount", "LTE", value="9")) == [small]


def test_groups_are_alternatives_and_filters_add_up(wire: Wire, moe: str) -> None:
    lie = wire.makes("contacts", lastname="Lie", email="lie@halvard.example")
    groups = [
        {"filters": [where("lastname", "EQ", value="Lie")]},
        {
            "filters": [
                where("lastname", "EQ", value="Moe"),
                where("lifecyclestage", "EQ", value="lead"),
            ]
        },
    ]

    answer = wire.post(f"{OBJECTS}/contacts/search", {"filterGroups": groups}).body

    assert {each["id"] for each in answer["results"]} == {moe, lie}


def test_a_contact_is_found_by_its_company(wire: Wire, moe: str) -> None:
    company = wire.makes("companies", name="Halvard")
    wire.put(f"{OBJECTS}/contacts/{moe}/associations/default/companies/{company}")

    by_property = found(wire, "contacts", where("associatedcompanyid", "EQ", value=company))
    by_association = found(wire, "contacts", where("associations.company", "EQ", value=company))

    assert by_property == by_association == [moe]


def test_a_query_looks_at_the_usual_properties(wire: Wire, moe: str) -> None:
    assert found(wire, "contacts", query="eivi") == [moe]
    assert found(wire, "contacts", query="eivind lie") == []


def test_results_are_sorted_and_paged(wire: Wire) -> None:
    ids = [wire.makes("deals", dealname=f"d{n}", amount=str(n)) for n in (2, 3, 1)]
    body = {"sorts": [{"propertyName": "amount", "direction": "DESCENDING"}], "limit": 2}

    first = wire.post(f"{OBJECTS}/deals/search", body).body
    after = first["paging"]["next"]["after"]
    second = wire.post(f"{OBJECTS}/deals/search", {**body, "after": after}).body

    assert [each["id"] for each in first["results"]] == [ids[1], ids[0]]
    assert [each["id"] for each in second["results"]] == [ids[2]]
    assert first["total"] == 3
    assert "paging" not in second


def test_archived_and_merged_records_are_not_found(portal: HubSpot, wire: Wire, moe: str) -> None:
    other = wire.makes("contacts", lastname="Moe", email="e@halvard.example")

    portal.person_merges("contacts", other, moe)

    assert found(wire, "contacts", where("lastname", "EQ", value="Moe")) == [other]
    portal.person_deletes("contacts", other)
    assert found(wire, "contacts", where("lastname", "EQ", value="Moe")) == []


@pytest.mark.parametrize(
    "body",
    [
        {"filterGroups": [{"filters": [where("colour", "EQ", value="blue")]}]},
        {"filterGroups": [{"filters": [where("lastname", "LIKE", value="M%")]}]},
        {"filterGroups": [{"filters": [where("lastname", "EQ")]}]},
        {"filterGroups": [{"filters": [where("lastname", "IN", value="moe")]}]},
        {"filterGroups": [{"filters": [where("createdate", "GT", value="soon")]}]},
        {"filterGroups": [{"filters": []}] * 6},
        {"filterGroups": [{"filters": [where("lastname", "HAS_PROPERTY")] * 11}]},
        {"filterGroups": [{"filters": [where("lastname", "HAS_PROPERTY")] * 9}] * 3},
        {"limit": 201},
        {"limit": 200, "after": "9900"},
        {"query": "x" * 3001},
        {"sorts": ["colour"]},
        {"limit": "many"},
    ],
)
def test_a_search_beyond_the_limits_is_refused(wire: Wire, body: dict[str, Any]) -> None:
    assert wire.post(f"{OBJECTS}/contacts/search", body).status == 400


def test_what_changed_since_is_found_by_its_stamp(
    legacy: Any, dated: Any, clock: Clock, wire: Wire
) -> None:
    deals = [wire.makes("deals", dealname=f"Hull {number}") for number in range(3)]
    clock.advance(60)
    since = str(round(clock.now.timestamp() * 1000))
    for deal in reversed(deals[:2]):
        clock.advance(1)
        wire.patch(f"{OBJECTS}/deals/{deal}", {"properties": {"amount": "1"}})
    groups = [{"filters": [where("hs_lastmodifieddate", "GTE", value=since)]}]
    sorts = [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}]

    old = legacy.deals.search_api.do_search(
        PublicObjectSearchRequest(filter_groups=groups, sorts=sorts, limit=200)
    )
    new = dated.crm.objects.deals.search(
        filter_groups=groups, sorts=sorts, limit=200, after="0", properties=[]
    )

    assert [each.id for each in old.results] == [deals[1], deals[0]]
    assert [each.id for each in new.results] == [deals[1], deals[0]]
    assert new.results[1].properties["hs_lastmodifieddate"] == "2026-11-23T10:01:02.000Z"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("contacts", "lastmodifieddate"),
        ("companies", "hs_lastmodifieddate"),
        ("deals", "hs_lastmodifieddate"),
        ("p_referral", "hs_lastmodifieddate"),
    ],
)
def test_each_type_has_its_stamp(wire: Wire, kind: str, name: str) -> None:
    born = {"number": "R-1"} if kind == "p_referral" else {}
    record = wire.makes(kind, **born)
    before = where(name, "GTE", value="1")

    [shown] = wire.post(f"{OBJECTS}/{kind}/search", {"filterGroups": [{"filters": [before]}]}).body[
        "results"
    ]

    assert shown["id"] == record
    assert name in shown["properties"]


def test_every_way_to_change_a_record_moves_its_stamp(
    portal: HubSpot, clock: Clock, wire: Wire
) -> None:
    by_api, by_person, left, merged, untouched = (
        wire.makes("deals", dealname=f"Hull {number}") for number in range(5)
    )
    clock.advance(60)
    wire.patch(f"{OBJECTS}/deals/{by_api}", {"properties": {"amount": "1"}})
    portal.person_edits("deals", by_person, {"dealstage": "closedwon"})
    portal.person_merges("deals", left, merged)

    stamp = str(round(clock.now.timestamp() * 1000))
    changed = found(wire, "deals", where("hs_lastmodifieddate", "GTE", value=stamp))

    assert set(changed) == {by_api, by_person, left}
    assert untouched not in changed


def test_who_is_alike_by_the_sorting_rule_is_in_no_order_to_rely_on(wire: Wire) -> None:
    deals = [wire.makes("deals", dealname=f"Hull {number}") for number in range(3)]
    rules = ["hs_lastmodifieddate", "hs_object_id"]

    by_stamp = found(wire, "deals", sorts=rules)

    assert set(by_stamp) == set(deals)
    assert by_stamp != deals
    assert found(wire, "deals", sorts=["hs_object_id"]) == found(wire, "deals") == deals


def test_a_record_that_changes_moves_all_behind_it_up_one_place(clock: Clock, wire: Wire) -> None:
    deals = []
    for number in range(4):
        deals.append(wire.makes("deals", dealname=f"Hull {number}"))
        clock.advance(1)
    by_stamp = ["hs_lastmodifieddate"]
    first = found(wire, "deals", sorts=by_stamp, limit=2)

    wire.patch(f"{OBJECTS}/deals/{deals[0]}", {"properties": {"amount": "1"}})

    assert first == deals[:2]
    assert found(wire, "deals", sorts=by_stamp, limit=2, after="2") == [deals[3], deals[0]]


def test_only_so_many_searches_are_taken_a_second(
    portal: HubSpot, clock: Clock, wire: Wire
) -> None:
    portal.behave(search_secondly_limit=5)

    at_once = [wire.post(f"{OBJECTS}/deals/search", {}) for _ in range(6)]
    clock.advance(1)
    later = wire.post(f"{OBJECTS}/deals/search", {})

    assert [answer.status for answer in at_once] == [200] * 5 + [429]
    assert at_once[-1].body["policyName"] == "SECONDLY"
    assert later.status == 200
