"""A bad body is a 4xx that names every bad field at once: never a 5xx, and nothing is stored."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest

from referral_hub.hub import Hub
from referral_hub.ports import Item
from tests.functions.api.client import Client, Reply, a_shared_referral

JSON = {"content-type": "application/json"}
GOOD = json.dumps(a_shared_referral())


def everything(hub: Hub) -> dict[Any, Item]:
    """All that the hub knows."""
    return copy.deepcopy(hub.table._items)  # type: ignore[attr-defined]


def posts(client: Client, body: str, **rest: Any) -> Reply:
    return client.send("POST", "/v1/referrals", body=body, **{"headers": JSON, **rest})


def with_value(name: str, text: str) -> str:
    """The body of a good referral in which one field has another, literal value."""
    return json.dumps(a_shared_referral(**{name: "HERE"})).replace('"HERE"', text)


NOT_JSON = {
    "nothing": "",
    "half an object": '{"title": "Lamps"',
    "single quotes": "{'title': 'Lamps'}",
    "a trailing comma": '{"title": "Lamps",}',
    "a comment": '{"title": "Lamps"} // new',
    "two documents": "{}{}",
    "a byte order mark": "\ufeff{}",
    "a raw control character": '{"title": "La\x01mps"}',
    "a raw line break in a text": '{"title": "La\nmps"}',
    "very deep": "[" * 100_000,
    "deep": '{"custom":' * 30 + "1" + "}" * 30,
    "an unknown escape": r'{"title": "\x41"}',
    "a lone surrogate in the event": '{"title": "\ud800"}',
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json_is_refused(partner: Client, hub: Hub, body: str) -> None:
    before = everything(hub)

    refused = posts(partner, body)

    assert (refused.status, refused.code) == (400, "malformed_json")
    assert everything(hub) == before


NUMBERS = [
    "1e400",
    "-1e400",
    "1e9999999",
    "-1e99999999999999999999",
    "1e-99999999999999999999",
    "0e99999999999999999999",
    "-2.2e-309",
    "1e-131",
    "1e126",
    "9" * 39,
    "1" * 5000,
    "0." + "1" * 40,
    "NaN",
    "Infinity",
    "-Infinity",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", ["title", "custom", "expires_at", "surprise"])
def test_a_number_that_cannot_be_kept_is_named_wherever_it_is(
    partner: Client, hub: Hub, name: str, number: str
) -> None:
    before = everything(hub)

    refused = posts(partner, with_value(name, number))

    assert refused.status == 422
    assert f"/{name}" in refused.wrong
    assert "number" in refused.wrong[f"/{name}"]
    assert everything(hub) == before


WRONG = {
    "a number for a text": ("title", "5", "/title"),
    "a text for an object": ("customer", '"Fenwick"', "/customer"),
    "an object for a list": ("contacts", "{}", "/contacts"),
    "a list for an object": ("custom", "[]", "/custom"),
    "null where there must be something": ("title", "null", "/title"),
    "null for the customer": ("customer", "null", "/customer"),
    "true for a text": ("description", "true", "/description"),
    "an empty text": ("partner_referral_id", '""', "/partner_referral_id"),
    "a blank text": ("title", '"  "', "/title"),
    "a text of which nothing shows": ("title", '"\\u200b\\u2060"', "/title"),
    "a text of fillers": ("title", '"\\u2800\\u3164"', "/title"),
    "a text too long": ("title", f'"{"x" * 256}"', "/title"),
    "a control character": ("title", r'"La\u0000mps"', "/title"),
    "a carriage return in a line": ("title", r'"La\rmps"', "/title"),
    "a line break in a line": ("title", r'"La\nmps"', "/title"),
    "an escape character": ("title", r'"\u001b[31m"', "/title"),
    "a C1 control": ("title", r'"La\u0085mps"', "/title"),
    "half a surrogate pair": ("title", r'"\ud800"', "/title"),
    "a number as an amount": (
        "value",
        '{"amount": 12.5, "currency": "EUR"}',
        "/value/amount",
    ),
    "a negative amount": ("value", '{"amount": "-1", "currency": "EUR"}', "/value/amount"),
    "an exponent": ("value", '{"amount": "1e9", "currency": "EUR"}', "/value/amount"),
    "other digits": ("value", '{"amount": "١٢", "currency": "EUR"}', "/value/amount"),
    "too many decimals": ("value", '{"amount": "1.5", "currency": "JPY"}', "/value"),
    "a currency in small letters": (
        "value",
        '{"amount": "1", "currency": "eur"}',
        "/value/currency",
    ),
    "a date that is none": ("target_close_date", '"2027-02-30"', "/target_close_date"),
    "a date with a time": ("target_close_date", '"2027-02-03T00:00:00Z"', "/target_close_date"),
    "a timestamp for a date": ("target_close_date", "1700000000", "/target_close_date"),
    "a date before all CRMs": ("target_close_date", '"0001-01-01"', "/target_close_date"),
    "a date after all CRMs": ("target_close_date", '"9999-12-31"', "/target_close_date"),
    "a time without offset": ("expires_at", '"2027-02-03T00:00:00"', "/expires_at"),
    "a time out of range": ("expires_at", '"0001-01-01T00:00:00+14:00"', "/expires_at"),
    "a number in the custom fields": ("custom", '{"a": 1}', "/custom/a"),
    "a bad name in the custom fields": ("custom", '{"a b": "x"}', "/custom/a b"),
    "too many custom fields": (
        "custom",
        json.dumps({f"f{i}": "x" for i in range(51)}),
        "/custom",
    ),
    "too many contacts": ("contacts", json.dumps([{"last_name": "x"}] * 51), "/contacts"),
    "a contact that is null": ("contacts", "[null]", "/contacts/0"),
    "an unknown field": ("surprise", "1", "/surprise"),
    "a number of the hub's own": ("number", '"R-000007"', "/number"),
    "a status of the hub's own": ("status", '"accepted"', "/status"),
}


@pytest.mark.parametrize(("name", "text", "pointer"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named(
    partner: Client, hub: Hub, name: str, text: str, pointer: str
) -> None:
    before = everything(hub)

    refused = posts(partner, with_value(name, text))

    assert (refused.status, refused.code) == (422, "invalid_request")
    assert pointer in refused.wrong
    assert everything(hub) == before


def test_a_field_that_stands_twice_is_named(partner: Client) -> None:
    refused = posts(partner, GOOD[:-1] + ', "title": "Another"}')

    assert refused.wrong == {"/title": "stands twice in its object"}


def test_every_wrong_field_is_named_at_once(partner: Client) -> None:
    body = (
        '{"partner_referral_id": 5, "customer": {"company_name": "", "size": NaN},'
        '"value": {"amount": "1,5", "currency": "EUR"}, "contacts": [{"last_name": "\\u0007"}],'
        '"custom": {"a": 1e400, "a": "x"}, "surprise": {"deep": [1e400]}}'
    )

    refused = posts(partner, body)

    assert set(refused.wrong) == {
        "/partner_referral_id",
        "/title",
        "/customer/company_name",
        "/customer/size",
        "/value/amount",
        "/contacts/0/last_name",
        "/custom/a",
        "/surprise",
        "/surprise/deep/0",
    }


def test_a_refusal_repeats_nothing_of_what_was_sent(partner: Client) -> None:
    refused = posts(partner, with_value("contacts", '[{"last_name": ["Zebrowski"], "email": 5}]'))

    assert refused.status == 422
    assert "Zebrowski" not in refused.text


def test_a_refusal_of_a_great_many_fields_stays_short(partner: Client) -> None:
    body = json.dumps({f"field{i}{'x' * 500}": 1 for i in range(1500)})

    refused = posts(partner, body)

    assert refused.status == 422
    assert len(refused.said["errors"]) == 100
    assert len(refused.text) < 20_000


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)
def test_another_content_type_is_refused(partner: Client, hub: Hub, kind: str) -> None:
    before = everything(hub)

    refused = posts(partner, GOOD, headers={"content-type": kind})

    assert (refused.status, refused.code) == (415, "unsupported_media_type")
    assert everything(hub) == before


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_say_that_it_is_utf_8(partner: Client, kind: str) -> None:
    assert posts(partner, GOOD, headers={"content-type": kind}).status == 201


def test_a_body_may_come_base64_encoded(partner: Client) -> None:
    encoded = base64.b64encode(GOOD.encode()).decode()

    assert posts(partner, encoded, base64=True).status == 201


@pytest.mark.parametrize("encoded", ["%%%", "e30", base64.b64encode(b"\xff\xfe{}").decode()])
def test_a_body_that_cannot_be_decoded_is_refused(partner: Client, encoded: str) -> None:
    refused = posts(partner, encoded, base64=True)

    assert (refused.status, refused.code) == (400, "malformed_json")


def test_a_body_is_measured_in_bytes(partner: Client, hub: Hub) -> None:
    before = everything(hub)

    refused = posts(partner, with_value("description", f'"{"ø" * 500_001}"'))

    assert (refused.status, refused.code) == (413, "body_too_large")
    assert everything(hub) == before


def test_a_body_of_a_megabyte_of_repeated_names_is_refused_in_good_time(partner: Client) -> None:
    refused = posts(partner, "{" + ",".join(['"a":1'] * 160_000) + "}")

    assert refused.status == 422
    assert refused.wrong["/a"] == "stands twice in its object"


CHOICES: dict[str, Any] = {
    "neither account": {"account": {}},
    "both accounts": {"account": {"existing": "acc-1", "create": {}}},
    "no account": {},
    "a null account": {"account": None},
    "a very long id": {"account": {"existing": "a" * 3000}},
    "an id with a space": {"account": {"existing": "acc 1"}},
    "linked and edited": {
        "account": {"create": {}},
        "opportunity": {"existing": "opp-1", "fields": {"name": "x"}},
    },
    "a number for a field": {"account": {"create": {"name": 5}}},
    "a strange field name": {"account": {"create": {"na me": "x"}}},
    "more than an item holds": {
        "account": {"create": {f"f{i}": "ø" * 4000 for i in range(20)}},
    },
}


@pytest.mark.parametrize("body", CHOICES.values(), ids=CHOICES)
def test_a_choice_that_is_none_is_refused(
    operator: Client, number: str, hub: Hub, body: Any
) -> None:
    before = everything(hub)

    refused = operator.accepts(number, body)

    assert (refused.status, refused.code) == (422, "invalid_request")
    assert everything(hub) == before
