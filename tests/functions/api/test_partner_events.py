"""Partner Center tells over HTTPS, and the hub goes and reads for itself."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from functions.sqs.partner_hint import handle as follow_hints
from referral_hub.hub import Hub
from tests.adapters.partners.microsoft.stage import SUE, Stage, a_hub_with_microsoft, staged
from tests.builders import a_partner
from tests.functions.api.client import Client, Reply
from tests.sandbox.listeners import Receiver, listening
from tests.sandbox.partner_center.wire import Wire, register

ADDRESS = "/v1/partner-events/microsoft/microsoft"
Post = tuple[dict[str, str], bytes]


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return a_hub_with_microsoft(stage)


@pytest.fixture
def receiver(stage: Stage) -> Iterator[Receiver]:
    with listening(receiver := Receiver(), "/hooks"):
        register(Wire(stage.server), receiver, SignatureTokenToMsSignatureHeader=True)
        yield receiver


def told(stage: Stage, receiver: Receiver) -> Post:
    """Deliver what Partner Center has to tell, and return the last of it."""
    stage.center.tick()
    return receiver.taken[-1]


def sent(hub: Hub, post: Post, address: str = ADDRESS) -> Reply:
    """Send it as API Gateway hands it on."""
    headers, body = post
    packed = base64.b64encode(body).decode()
    return Client(hub).send("POST", address, headers=headers, body=packed, base64=True)


def queued(hub: Hub) -> list[dict[str, str]]:
    return hub.queue.hints  # type: ignore[attr-defined, no-any-return]


def followed(hub: Hub) -> Any:
    records = [{"messageId": str(n), "body": json.dumps(h)} for n, h in enumerate(queued(hub))]
    queued(hub).clear()
    return follow_hints({"Records": records}, hub=hub)


def test_a_referral_is_in_the_inbox_before_the_next_poll(
    hub: Hub, stage: Stage, receiver: Receiver
) -> None:
    referral = stage.shares()

    reply = sent(hub, told(stage, receiver))
    answer = followed(hub)

    [filed] = hub.referrals.newest()
    assert (reply.status, reply.text, answer) == (200, "", {"batchItemFailures": []})
    assert filed.partner_referral_id == referral.partner_referral_id
    assert hub.feed_states.of("microsoft").missed == 0


def test_people_who_appear_are_brought_by_a_webhook(
    hub: Hub, stage: Stage, receiver: Receiver
) -> None:
    referral = stage.shares()
    sent(hub, told(stage, receiver))
    followed(hub)
    stage.clock.advance(seconds=9)
    stage.reveals(referral)

    sent(hub, told(stage, receiver))
    followed(hub)

    [filed] = hub.referrals.newest()
    assert [arrival.info for arrival in hub.contacts.of(filed.number)] == [SUE]


def test_what_is_withdrawn_leaves_the_inbox_by_a_webhook(
    hub: Hub, stage: Stage, receiver: Receiver
) -> None:
    referral = stage.shares()
    sent(hub, told(stage, receiver))
    followed(hub)
    stage.clock.advance(seconds=9)
    stage.takes_back(referral)

    sent(hub, told(stage, receiver))
    followed(hub)

    [filed] = hub.referrals.newest()
    assert filed.status == "expired"


def test_a_webhook_that_comes_again_files_nothing_twice(
    hub: Hub, stage: Stage, receiver: Receiver
) -> None:
    stage.shares()
    post = told(stage, receiver)

    for _ in range(3):
        sent(hub, post)
    followed(hub)

    assert len(list(hub.referrals.newest())) == 1


def test_what_a_webhook_says_is_not_believed(hub: Hub, stage: Stage, receiver: Receiver) -> None:
    referral = stage.shares()
    post = told(stage, receiver)
    stage.center.remove(referral.partner_referral_id)

    sent(hub, post)
    followed(hub)

    assert list(hub.referrals.newest()) == []


def test_a_forged_webhook_stores_nothing_and_the_log_says_why(
    hub: Hub, stage: Stage, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    stage.center.behave(webhook_signature="wrong")
    stage.shares()

    with caplog.at_level(logging.WARNING):
        reply = sent(hub, told(stage, receiver))

    assert (reply.status, reply.code) == (403, "not_genuine")
    assert "signature" not in reply.said["detail"]
    assert queued(hub) == []


@pytest.mark.parametrize("address", ["harbour", "nobody"])
def test_nobody_else_is_told_of_by_a_webhook_however_well_it_is_signed(
    hub: Hub, stage: Stage, receiver: Receiver, address: str
) -> None:
    stage.shares()

    reply = sent(hub, told(stage, receiver), f"/v1/partner-events/microsoft/{address}")

    assert (reply.status, reply.code) == (403, "not_genuine")
    assert queued(hub) == []


def test_what_a_paused_partner_tells_is_left_to_the_poll(
    hub: Hub, stage: Stage, receiver: Receiver
) -> None:
    stage.shares()
    hub.partners.save(hub.partners.get("microsoft").paused(hub.clock()))

    reply = sent(hub, told(stage, receiver))

    assert (reply.status, queued(hub)) == (200, [])


def test_a_certificate_that_cannot_be_read_makes_microsoft_send_it_again(
    hub: Hub, stage: Stage, receiver: Receiver
) -> None:
    stage.shares()
    post = told(stage, receiver)
    stage.center.behave(general_exception={"path": "/cert/", "times": 1})

    first, second = sent(hub, post), sent(hub, post)

    assert (first.status, second.status) == (503, 200)


@pytest.mark.parametrize("body", ["", "not base64!", "e30="])
def test_what_bears_no_signature_is_refused_whatever_it_is(hub: Hub, body: str) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))

    reply = Client(hub).send("POST", ADDRESS, body=body, base64=True)

    assert (reply.status, reply.code) == (403, "not_genuine")
