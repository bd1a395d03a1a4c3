"""What SQS brings for a partner's webhook."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions._entrypoint import metrics
from functions.sqs.deliver_webhook import handle
from referral_hub.adapters.memory import MemoryDeadLetters, MemoryRedelivery
from referral_hub.domain.webhooks.delivery import MOST_ATTEMPTS, Reply
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.hub import Hub
from tests.application.webhook_stage import Mail, a_telling_hub, an_announcement, deliver, set_up
from tests.functions.dead_letters import FullLetters, letters_of

SAMPLE = Path(__file__).parents[2] / "events" / "sqs" / "deliver_webhook.json"
WELL: dict[str, Any] = {"batchItemFailures": []}
BROKEN = Reply(status=500)


@pytest.fixture
def telling() -> tuple[Hub, Mail]:
    metrics.clear_metrics()
    hub, mail = a_telling_hub()
    set_up(hub)
    return replace(hub, redelivery=MemoryRedelivery(), dead_letters=MemoryDeadLetters()), mail


def brought(*announcements: Announcement | str) -> dict[str, Any]:
    return {"Records": [_record(n, each) for n, each in enumerate(announcements)]}


def _record(place: int, message: Announcement | str) -> dict[str, Any]:
    told = message if isinstance(message, str) else message.model_dump_json()
    group = "odd" if isinstance(message, str) else message.number
    attributes = {"MessageGroupId": group, "ApproximateReceiveCount": "1"}
    return {
        "messageId": f"m-{place}",
        "receiptHandle": f"r-{place}",
        "body": told,
        "attributes": attributes,
    }


def failed(*message_ids: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in message_ids]}


def pauses(hub: Hub) -> dict[str, int]:
    assert isinstance(hub.redelivery, MemoryRedelivery)
    return hub.redelivery.pauses


def test_a_message_that_arrives_is_forgotten(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling

    assert handle(json.loads(SAMPLE.read_text()), hub=hub) == WELL

    assert len(mail.sender.sent) == 1
    assert "WebhookDelivered" in metrics.metric_set


def test_one_that_does_not_is_hidden_until_its_next_attempt(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies.append(BROKEN)

    assert handle(brought(an_announcement()), hub=hub) == failed("m-0")

    assert pauses(hub) == {"r-0": 5}
    assert "WebhookMissed" in metrics.metric_set


def test_what_waits_for_longer_than_sqs_hides_is_hidden_in_turns(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    mail.sender.replies.append(Reply(status=503, retry_after=24 * 3600))

    handle(brought(an_announcement()), hub=hub)

    assert pauses(hub) == {"r-0": 11 * 3600}


def test_what_is_told_of_one_referral_waits_for_what_was_told_before(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    mail.sender.replies.append(BROKEN)
    earlier, later = an_announcement(token="1" * 32), an_announcement(token="2" * 32)

    assert handle(brought(earlier, later), hub=hub) == failed("m-0", "m-1")

    assert mail.ids == [earlier.id]


def test_another_referral_does_not_wait(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies.append(BROKEN)
    other = an_announcement(token="2" * 32, number="R-000002")

    assert handle(brought(an_announcement(), other), hub=hub) == failed("m-0")

    assert mail.ids[1] == other.id


def test_a_dead_endpoint_of_one_partner_holds_up_nobody_else(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies += [BROKEN] * 3
    dead = [an_announcement(token=f"{n}" * 32, number=f"R-{n:06}") for n in range(3)]
    handle(brought(*dead), hub=hub)

    lively = an_announcement(token="9" * 32, number="R-000009")

    assert handle(brought(lively), hub=hub) == WELL


def test_a_message_that_nobody_can_read_is_put_where_people_look(
    telling: tuple[Hub, Mail],
) -> None:
    hub, _ = telling

    assert handle(brought("{no message"), hub=hub) == WELL

    assert letters_of(hub) == ["{no message"]


def test_one_that_cannot_be_put_there_holds_up_no_other_referral(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    full = replace(hub, dead_letters=FullLetters())

    assert handle(brought("{no message", an_announcement()), hub=full) == failed("m-0")

    assert mail.ids == [an_announcement().id]


def test_while_a_secret_cannot_be_read_the_message_comes_again_soon(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    mail.secrets.kept.clear()

    assert handle(brought(an_announcement()), hub=hub) == failed("m-0")

    assert pauses(hub) == {"r-0": 5}
    assert mail.sender.sent == []


def test_an_endpoint_that_is_disabled_raises_an_alarm(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies.append(Reply(status=410))

    assert handle(brought(an_announcement()), hub=hub) == WELL

    assert "WebhookDisabled" in metrics.metric_set


def test_a_message_that_is_given_up_is_forgotten(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies += [BROKEN] * MOST_ATTEMPTS
    now = hub.clock()
    for _ in range(MOST_ATTEMPTS - 1):
        now = now.replace(year=now.year + 1)
        deliver(hub, an_announcement(), now=now)

    late = replace(hub, clock=lambda: now.replace(year=now.year + 1))

    assert handle(brought(an_announcement()), hub=late) == WELL
