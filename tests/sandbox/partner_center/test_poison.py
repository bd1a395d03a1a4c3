import json
import math
from typing import Any

import pytest

from sandbox.partner_center import PartnerCenter
from tests.sandbox.partner_center.wire import REFERRALS, Wire

POISONS: dict[str, Any] = {
    "huge_string": lambda r: len(r["details"]["notes"]) == 5_000_000,
    "nan": lambda r: math.isnan(r["details"]["dealValue"]),
    "infinity": lambda r: math.isinf(r["details"]["dealValue"]),
    "huge_number": lambda r: r["details"]["dealValue"] == 10**400,
    "lone_surrogate": lambda r: r["customerProfile"]["name"][-1] == "\ud800",
    "nul_character": lambda r: "\x00" in r["customerProfile"]["name"],
    "unknown_status": lambda r: r["status"] == "Paused",
    "unknown_substatus": lambda r: r["substatus"] == "Engaged",
    "wrong_type": lambda r: r["customerProfile"] == "Acme",
    "null_member": lambda r: r["customerProfile"] is None,
    "bad_date": lambda r: r["updatedDateTime"] == "yesterday",
    "ids_are_an_object": lambda r: r["customerProfile"]["ids"] == {},
    "missing:customerProfile/name": lambda r: "name" not in r["customerProfile"],
}


@pytest.mark.parametrize("how", POISONS)
def test_one_referral_can_be_poison_among_healthy_ones(
    wire: Wire, center: PartnerCenter, how: str
) -> None:
    poisoned, healthy = center.share(), center.share()
    center.poison(poisoned, how)

    rows = {row["id"]: row for row in wire.listed().json()["value"]}
    one = wire.get(poisoned).json()
    center.poison(poisoned, "")

    assert POISONS[how](rows[poisoned])
    assert POISONS[how](one)
    assert rows[healthy]["status"] == "New"
    assert wire.get(poisoned).json()["customerProfile"]["name"] == "Fabrikam Inc"


@pytest.mark.parametrize("how", ["bad_json", "not_utf8", "html"])
def test_a_page_can_be_no_json(wire: Wire, center: PartnerCenter, how: str) -> None:
    center.share()
    center.behave(spoilt_list=how)

    spoilt = wire.listed().content
    center.behave(spoilt_list="")

    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        json.loads(spoilt)
    assert wire.listed().json()["value"]


@pytest.mark.parametrize(
    ("how", "found"), [("no_value", None), ("value_is_object", {"id": "not-a-list"})]
)
def test_a_page_can_be_json_and_no_page(
    wire: Wire, center: PartnerCenter, how: str, found: object
) -> None:
    center.behave(spoilt_list=how)

    assert wire.listed().json().get("value") == found


def test_one_page_of_several_can_be_spoilt(wire: Wire, center: PartnerCenter) -> None:
    center.share()
    center.share()
    center.behave(page_size=1, spoilt_list="null_record", spoilt_page=2)

    first, second = wire.pages()

    assert None not in first["value"]
    assert second["value"][0] is None


def test_a_page_can_be_larger_than_anybody_asked_for(wire: Wire, center: PartnerCenter) -> None:
    center.behave(page_padding_bytes=3_000_000)

    assert len(wire.listed().content) > 3_000_000


def test_next_links_can_go_on_for_ever(wire: Wire, center: PartnerCenter) -> None:
    center.share()
    center.behave(next_link="endless")

    page, links = wire.listed().json(), set()
    for _ in range(5):
        links.add(page["@odata.nextLink"])
        page = wire.call("GET", page["@odata.nextLink"]).json()

    assert len(links) == 5
    assert page["value"] == []


def test_next_links_can_lead_round_in_a_circle(wire: Wire, center: PartnerCenter) -> None:
    center.share()
    center.share()
    center.behave(next_link="circular", page_size=1)

    page, seen = wire.listed().json(), []
    for _ in range(4):
        seen += [row["id"] for row in page["value"]]
        page = wire.call("GET", page["@odata.nextLink"]).json()

    assert seen[:2] == seen[2:]


def test_a_next_link_can_lead_to_another_host(wire: Wire, center: PartnerCenter) -> None:
    center.share()
    center.share()
    center.behave(next_link="https://elsewhere.example", page_size=1)

    link = wire.listed().json()["@odata.nextLink"]

    assert link.startswith(f"https://elsewhere.example{REFERRALS}?$skiptoken=")


def test_a_call_can_be_sent_elsewhere(wire: Wire, center: PartnerCenter) -> None:
    center.behave(redirect_to="https://elsewhere.example")

    answer = wire.listed()

    assert answer.status_code == 307
    assert answer.headers["Location"] == f"https://elsewhere.example{REFERRALS}"
