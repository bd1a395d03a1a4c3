import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hubspot.utils.signature import Signature

from sandbox.hubspot import APP_ID, CLIENT_SECRET, PORTAL_ID, HubSpot
from sandbox.hubspot.webhooks import Sender
from tests.sandbox.hubspot.conftest import Clock
from tests.sandbox.hubspot.wire import OBJECTS, Wire
from tests.sandbox.listeners import Receiver, listening


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(receiver := Receiver(), "/hooks?crm=hubspot%2Feu"):
        yield receiver


@pytest.fixture
def deal(portal: HubSpot) -> str:
    return portal.seed({"deals": [{"dealname": "Hull 14"}]})["deals"][0]


def test_a_persons_edit_is_told_property_by_property(portal: HubSpot, deal: str) -> None:
    portal.person_edits("deals", deal, {"dealname": "Hull 14b", "amount": "5"})

    amount, name = portal.events
    assert name | {"eventId": 0, "subscriptionId": 0} == {
        "eventId": 0,
        "subscriptionId": 0,
        "portalId": PORTAL_ID,
        "appId": APP_ID,
        "occurredAt": 1795428000000,
        "subscriptionType": "deal.propertyChange",
        "attemptNumber": 0,
        "objectId": int(deal),
        "propertyName": "dealname",
        "propertyValue": "Hull 14b",
        "changeSource": "CRM_UI",
        "sourceId": "userId:1001",
    }
    assert amount["subscriptionId"] != name["subscriptionId"]


def test_an_apps_own_change_comes_back_as_integration(portal: HubSpot, wire: Wire) -> None:
    wire.makes("contacts", email="eivind@halvard.example")

    assert [each["subscriptionType"] for each in portal.events] == [
        "contact.creation",
        "contact.propertyChange",
    ]
    assert {(each["changeSource"], each["sourceId"]) for each in portal.events} == {
        ("INTEGRATION", str(APP_ID))
    }


def test_what_does_not_change_is_not_told(portal: HubSpot, wire: Wire, deal: str) -> None:
    wire.patch(f"{OBJECTS}/deals/{deal}", {"properties": {"dealname": "Hull 14"}})

    assert portal.events == []


def test_a_custom_object_is_told_by_its_type_id(portal: HubSpot) -> None:
    referral = portal.seed({"p_referral": [{"number": "R-000123"}]})["p_referral"][0]

    portal.person_edits("p_referral", referral, {"decision": "Accept"})

    [event] = portal.events
    assert event["subscriptionType"] == "object.propertyChange"
    assert event["objectTypeId"].startswith("2-")
    assert (event["propertyName"], event["propertyValue"]) == ("decision", "Accept")


def test_all_events_may_be_generic(portal: HubSpot, deal: str) -> None:
    portal.behave(generic_webhooks=True)

    portal.person_edits("deals", deal, {"amount": "5"})

    assert portal.events[0]["subscriptionType"] == "object.propertyChange"
    assert portal.events[0]["objectTypeId"] == "0-3"


def test_only_what_is_subscribed_is_told(portal: HubSpot, deal: str) -> None:
    portal.behave(subscribed=["deal.propertyChange:amount", "deal.deletion"])

    portal.person_edits("deals", deal, {"dealname": "x", "amount": "5"})
    portal.person_deletes("deals", deal)

    assert [each.get("propertyName") for each in portal.events] == ["amount", None]


def test_a_merge_is_told(portal: HubSpot) -> None:
    kept, gone = portal.seed({"companies": [{"name": "a"}, {"name": "b"}]})["companies"]

    portal.person_merges("companies", kept, gone)

    assert portal.events[0]["subscriptionType"] == "company.merge"
    assert portal.events[0]["primaryObjectId"] == int(kept)
    assert portal.events[0]["mergedObjectIds"] == [int(gone)]


def test_events_can_be_lost_repeated_and_reordered(portal: HubSpot, deal: str) -> None:
    portal.behave(webhook_copies=0)
    portal.person_edits("deals", deal, {"amount": "1"})
    portal.behave(webhook_copies=2, webhooks_reversed=True)
    portal.person_edits("deals", deal, {"amount": "2", "dealname": "x"})

    assert [each["propertyName"] for each in portal.events] == ["dealname"] * 2 + ["amount"] * 2


