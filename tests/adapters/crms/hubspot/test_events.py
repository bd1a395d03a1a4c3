"""HubSpot's webhooks keep the contract of events, and are told from others' by their signature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hubspot.utils.signature import Signature

from referral_hub.adapters.crms.hubspot.paths import SCHEMAS
from referral_hub.adapters.crms.hubspot.signature import is_genuine
from referral_hub.domain.crm_referrals import CrmThing
from referral_hub.ports import CrmEvents
from sandbox.hubspot import CLIENT_SECRET
from sandbox.hubspot.webhooks import Delivery, Sender
from tests.adapters.crms.hubspot.portal import Portal
from tests.builders import NOON
from tests.contracts.crm_events import CrmEventsContract

Event = Mapping[str, Any]
URL = "https://hub.example/v1/crm-events/hubspot"


@pytest.fixture
def events(portal: Portal) -> CrmEvents:
    found = portal.connection.events
    assert found
    return found


def last_event(portal: Portal, name: str) -> Event:
    return next(e for e in reversed(portal.hubspot.events) if e.get("propertyName") == name)


class TestHubSpotEvents(CrmEventsContract):
    """The portal is new for each test, so its first record has this id."""

    opportunity_id = "51000000001"

    @pytest.fixture(autouse=True)
    def _of_its_type(self, portal: Portal) -> None:
        [schema] = portal.calls_api("GET", SCHEMAS)["results"]
        self.record_id = f"{schema['objectTypeId']}/51000000001"

    @pytest.fixture
    def events(self, events: CrmEvents) -> CrmEvents:
        return events

    @pytest.fixture
    def changed_opportunity(self, portal: Portal) -> Event:
        deal = portal.seed("deals", dealname="Lamps")
        portal.hubspot.person_edits("deals", deal, {"dealstage": "closedwon"})
        return last_event(portal, "dealstage")

    @pytest.fixture
    def decided_referral(self, portal: Portal) -> Event:
        record = portal.seed("p_referral", number="R-000001", referral_hub_id="R-000001")
        portal.hubspot.person_edits("p_referral", record, {"decision": "Accept"})
        return last_event(portal, "decision")

    @pytest.fixture
    def our_own(self, portal: Portal) -> Event:
        company = portal.seed("companies", name="Fenwick")
        fields = {"dealname": "Lamps", "dealstage": "appointmentscheduled"}
        portal.crm.create_opportunity(company, fields, token="t-1")
        return last_event(portal, "dealstage")

    @pytest.fixture
    def of_something_else(self, portal: Portal) -> Event:
        company = portal.seed("companies", name="Fenwick")
        portal.hubspot.person_edits("companies", company, {"phone": "+47 99"})
        return last_event(portal, "phone")


def edited(portal: Portal, kind: str, name: str, value: str, **born: Any) -> Event:
    record = portal.seed(kind, **born)
    portal.hubspot.person_edits(kind, record, {name: value})
    return last_event(portal, name)


def test_a_hint_says_when_it_happened(portal: Portal, events: CrmEvents) -> None:
    event = edited(portal, "deals", "amount", "1", dealname="Lamps")

    (hint,) = events.hints_in(event)

    assert hint.at == portal.clock.now


def test_a_hint_at_a_decision_says_which_user_made_it(portal: Portal, events: CrmEvents) -> None:
    born = {"number": "R-1", "referral_hub_id": "R-1"}
    event = edited(portal, "p_referral", "decision", "Accept", **born)

    (by_a_user,) = events.hints_in(event)
    (by_a_workflow,) = events.hints_in(event | {"sourceId": "enrollmentId:7;actionId:1"})

    assert event["sourceId"] == f"userId:{by_a_user.by}"
    assert (by_a_user.by.isdigit(), by_a_workflow.by) == (True, "")


def test_a_generic_event_of_a_deal_is_a_hint_too(portal: Portal, events: CrmEvents) -> None:
    portal.hubspot.behave(generic_webhooks=True)

    (hint,) = events.hints_in(edited(portal, "deals", "amount", "1", dealname="Lamps"))

    assert hint.about is CrmThing.OPPORTUNITY


def test_another_integration_is_somebody_else(portal: Portal, events: CrmEvents) -> None:
    event = edited(portal, "deals", "amount", "1", dealname="Lamps")
    theirs = {**event, "changeSource": "INTEGRATION", "sourceId": "7"}

    assert events.hints_in(theirs)


def test_what_the_hub_writes_on_a_referral_is_nobodys_decision(
    portal: Portal, events: CrmEvents
) -> None:
    event = edited(portal, "p_referral", "title", "Lamps", number="R-1", referral_hub_id="R-1")

    assert events.hints_in(event) == ()


def test_an_event_is_read_without_a_call_to_hubspot_which_waits_for_the_answer(
    portal: Portal, events: CrmEvents
) -> None:
    event = edited(portal, "p_referral", "decision", "Accept", number="R-1", referral_hub_id="R-1")

    with portal.counted() as calls:
        assert events.hints_in(event)

    assert calls == []


# Signatures


def signed(url: str, body: str, at: datetime, method: str = "POST") -> dict[str, str]:
    """Sign as the vendor's own library does."""
    timestamp = str(round(at.timestamp() * 1000))
    signature = Signature.get_signature(CLIENT_SECRET, body, "v3", url, method, timestamp)
    return {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}


