import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.wire import OBJECTS, Wire

REPOSITORY = Path(__file__).parents[3]


def test_another_process_can_seed_edit_and_look(wire: Wire) -> None:
    seeded = wire.control("seed", {"deals": [{"dealname": "Hull 14"}], "contacts": [{}]}).body
    [deal_id] = seeded["deals"]

    wire.control(
        "person/edits",
        {"object_type": "deals", "record_id": deal_id, "properties": {"dealstage": "closedwon"}},
    )

    [deal] = wire.control("records?type=deals").body
    assert deal["properties"]["dealstage"] == "closedwon"
    assert wire.control("effects").body == {"deals.updated": 1}
    changed = {each["propertyName"] for each in wire.control("events").body}
    assert "dealstage" in changed


def test_another_process_can_play_every_part_of_a_person(wire: Wire) -> None:
    def made(**properties: str) -> str:
        wish = {"object_type": "contacts", "properties": properties}
        return str(wire.control("person/creates", wish).body)

    first, second = made(email="a@halvard.example"), made(email="b@halvard.example")
    company = wire.makes("companies", name="Halvard")

    wire.control(
        "person/associates", {"source": ["contacts", first], "target": ["companies", company]}
    )
    wire.control(
        "person/merges", {"object_type": "contacts", "primary_id": first, "other_id": second}
    )
    wire.control("person/deletes", {"object_type": "companies", "record_id": company})

    [contact] = wire.control("records?type=contacts").body
    assert contact["properties"]["hs_additional_emails"] == "b@halvard.example"
    assert contact["associations"] == []


def test_another_process_can_let_in_another_integration(wire: Wire) -> None:
    wire.control("token", {"token": "pat-eu1-other", "app_id": 7})

    Wire(wire.url, "pat-eu1-other").makes("deals", dealname="Hull 14")

    assert {each["sourceId"] for each in wire.control("events").body} == {"7"}


def test_every_call_is_in_the_journal(wire: Wire) -> None:
    wire.get(f"{OBJECTS}/contacts/404", properties="email")

    [call] = wire.control("calls").body

    assert call["method"] == "GET"
    assert call["path"].endswith("/contacts/404")
    assert call["query"] == {"properties": "email"}
    assert call["outcome"] == "404"


def test_a_reset_forgets_everything(portal: HubSpot, wire: Wire) -> None:
    wire.control("behave", {"search_lag_seconds": 5, "locked": 3})

    wire.control("reset", {})

    assert portal.behave()["planned_faults"] == []
    assert portal.behave()["search_lag_seconds"] == 0
    assert portal.records("contacts") == []


@pytest.mark.parametrize(
    ("word", "body", "status"),
    [
        ("behave", {"speed": 1}, 400),
        ("seed", {"coffee": [{}]}, 400),
        ("seed", {"contacts": [{"colour": "blue"}]}, 400),
        ("person/edits", {"record_id": "1"}, 400),
        ("coffee", {}, 404),
        ("coffee", None, 404),
    ],
)
def test_a_wrong_control_call_is_told_so(wire: Wire, word: str, body: Any, status: int) -> None:
    refused = wire.control(word, body)

    assert refused.status == status
    assert "error" in refused.body


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "sandbox.hubspot", "--port", "0", "--below-enterprise"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_it_says_where_it_listens_and_ends_cleanly(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    word, url = process.stdout.readline().split()

    listed = Wire(url).get(f"{OBJECTS}/contacts")
    process.send_signal(signal.SIGTERM)

    assert word == "ready"
    assert listed.body == {"results": []}
    assert process.wait(timeout=20) == 0
