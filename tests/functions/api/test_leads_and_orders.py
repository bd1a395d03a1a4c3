"""Leads and orders, where the hub itself is the CRM."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.sales import converting
from referral_hub.domain.access import Role
from referral_hub.domain.crm_sales import LeadIsConverted
from referral_hub.domain.errors import Conflict
from referral_hub.hub import Hub
from referral_hub.ports import Write
from tests.application.stage import snapshot
from tests.builders import a_hub, ask
from tests.functions.api.client import Client, Reply, a_client
from tests.functions.api.rules.stage import publish, shared, takes

SAID = {
    "company": "Fenwick Lighthouses",
    "country_code": "NO",
    "annual_revenue": "90000000",
    "last_name": "Holt",
    "source": "partner",
    "product": "Lamps",
    "referral_code": "HARBOUR-SPRING",
}


@pytest.fixture
def hub() -> Hub:
    return a_hub(connections=takes(MemoryPartner()))


@pytest.fixture
def seller(hub: Hub) -> Client:
    return a_client(hub, Role.OPERATOR)


@pytest.fixture
def lead_id(seller: Client) -> str:
    return str(add(seller).said["lead_id"])


def add(seller: Client, **fields: str) -> Reply:
    return seller.post("/v1/crm/leads", {"fields": SAID | fields})


def change(seller: Client, lead_id: str, **fields: str) -> Reply:
    return seller.patch(f"/v1/crm/leads/{lead_id}", {"fields": fields})


def convert(seller: Client, lead_id: str, body: Any = None, **headers: str) -> Reply:
    return seller.post(f"/v1/crm/leads/{lead_id}/convert", body or {}, **headers)


# Leads


def test_a_lead_is_new_and_is_read_where_its_location_says(seller: Client) -> None:
    added = add(seller)

    assert added.status == 201
    assert added.said["fields"] == SAID | {"status": "new"}
    assert seller.get(added.headers["Location"]).said == added.said


def test_a_request_that_is_repeated_adds_one_lead(seller: Client) -> None:
    added = [
        seller.post("/v1/crm/leads", {"fields": SAID}, idempotency_key="k-1").said["lead_id"]
        for _ in range(2)
    ]

    assert added[0] == added[1]


def test_only_the_fields_that_are_given_change(seller: Client, lead_id: str) -> None:
    changed = change(seller, lead_id, status="working")

    assert changed.said["fields"] == SAID | {"status": "working"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"company": " "}, "fields.company"),
        ({"status": "asleep"}, "fields.status"),
        ({"annual_revenue": "a lot"}, "fields.annual_revenue"),
        ({"colour": "red"}, "fields.colour"),
    ],
)
def test_what_no_lead_can_say_is_refused_by_its_field(
    seller: Client, hub: Hub, fields: dict[str, str], wrong: str
) -> None:
    before = snapshot(hub)

    refused = add(seller, **fields)

    assert (refused.status, refused.code, set(refused.wrong)) == (422, "invalid_fields", {wrong})
    assert snapshot(hub) == before


def test_the_crm_describes_leads_and_orders(seller: Client) -> None:
    named = {
        what: {field["name"] for field in seller.get(f"/v1/crm/fields/{what}").said["items"]}
        for what in ("lead", "order")
    }

    assert set(SAID) <= named["lead"]
    assert {"status", "amount", "referral_code"} <= named["order"]


# Converting


def test_a_converted_lead_is_an_account_with_an_opportunity_and_its_code_goes_along(
    seller: Client, lead_id: str
) -> None:
    converted = convert(seller, lead_id, {"opportunity": {"amount": "25000.00"}})

    assert converted.status == 201
    assert converted.said["fields"] == {
        "name": "Fenwick Lighthouses",
        "source": "partner",
        "product": "Lamps",
        "referral_code": "HARBOUR-SPRING",
        "amount": "25000.00",
    }
    account = seller.get(f"/v1/crm/accounts/{converted.said['account_id']}").said
    assert account["fields"]["annual_revenue"] == "90000000"
    lead = seller.get(f"/v1/crm/leads/{lead_id}").said
    assert lead["fields"]["status"] == "qualified"
    assert lead["account_id"] == converted.said["account_id"]
    assert converted.headers["Location"].endswith(lead["opportunity_id"])


def test_a_lead_may_become_an_opportunity_of_an_account_that_is_there(
    seller: Client, fenwick: str, lead_id: str
) -> None:
    converted = convert(seller, lead_id, {"account_id": fenwick})

    assert converted.said["account_id"] == fenwick
    assert len(seller.get("/v1/crm/accounts", q="fenwick").said["items"]) == 1


def test_what_is_left_empty_is_what_the_lead_says(seller: Client, lead_id: str) -> None:
    said = {"referral_code": "", "name": "Lamps for Fenwick"}

    converted = convert(seller, lead_id, {"opportunity": said}).said["fields"]

    assert converted["referral_code"] == "HARBOUR-SPRING"
    assert converted["name"] == "Lamps for Fenwick"


def test_a_converted_lead_is_final(seller: Client, hub: Hub, lead_id: str) -> None:
    convert(seller, lead_id)
    before = snapshot(hub)

    refused = [convert(seller, lead_id), change(seller, lead_id, status="new")]

    assert [(each.status, each.code) for each in refused] == [(409, "lead_is_converted")] * 2
    assert snapshot(hub) == before


def test_a_conversion_that_is_repeated_is_answered_as_the_first(
    seller: Client, lead_id: str
) -> None:
    first, again = (convert(seller, lead_id, idempotency_key="k-1") for _ in range(2))

    assert again.said == first.said
    assert again.status == 201


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"opportunity": {"amount": "much"}}, "opportunity.amount"),
        ({"opportunity": {"colour": "red"}}, "opportunity.colour"),
        ({"account": {"annual_revenue": "a lot"}}, "account.annual_revenue"),
        ({"account_id": "acc-none"}, "account_id"),
    ],
)
def test_what_cannot_be_made_of_a_lead_is_refused_and_the_lead_stays_open(
    seller: Client, hub: Hub, lead_id: str, body: dict[str, Any], wrong: str
) -> None:
    before = snapshot(hub)

    refused = convert(seller, lead_id, body)

    assert (refused.status, set(refused.wrong)) == (422, {wrong})
    assert snapshot(hub) == before
    assert convert(seller, lead_id).status == 201


def test_an_account_is_chosen_or_made_and_not_both(seller: Client, fenwick: str) -> None:
    lead_id = add(seller).said["lead_id"]

    refused = convert(seller, lead_id, {"account_id": fenwick, "account": {"name": "Fenwick"}})

    assert (refused.status, refused.code) == (422, "invalid_request")


def test_two_who_convert_at_once_make_one_opportunity(hub: Hub, lead_id: str) -> None:
    """The second finds what the first has made of the lead since it looked."""
    said = {"lead_id": lead_id, "account_id": "", "account": {}, "opportunity": {}}
    desk, written = hub.rule_desk, list[Write]()
    put_all = hub.table.put_all

    def overtaken(writes: list[Write]) -> None:
        if not written:
            written.extend(writes)
            ask(hub, converting.convert, desk=desk, token="the faster one", **said)
        put_all(writes)

    hub.table.put_all = overtaken  # type: ignore[method-assign,assignment]

    with pytest.raises((LeadIsConverted, Conflict)):
        ask(hub, converting.convert, desk=desk, token="the slower one", **said)

    assert len(hub.crm.search_accounts("Fenwick")) == 1
    hub.table.put_all = put_all  # type: ignore[method-assign]


# Rules look at what a lead becomes


def test_a_rule_shares_what_a_lead_becomes_and_knows_its_new_account(
    hub: Hub, seller: Client, lead_id: str
) -> None:
    publish(a_client(hub, Role.ADMIN))

    converted = convert(seller, lead_id, {"opportunity": {"amount": "25000"}})

    (referral,) = shared(hub)
    assert converted.said["referrals"] == [referral.number]


def test_a_conversion_that_a_rule_forbids_changes_nothing(
    hub: Hub, seller: Client, lead_id: str
) -> None:
    publish(a_client(hub, Role.ADMIN), ready_for_submit=True, fields={})
    before = snapshot(hub)

    refused = convert(seller, lead_id, {"opportunity": {"amount": "25000"}})

    assert (refused.status, refused.code) == (422, "save_vetoed")
    assert snapshot(hub) == before


# Orders


def test_an_order_of_an_opportunity_is_of_its_account(seller: Client, lead_id: str) -> None:
    sale = convert(seller, lead_id).said
    body = {"opportunity_id": sale["opportunity_id"], "fields": {"amount": "310.00"}}

    added = seller.post("/v1/crm/orders", body)

    assert added.status == 201
    assert added.said["account_id"] == sale["account_id"]
    assert added.said["fields"] == {"amount": "310.00", "status": "draft"}
    assert seller.get(added.headers["Location"]).said == added.said


def test_an_order_is_fulfilled(seller: Client, fenwick: str) -> None:
    added = seller.post("/v1/crm/orders", {"account_id": fenwick, "fields": {}}).said

    changed = seller.patch(
        f"/v1/crm/orders/{added['order_id']}", {"fields": {"status": "fulfilled"}}
    )

    assert changed.said["fields"]["status"] == "fulfilled"


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ({"account_id": "acc-none"}, "account_id"),
        ({"opportunity_id": "opp-none"}, "opportunity_id"),
    ],
)
def test_an_order_of_nobody_is_refused(seller: Client, place: dict[str, str], wrong: str) -> None:
    refused = seller.post("/v1/crm/orders", {"fields": {}, **place})

    assert (refused.status, set(refused.wrong)) == (422, {wrong})


@pytest.mark.parametrize("path", ["leads/lead-none", "orders/ord-none"])
def test_what_is_not_there_is_not_found(seller: Client, path: str) -> None:
    opened = seller.get(f"/v1/crm/{path}")
    changed = seller.patch(f"/v1/crm/{path}", {"fields": {}})

    assert (opened.status, changed.status) == (404, 404)
