"""A CRM tells what changed in it, over HTTPS: signed, or with a key of the hub."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from referral_hub.adapters.crms.hubspot.events import HubSpotEvents
from referral_hub.adapters.crms.salesforce.events import SalesforceEvents
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.domain.access import Role
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from referral_hub.ports import CrmEvents
from tests.application.crm_stage import SECRET, a_connected_hub
from tests.functions.api.client import Client, Reply, a_client

PATH = "/v1/crm-events/built-in"
CHANGED = {"object": "opportunity", "id": "opp-1", "by": "Ingrid"}
DECIDED = {"object": "referral", "id": "ref-1", "by": "Ingrid"}


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


def hints(hub: Hub) -> list[dict[str, str]]:
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    return hub.crm_hints.hints


def tell(hub: Hub, *events: Any, signature: str = "", path: str = PATH, **sent: Any) -> Reply:
    """Send events the way that the CRM does; they are signed unless told otherwise."""
    body = json.dumps(list(events))
    signed = signature or hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-signature": signed}
    return Client(hub).send("POST", path, body=body, headers=headers, **sent)


def test_signed_events_are_taken_at_once_and_read_later(hub: Hub) -> None:
    reply = tell(hub, CHANGED, DECIDED)

    assert (reply.status, reply.text) == (202, "")
    assert hints(hub) == [
        {"about": "opportunity", "record_id": "opp-1"},
        {"about": "referral", "record_id": "ref-1"},
    ]


def test_several_events_of_one_record_are_one_hint(hub: Hub) -> None:
    tell(hub, CHANGED, CHANGED, CHANGED)

    assert len(hints(hub)) == 1


def test_who_decided_is_not_believed_of_whoever_has_a_key() -> None:
    hub = a_connected_hub(crm_events=SalesforceEvents())
    header = {
        "entityName": "Referral__c",
        "recordIds": ["a0XWu00000Aa1Bb1Cc"],
        "changeType": "UPDATE",
        "changedFields": ["Decision__c"],
        "commitUser": "005Wu00000Aa1Bb1Cc",
    }

    a_client(hub, Role.ADMIN).post(PATH, {"ChangeEventHeader": header})

    assert hints(hub) == [{"about": "referral", "record_id": "a0XWu00000Aa1Bb1Cc"}]


def test_an_event_that_cannot_be_read_does_not_hold_up_the_others(hub: Hub) -> None:
    reply = tell(hub, {"lamp": "lit"}, CHANGED, {"object": {}, "id": [], "by": None})

    assert reply.status == 202
    assert [hint["record_id"] for hint in hints(hub)] == ["opp-1"]


def test_what_holds_no_event_at_all_is_refused(hub: Hub) -> None:
    reply = tell(hub, {"lamp": "lit"})

    assert (reply.status, reply.code) == (422, "invalid_request")
    assert hints(hub) == []


@pytest.mark.parametrize("signature", ["forged", "0" * 64])
@pytest.mark.parametrize("path", [PATH, "/v1/crm-events/hubspot", "/v1/crm-events/nowhere"])
def test_whatever_is_wrong_with_a_signature_the_answer_is_the_same(
    hub: Hub, signature: str, path: str
) -> None:
    refused = tell(hub, CHANGED, signature=signature, path=path)
    unsigned = Client(hub).post(path, [CHANGED])

    assert (refused.status, refused.code) == (401, "not_authenticated")
    assert refused.text == unsigned.text
    assert hints(hub) == []


def test_a_body_that_was_changed_on_the_way_is_not_the_crms(hub: Hub) -> None:
    signed = hmac.new(SECRET.encode(), b"[]", hashlib.sha256).hexdigest()

    assert tell(hub, CHANGED, signature=signed).status == 401


def test_what_cannot_even_be_decoded_is_not_the_crms(hub: Hub) -> None:
    sent = {"body": "%%%", "base64": True}

    assert Client(hub).send("POST", PATH, **sent).status == 401


def test_a_flow_of_the_crm_may_show_a_key_instead(hub: Hub) -> None:
    reply = a_client(hub).post(PATH, CHANGED)

    assert reply.status == 202
    assert len(hints(hub)) == 1


def test_a_crm_that_is_not_the_hubs_own_is_not_heard(hub: Hub) -> None:
    reply = a_client(hub).post("/v1/crm-events/salesforce", CHANGED)

    assert (reply.status, reply.code) == (404, "crm_not_connected")


class FullQueue(MemoryHintQueue):
    def send(self, hints: Any) -> None:
        raise Unavailable("sqs", f"{len(hints)} hints were not taken")


def test_what_could_not_be_queued_is_to_be_sent_again() -> None:
    reply = tell(a_connected_hub(crm_hints=FullQueue()), CHANGED)

    assert (reply.status, reply.code) == (503, "try_again")


# HubSpot's own way of signing


def hubspot_events() -> CrmEvents:
    return HubSpotEvents(lambda: {"client_secret": SECRET, "app_id": "77"})


def by_hubspot(hub: Hub, *, url: str, source: str = "CRM_UI", age_ms: int = 0) -> Reply:
    """A webhook about a deal, signed for the URL (HubSpot, "Validating requests", v3)."""
    event = {
        "eventId": 1,
        "subscriptionType": "object.propertyChange",
        "objectTypeId": "0-3",
        "objectId": 13579024,
        "propertyName": "dealstage",
        "propertyValue": "closedwon",
        "changeSource": source,
        "sourceId": "77" if source == "INTEGRATION" else "userId:5",
        "occurredAt": 1803902400000,
    }
    body = json.dumps([event])
    timestamp = str(int(hub.clock().timestamp() * 1000) - age_ms)
    digest = hmac.digest(SECRET.encode(), f"POST{url}{body}{timestamp}".encode(), "sha256")
    headers = {
        "content-type": "application/json",
        "host": "abc123.execute-api.eu-central-1.amazonaws.com",
        "x-hubspot-signature-v3": base64.b64encode(digest).decode(),
        "x-hubspot-request-timestamp": timestamp,
    }
    return Client(hub).send("POST", PATH, body=body, headers=headers)


def test_a_webhook_is_signed_for_the_public_address_whatever_the_host_header_says() -> None:
    hub = a_connected_hub(crm_events=hubspot_events())

    reply = by_hubspot(hub, url=f"https://hub.example{PATH}")

    assert reply.status == 202
    assert hints(hub) == [
        {"about": "opportunity", "record_id": "13579024", "at": "2027-03-01T12:00:00Z"}
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"url": f"https://evil.example{PATH}"},
        {"url": f"https://hub.example{PATH}", "age_ms": 301_000},
    ],
)
def test_a_webhook_for_another_address_or_of_yesterday_is_refused(told: dict[str, Any]) -> None:
    hub = a_connected_hub(crm_events=hubspot_events())

    assert by_hubspot(hub, **told).status == 401
    assert hints(hub) == []


def test_what_the_hub_changed_itself_is_taken_and_dropped() -> None:
    hub = a_connected_hub(crm_events=hubspot_events())

    reply = by_hubspot(hub, url=f"https://hub.example{PATH}", source="INTEGRATION")

    assert reply.status == 202
    assert hints(hub) == []
