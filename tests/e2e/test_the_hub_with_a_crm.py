"""The synthesized template on the emulator, with the stand-in of a CRM behind it (IN-17, IN-20)."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.cases import Result, Verdict
from conformance.platform import SUITE, Platform
from local.api import Caller, read
from local.hub import LocalHub, local_hub
from local.sandboxes import control
from local.schedule import run_now
from local.steps import Steps
from local.walk import RAISED, walk

pytestmark = pytest.mark.e2e

# The poll leaves alone what is younger than a minute: its event is perhaps on its way.
PATIENCE_SECONDS = 100
CORRECTED = "70000"
PLATFORM = "partner:example-platform"


@dataclass(frozen=True)
class Screens:
    """How the stand-in of a CRM is worked in: its type of an opportunity, its loss of events."""

    opportunities: str
    silence: Mapping[str, Any]
    correct: Callable[[str, str], Any]


def correct_in_salesforce(address: str, opportunity_id: str) -> None:
    control(address, "people", {"edit": opportunity_id, "fields": {"Amount": float(CORRECTED)}})


def correct_in_hubspot(address: str, opportunity_id: str) -> None:
    act = {"object_type": "deals", "record_id": opportunity_id, "properties": {"amount": CORRECTED}}
    control(address, "person/edits", act)


SCREENS = {
    "salesforce": Screens("Opportunity", {"event_copies": 0}, correct_in_salesforce),
    "hubspot": Screens("deals", {"webhook_copies": 0}, correct_in_hubspot),
}


@pytest.fixture(scope="module")
def told() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(scope="module", params=sorted(SCREENS))
def hub(request: pytest.FixtureRequest, told: io.StringIO) -> Iterator[LocalHub]:
    steps = Steps(told)
    with local_hub(steps, crm_name=request.param) as hub:
        walk(hub, steps)
        yield hub


@pytest.fixture
def operator(hub: LocalHub) -> Caller:
    return Caller(hub.url, hub.keys["operator"])


def amount_in(hub: LocalHub, opportunity_id: str) -> float:
    """What stands on the CRM's own record."""
    records = read(
        f"{hub.sandboxes[hub.crm]}/_sandbox/records?type={SCREENS[hub.crm].opportunities}"
    )
    (found,) = [r for r in records if opportunity_id in (r.get("Id"), r.get("id"))]
    return float(found.get("Amount") or found["properties"]["amount"])


def test_a_referral_goes_through_each_door_and_the_whole_job_also_from_inside_the_crm(
    hub: LocalHub, told: io.StringIO
) -> None:
    connection = Caller(hub.url, hub.keys["admin"]).get("/v1/crm/connection")

    assert "✗" not in told.getvalue()
    assert f"accepts inside {hub.crm}" in told.getvalue()
    assert (connection["crm"], connection["passed"]) == (hub.crm, True), connection


def test_what_the_partner_said_after_acceptance_stands_on_the_crms_own_record(
    hub: LocalHub, operator: Caller
) -> None:
    referral = operator.get("/v1/referrals/R-000002")
    told = operator.get("/v1/referrals/R-000002/timeline")["items"]

    assert amount_in(hub, referral["opportunity_id"]) == float(RAISED["amount"])
    assert referral["deal"]["value"]["amount"]["by"] == "partner"
    # The event of the hub's own write brought nothing back.
    assert [e["who"] for e in told if e["what"] == "deal.changed"] == [PLATFORM]


def test_a_change_whose_event_was_lost_is_found_by_the_poll(
    hub: LocalHub, operator: Caller
) -> None:
    address, screens = hub.sandboxes[hub.crm], SCREENS[hub.crm]
    control(address, "behave", screens.silence)
    opportunity_id = operator.get("/v1/referrals/R-000002")["opportunity_id"]

    screens.correct(address, opportunity_id)

    deadline = time.monotonic() + PATIENCE_SECONDS
    while (amount := deal_of(operator)["value"]["amount"])["text"] != f"{CORRECTED}.00":
        assert time.monotonic() < deadline, amount
        time.sleep(10)
        run_now(hub.emulator_url, "PollCrm")
    assert amount["by"] == "crm"


def deal_of(operator: Caller) -> dict[str, Any]:
    return dict(operator.get("/v1/referrals/R-000002/deal"))


def test_what_went_through_the_doors_stands_in_the_book(operator: Caller) -> None:
    inbox = {referral["number"] for referral in operator.get("/v1/referrals")["items"]}

    book = operator.get("/v1/referral-book", direction="inbound", limit="100")["items"]

    assert inbox
    assert {line["number"] for line in book} == inbox


def test_partners_find_a_hub_that_keeps_to_the_conformance_kit(hub: LocalHub) -> None:
    results = list(SUITE.run(Platform(hub.url, hub.keys["integration"])))

    assert results == [Result(case, Verdict.PASSED) for case in SUITE.cases]