BODY = json.dumps([{"propertyValue": "Łódź & 東京"}], ensure_ascii=False)


def test_what_hubspot_signed_is_genuine(events: CrmEvents) -> None:
    headers = signed(URL, BODY, NOON)

    told = {"method": "POST", "url": URL, "headers": headers, "body": BODY.encode()}
    assert events.is_genuine(now=NOON, **told)


def test_names_of_headers_may_be_in_any_case() -> None:
    headers = {name.title(): text for name, text in signed(URL, BODY, NOON).items()}

    assert is_genuine("post", URL, headers, BODY.encode(), CLIENT_SECRET, NOON)


@pytest.mark.parametrize(
    ("sent", "as_signed"),
    [
        ("?to=a%3Ab%2Fc%3Fd%40e%21f%24g%27h", "?to=a:b/c?d@e!f$g'h"),
        ("?to=%28a%29%2a%2C%3B", "?to=(a)*,;"),
        ("?to=a%20b%26c%25d%23", "?to=a%20b%26c%25d%23"),
        ("/a%2Fb?to=%3F", "/a/b?to=?"),
    ],
)
def test_the_escapes_that_hubspot_decodes_are_decoded(sent: str, as_signed: str) -> None:
    headers = signed(URL + as_signed, BODY, NOON)

    assert is_genuine("POST", URL + sent, headers, BODY.encode(), CLIENT_SECRET, NOON)


@pytest.mark.parametrize(
    "forged",
    [
        {"method": "PUT"},
        {"url": URL + "?x=1"},
        {"body": BODY.encode() + b" "},
        {"secret": "another"},
        {"secret": ""},
        {"now": NOON + timedelta(minutes=5, milliseconds=1)},
        {"now": NOON - timedelta(minutes=5, milliseconds=1)},
    ],
)
def test_whatever_differs_from_what_was_signed_is_not_genuine(forged: dict[str, Any]) -> None:
    told = {"method": "POST", "url": URL, "body": BODY.encode(), "secret": CLIENT_SECRET}
    told |= {"headers": signed(URL, BODY, NOON), "now": NOON}

    assert is_genuine(**told)
    assert not is_genuine(**told | forged)


@pytest.mark.parametrize("timestamp", ["", "soon", "1e12", "-1", "٣", "9" * 400])
def test_a_timestamp_that_is_none_is_not_genuine(timestamp: str) -> None:
    signature = Signature.get_signature(CLIENT_SECRET, BODY, "v3", URL, "POST", timestamp)
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}

    assert not is_genuine("POST", URL, headers, BODY.encode(), CLIENT_SECRET, NOON)


def test_an_empty_secret_opens_nothing() -> None:
    timestamp = str(round(NOON.timestamp() * 1000))
    signature = Signature.get_signature("", BODY, "v3", URL, "POST", timestamp)
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}

    assert not is_genuine("POST", URL, headers, BODY.encode(), "", NOON)


def test_what_the_vendors_library_accepts_now_is_genuine_now() -> None:
    now = datetime.now(UTC)
    headers = signed(URL, BODY, now)
    signature, timestamp = headers.values()

    accepted = Signature.is_valid(
        signature, CLIENT_SECRET, BODY, URL, signature_version="v3", timestamp=timestamp
    )

    assert accepted
    assert is_genuine("POST", URL, headers, BODY.encode(), CLIENT_SECRET, now)


def test_what_the_portal_posts_is_genuine(portal: Portal, events: CrmEvents) -> None:
    event = edited(portal, "deals", "amount", "1", dealname="Lamps")
    delivery = Delivery(f"{URL}?from=a%3Ab", (dict(event),), NOON)
    headers = Sender(CLIENT_SECRET).headers(delivery, NOON)

    told = {"method": "POST", "url": delivery.url, "body": delivery.body(), "now": NOON}
    assert events.is_genuine(headers=headers, **told)


def test_a_secret_that_cannot_be_read_makes_nothing_genuine(
    portal: Portal, events: CrmEvents
) -> None:
    portal.secret = {}
    headers = signed(URL, BODY, NOON)

    assert not events.is_genuine(
        method="POST", url=URL, headers=headers, body=BODY.encode(), now=NOON
    )