def test_a_listener_hears_of_it_and_may_call_back(clock: Clock) -> None:
    heard: list[tuple[str, str | None]] = []

    def listen(event: dict[str, Any]) -> None:
        [deal] = portal.records("deals")
        heard.append((event["propertyName"], deal["properties"]["amount"]))

    portal = HubSpot(clock=clock, on_event=listen)
    [deal_id] = portal.seed({"deals": [{"dealname": "Hull 14"}]})["deals"]
    portal.person_edits("deals", deal_id, {"amount": "5"})

    assert heard == [("amount", "5")]


def test_a_deaf_listener_breaks_no_call(capsys: pytest.CaptureFixture[str]) -> None:
    def deaf(_event: dict[str, Any]) -> None:
        raise RuntimeError("not now")

    HubSpot(on_event=deaf).person_creates("deals", {"dealname": "Hull 14"})

    assert "was lost" in capsys.readouterr().err


def test_deliveries_are_signed_as_hubspots_own_check_expects(
    receiver: Receiver, deal_in_real_time: HubSpot
) -> None:
    portal = deal_in_real_time
    portal.behave(webhook_url=receiver.url)
    [deal] = portal.records("deals")

    portal.person_edits("deals", deal["id"], {"amount": "5"})
    portal.tick()

    [(headers, body)] = receiver.taken
    assert Signature.is_valid(
        signature=headers["x-hubspot-signature-v3"],
        client_secret=CLIENT_SECRET,
        request_body=body.decode(),
        http_uri=receiver.url.replace("%2F", "/"),
        signature_version="v3",
        timestamp=headers["x-hubspot-request-timestamp"],
    )
    assert abs(int(headers["x-hubspot-request-timestamp"]) - time.time() * 1000) < 60_000


@pytest.fixture
def deal_in_real_time() -> HubSpot:
    """A portal on the system's clock, which HubSpot's own signature check looks at."""
    portal = HubSpot(clock=lambda: datetime.now(UTC))
    portal.seed({"deals": [{"dealname": "Hull 14"}]})
    return portal


def test_a_delivery_holds_at_most_a_hundred_events(portal: HubSpot, receiver: Receiver) -> None:
    portal.behave(webhook_url=receiver.url, webhook_copies=101, subscribed=["deal.creation"])

    portal.person_creates("deals", {"dealname": "Hull 14"})
    portal.tick()

    assert [len(json.loads(body)) for _, body in receiver.taken] == [100, 1]


def test_a_refused_delivery_comes_again(
    portal: HubSpot, clock: Clock, receiver: Receiver, deal: str
) -> None:
    receiver.refusals = 2
    portal.behave(webhook_url=receiver.url)
    portal.person_edits("deals", deal, {"amount": "5"})

    for _ in range(5):
        portal.tick()
        clock.advance(1)

    assert [each["attemptNumber"] for each in receiver.events] == [2]


class Meanwhile(datetime):
    """An instant at which something else happens while deliveries are compared with it."""

    happening: threading.Thread

    def __lt__(self, other: datetime) -> bool:
        if not self.happening.ident:
            self.happening.start()
            self.happening.join(timeout=0.2)  # what waits its turn ends afterwards
        return super().__lt__(other)


def test_what_happens_while_others_are_sent_is_not_lost(receiver: Receiver) -> None:
    sender, before, now = Sender(CLIENT_SECRET), datetime.now(UTC), Meanwhile.now(UTC)
    second = (receiver.url, [{"eventId": 2}], before)
    now.happening = threading.Thread(target=sender.enqueue, args=second)
    sender.enqueue(receiver.url, [{"eventId": 1}], before)

    sender.send_due(now)
    now.happening.join()
    sender.send_due(now)

    assert sorted(each["eventId"] for each in receiver.events) == [1, 2]


def test_a_running_server_delivers_by_itself(wire: Wire, receiver: Receiver, deal: str) -> None:
    wire.control("behave", {"webhook_url": receiver.url})

    wire.patch(f"{OBJECTS}/deals/{deal}", {"properties": {"amount": "5"}})
    for _ in range(100):
        if receiver.taken:
            break
        time.sleep(0.05)

    assert [each["propertyValue"] for each in receiver.events] == ["5"]
