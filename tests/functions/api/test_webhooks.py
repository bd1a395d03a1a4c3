"""A partner's platform asks to be told, over the API and with nothing but its page."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from functions.api.openapi import DOCUMENT
from functions.api.webhook_shapes import Chosen
from referral_hub.adapters.webhooks_memory import MemoryWebhookQueue, MemoryWebhookSender
from referral_hub.domain.access import Role
from referral_hub.domain.webhooks.delivery import Reply
from referral_hub.domain.webhooks.webhook import CHOICES, WebhookEvent
from referral_hub.hub import Hub
from tests.application.webhook_stage import an_announcement, deliver
from tests.functions.api.client import Client, a_client

HERE = "/v1/partners/harbour/webhook"
BODY = {"url": "https://hooks.harbour.example/referrals"}
WEBHOOKS = json.loads(DOCUMENT.read_text())["webhooks"]


@pytest.fixture
def platform(hub: Hub) -> Client:
    return a_client(hub, Role.INTEGRATION)


def waiting(hub: Hub) -> list[Any]:
    assert hub.webhooks
    assert isinstance(hub.webhooks.queue, MemoryWebhookQueue)
    return hub.webhooks.queue.waiting


def refuse_next(hub: Hub, status: int) -> None:
    assert hub.webhooks
    assert isinstance(hub.webhooks.sender, MemoryWebhookSender)
    hub.webhooks.sender.replies.append(Reply(status=status))


def test_the_secret_is_shown_once(platform: Client) -> None:
    first, again = platform.put(HERE, BODY), platform.put(HERE, BODY)

    assert (first.status, again.status) == (201, 200)
    assert first.said["secret"].startswith("whsec_")
    assert "secret" not in again.said
    assert "secret" not in platform.get(HERE).said


def test_who_chooses_nothing_is_told_everything(platform: Client) -> None:
    said = platform.put(HERE, BODY).said

    assert said["events"] == [event.value for event in CHOICES]
    assert said["state"] == "active"


@pytest.mark.parametrize(
    "events", [[], ["referral.paid"], ["hub.test"], ["referral.expired"] * 2, None, "all"]
)
def test_events_that_there_are_not_are_refused(platform: Client, events: object) -> None:
    refused = platform.put(HERE, BODY | {"events": events})

    assert (refused.status, refused.code) == (422, "invalid_request")


def test_an_address_that_may_not_be_called_is_refused_with_why(platform: Client) -> None:
    refused = platform.put(HERE, {"url": "http://169.254.169.254/"})

    assert (refused.status, refused.code) == (422, "webhook_url_refused")
    assert refused.wrong == {"/url": "must be https, on port 443"}


def test_a_secret_is_never_kept_to_be_repeated(platform: Client) -> None:
    refused = platform.put(HERE, BODY, idempotency_key="once")

    assert (refused.status, refused.code) == (400, "idempotency_key_not_taken")


def test_a_rotation_shows_the_new_secret(platform: Client) -> None:
    first = platform.put(HERE, BODY).said["secret"]

    rotated = platform.post(f"{HERE}/rotate")

    assert rotated.status == 201
    assert rotated.said["secret"] != first
    assert rotated.said["rotated_at"]


def test_a_partner_tries_its_webhook_and_sees_how_it_went(hub: Hub, platform: Client) -> None:
    platform.put(HERE, BODY)

    queued = platform.post(f"{HERE}/test")
    deliver(hub, waiting(hub)[0])

    (listed,) = platform.get(f"{HERE}/deliveries").said["items"]
    assert queued.status == 202
    assert (listed["id"], listed["event"]) == (queued.said["id"], "hub.test")
    assert (listed["status"], listed["attempts"]) == ("delivered", 1)
    assert platform.get(HERE).said["last_success_at"]


def test_a_disabled_webhook_is_shown_with_why_and_is_on_again_when_it_is_set(
    hub: Hub, platform: Client
) -> None:
    platform.put(HERE, BODY)
    refuse_next(hub, 410)
    deliver(hub, an_announcement())

    disabled = platform.get(HERE).said
    refused = platform.post(f"{HERE}/test")
    again = platform.put(HERE, BODY)

    assert (disabled["state"], disabled["failures"]) == ("disabled", 1)
    assert disabled["disabled_because"] == "referral.accepted failed: HTTP 410"
    assert (refused.status, refused.code) == (409, "webhook_disabled")
    assert again.said["state"] == "active"


def test_what_failed_is_sent_again(hub: Hub, platform: Client) -> None:
    platform.put(HERE, BODY)
    refuse_next(hub, 500)
    deliver(hub, an_announcement())

    again = platform.post(f"{HERE}/deliveries/{an_announcement().id}/resend")

    assert (again.status, again.said["status"]) == (202, "waiting")
    assert [message.id for message in waiting(hub)] == [an_announcement().id]


def test_who_sends_again_what_waits_behind_another_is_told_which(
    hub: Hub, platform: Client
) -> None:
    platform.put(HERE, BODY)
    first, second = (an_announcement(token=str(place) * 32) for place in (1, 2))
    hub.deliveries.begin(second)
    refuse_next(hub, 500)
    deliver(hub, first)

    again = platform.post(f"{HERE}/deliveries/{second.id}/resend")

    assert (again.status, again.said["status"]) == (202, "waiting")
    assert again.said["waits_behind"] == first.id


def test_a_webhook_that_is_taken_away_is_gone(platform: Client) -> None:
    platform.put(HERE, BODY)

    assert platform.send("DELETE", HERE).status == 204

    assert platform.get(HERE).code == "webhook_not_found"


def test_a_partner_of_a_platform_with_its_own_way_is_offered_none(hub: Hub, admin: Client) -> None:
    admin.post("/v1/partners", {"partner_id": "aws", "name": "AWS", "kind": "aws"})

    refused = a_client(hub, Role.ADMIN).put("/v1/partners/aws/webhook", BODY)

    assert (refused.status, refused.code) == (409, "webhooks_not_offered")


def test_the_document_knows_the_same_events_as_the_hub() -> None:
    assert get_args(Chosen) == tuple(event.value for event in CHOICES)
    assert WEBHOOKS.keys() == {event.value for event in WebhookEvent}


@pytest.mark.parametrize("event", CHOICES)
def test_the_document_describes_what_is_sent(event: WebhookEvent) -> None:
    told = WEBHOOKS[event.value]["post"]

    schema = told["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["type"] == {"const": event.value}
    others = {WebhookEvent.DEAL_CHANGED: "DealNews", WebhookEvent.SHARED: "SharedNews"}
    about = event.value.partition(".")[0].capitalize()
    news = others.get(event, f"{about}News")
    assert schema["properties"]["data"] == {"$ref": f"#/components/schemas/{news}"}
    assert {p["name"] for p in told["parameters"]} == {
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    }
