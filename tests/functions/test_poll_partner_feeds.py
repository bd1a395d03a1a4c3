"""The clock's round: every partner that can be asked is asked, whatever became of the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.schedule.poll_partner_feeds import handle
from functions.sqs import partner_hint
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from referral_hub.records.contacts import LISTENED_TO
from tests.adapters.partners.aws.stage import (
    EVENTS,
    Stage,
    a_hub_with_aws,
    client_of,
    connected,
    staged,
)
from tests.builders import a_referral, an_acceptance
from tests.connected import Connected

ROUND = json.loads((EVENTS / "schedule/every_five_minutes.json").read_text("utf-8"))
LIST = "ListEngagementInvitations"


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def queue() -> MemoryHintQueue:
    return MemoryHintQueue()


@pytest.fixture
def hub(stage: Stage, queue: MemoryHintQueue) -> Hub:
    return a_hub_with_aws(stage, queue=queue)


def overdue_referral(hub: Hub, *, accepted_at: datetime) -> None:
    referral = a_referral(number="R-000007", partner_id="aws", expires_at=None)
    accepted = referral.accept(an_acceptance(at=accepted_at))
    hub.referrals.save(accepted.await_contact().overdue())


def about(queue: MemoryHintQueue, what: str) -> list[str]:
    return [hint["id"] for hint in queue.hints if hint["about"] == what]


def test_each_new_invitation_is_hinted_at_oldest_first(
    hub: Hub, stage: Stage, queue: MemoryHintQueue
) -> None:
    shared = [stage.shares().partner_referral_id for _ in range(3)]

    queued = handle(ROUND, hub=hub)

    assert queued == {"aws": 3}
    assert about(queue, "invitation") == shared


def test_an_invitation_in_the_inbox_is_not_hinted_at_again(
    hub: Hub, stage: Stage, queue: MemoryHintQueue
) -> None:
    stage.shares()
    handle(ROUND, hub=hub)
    bodies = [json.dumps(hint) for hint in queue.hints]
    records = [{"messageId": body, "body": body} for body in bodies]
    partner_hint.handle({"Records": records}, hub=hub)

    queued = handle(ROUND, hub=hub)

    assert queued == {"aws": 0}


def test_a_referral_that_hopes_for_contact_info_is_hinted_at(
    hub: Hub, stage: Stage, queue: MemoryHintQueue
) -> None:
    overdue_referral(hub, accepted_at=stage.clock())

    handle(ROUND, hub=hub)

    assert about(queue, "contact_info") == ["R-000007"]


def test_hope_ends(hub: Hub, stage: Stage, queue: MemoryHintQueue) -> None:
    long_ago = stage.clock() - LISTENED_TO - timedelta(seconds=1)
    overdue_referral(hub, accepted_at=long_ago)

    handle(ROUND, hub=hub)

    assert queue.hints == []


def test_partners_that_push_are_not_asked(hub: Hub) -> None:
    assert handle(ROUND, hub=hub) == {"aws": 0}


def test_the_outage_of_one_partner_does_not_stop_the_others(
    stage: Stage, queue: MemoryHintQueue
) -> None:
    silent = stage.connector_with(client_of("http://127.0.0.1:9"))

    def connect(partner: Partner) -> PartnerConnection:
        return connected(partner, silent if partner.partner_id == "aws" else stage.connector)

    hub = a_hub_with_aws(stage, queue=queue, connections=Connected(connect))
    hub.partners.add(Partner(partner_id="aws-two", name="AWS, again", kind=PartnerKind.AWS))
    shared = stage.shares()

    with pytest.raises(ExceptionGroup) as troubles:
        handle(ROUND, hub=hub)

    assert about(queue, "invitation") == [shared.partner_referral_id]
    assert [type(trouble) for trouble in troubles.value.exceptions] == [Unavailable]


def test_an_outage_shows_as_a_failed_invocation(hub: Hub, stage: Stage) -> None:
    stage.aws.behave(throttle={"operation": LIST, "times": 1})

    with pytest.raises(ExceptionGroup, match="not every partner could be polled"):
        handle(ROUND, hub=hub)


def test_a_hub_without_a_catalog_does_not_poll_in_silence(
    stage: Stage, queue: MemoryHintQueue
) -> None:
    without: Any = stage.connector_with(client_of(stage.url), catalog="")

    connections = Connected(lambda partner: connected(partner, without))

    with pytest.raises(ExceptionGroup):
        handle(ROUND, hub=a_hub_with_aws(stage, queue=queue, connections=connections))
