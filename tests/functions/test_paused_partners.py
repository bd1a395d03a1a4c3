"""Partners that are paused, or cannot be connected: nobody else notices, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.schedule import poll_partner_feeds
from functions.sqs import partner_hint
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.adapters.partners.aws.stage import Stage, a_hub_with_aws, connected, staged
from tests.builders import a_partner
from tests.connected import Connected


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def hub(stage: Stage) -> Hub:
    def connect(partner: Partner) -> PartnerConnection:
        if partner.partner_id == "crumbled":
            raise Unavailable("crumbled", "its settings no longer fit: door", cause=Cause.REFUSED)
        if partner.partner_id == "muddled":
            raise KeyError("hush")
        return connected(partner, stage.connector)

    return a_hub_with_aws(stage, connections=Connected(connect))


def poll(hub: Hub) -> dict[str, int]:
    return poll_partner_feeds.handle({}, hub=hub)


def hear(hub: Hub, *bodies: Any) -> list[Any]:
    records = [{"messageId": f"m{n}", "body": json.dumps(b)} for n, b in enumerate(bodies)]
    return list(partner_hint.handle({"Records": records}, hub=hub)["batchItemFailures"])


def queued(hub: Hub) -> list[Any]:
    assert isinstance(hub.queue, MemoryHintQueue)
    return hub.queue.hints


def paused(hub: Hub) -> None:
    hub.partners.save(hub.partners.get("aws").paused(hub.clock()))


def resumed(hub: Hub) -> None:
    hub.partners.save(hub.partners.get("aws").resumed())


def test_a_paused_partner_is_not_polled(hub: Hub, stage: Stage) -> None:
    stage.shares()
    paused(hub)

    assert poll(hub) == {}
    assert hub.feed_states.of("aws").polled_at is None


def test_what_a_paused_partner_told_of_is_found_once_it_is_resumed(hub: Hub, stage: Stage) -> None:
    paused(hub)
    shared = stage.shares()
    failures = hear(hub, *stage.aws.events)
    while_paused = list(hub.referrals.newest())

    resumed(hub)
    poll(hub)
    hear(hub, *queued(hub))

    assert (failures, while_paused) == ([], [])
    assert [r.partner_referral_id for r in hub.referrals.newest()] == [shared.partner_referral_id]


def test_a_hint_that_was_queued_before_the_pause_is_followed(hub: Hub, stage: Stage) -> None:
    stage.shares()
    poll(hub)
    paused(hub)

    hear(hub, *queued(hub))

    assert len(list(hub.referrals.newest())) == 1


@pytest.mark.parametrize(
    ("partner_id", "why", "cause"),
    [
        ("crumbled", "its settings no longer fit: door", Cause.REFUSED),
        ("muddled", "the hub failed: KeyError", Cause.HUB_FAILED),
    ],
)
def test_a_partner_that_cannot_be_connected_says_why_and_stops_nobody(
    hub: Hub, stage: Stage, partner_id: str, why: str, cause: Cause
) -> None:
    hub.partners.add(a_partner(partner_id=partner_id))
    stage.shares()

    with pytest.raises(ExceptionGroup):
        poll(hub)

    state = hub.feed_states.of(partner_id)
    assert (state.failures, state.error, state.cause) == (1, why, cause)
    assert hub.feed_states.of("aws").failures == 0
    assert len(queued(hub)) == 1


def test_an_event_is_followed_whoever_else_cannot_be_connected(hub: Hub, stage: Stage) -> None:
    hub.partners.add(a_partner(partner_id="crumbled"))
    stage.shares()

    failures = hear(hub, *stage.aws.events)

    assert failures == []
    assert len(list(hub.referrals.newest())) == 1


def test_an_outage_is_counted_once(hub: Hub, stage: Stage) -> None:
    stage.aws.behave(throttle={"operation": "ListEngagementInvitations", "times": 1})

    with pytest.raises(ExceptionGroup):
        poll(hub)

    assert hub.feed_states.of("aws").failures == 1
