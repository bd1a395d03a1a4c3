"""What waits behind a message goes on when somebody has mended the receiver, and in its order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.sqs.deliver_webhook import handle
from referral_hub.adapters.sqs import SqsRedelivery
from referral_hub.adapters.webhooks import SqsWebhookQueue
from referral_hub.application.webhooks import desk as webhooks
from referral_hub.domain.webhooks.delivery import MOST_ATTEMPTS, DeliveryStatus, Reply
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.webhook import WebhookEvent
from referral_hub.hub import Hub, WebhookPorts
from tests.adapters.conftest import a_client
from tests.application.webhook_stage import (
    ADMIN,
    Mail,
    a_telling_hub,
    an_announcement,
    desk,
    set_up,
)

BROKEN = Reply(status=500)
FIRST = an_announcement(WebhookEvent.ACCEPTED, token="1" * 32)
SECOND = an_announcement(WebhookEvent.OPPORTUNITY, token="2" * 32)
THIRD = an_announcement(WebhookEvent.STAGE_CHANGED, token="4" * 32)
OTHER = an_announcement(WebhookEvent.ACCEPTED, number="R-000002", token="3" * 32)


@dataclass
class Post:
    """A hub whose messages for webhooks wait in SQS, and Lambda, which brings them."""

    hub: Hub
    mail: Mail
    url: str
    now: datetime

    def later(self, **passed: float) -> Hub:
        self.now += timedelta(**passed)
        return self.hub

    def announce(self, *messages: Announcement) -> None:
        assert self.hub.webhooks
        webhooks.announce(
            messages,
            endpoints=self.hub.webhook_endpoints,
            deliveries=self.hub.deliveries,
            queue=self.hub.webhooks.queue,
        )

    def bring_all(self) -> list[str]:
        """Bring messages until all are gone or hidden; returns what the receiver got of them."""
        before = len(self.mail.ids)
        while records := self._received():
            answer = handle({"Records": records}, hub=self.hub)
            if not answer["batchItemFailures"]:
                receipt = records[0]["receiptHandle"]
                a_client("sqs").delete_message(QueueUrl=self.url, ReceiptHandle=receipt)
        return self.mail.ids[before:]

    def _received(self) -> list[dict[str, Any]]:
        answer = a_client("sqs").receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=1, AttributeNames=["All"]
        )
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
            }
            for message in answer.get("Messages", [])
        ]

    def status(self, message: Announcement) -> DeliveryStatus:
        return self.hub.deliveries.get("harbour", message.id).status


@pytest.fixture
def post(aws: None) -> Post:  # noqa: ARG001 (the queue lives in it)
    made = a_client("sqs").create_queue(QueueName="w.fifo", Attributes={"FifoQueue": "true"})
    url = str(made["QueueUrl"])
    hub, mail = a_telling_hub()
    queue = SqsWebhookQueue(lambda: a_client("sqs"), url)
    post = Post(hub, mail, url, hub.clock())
    post.hub = replace(
        hub,
        clock=lambda: post.now,
        redelivery=SqsRedelivery(lambda: a_client("sqs"), url),
        webhooks=WebhookPorts(queue, mail.secrets, mail.sender),
    )
    set_up(post.hub)
    return post


def held_up(post: Post, *messages: Announcement, attempts: int = 1) -> None:
    """Let the first message of each referral be missed, so that it waits with others behind it."""
    post.announce(*messages)
    heads = {message.number: message for message in reversed(messages)}
    post.mail.sender.replies += [BROKEN] * len(heads)
    post.bring_all()
    for head in heads.values():
        delivery = post.hub.deliveries.get("harbour", head.id)
        post.hub.deliveries.save(delivery.model_copy(update={"attempts": attempts}))


def test_what_waits_behind_a_message_is_listed(post: Post) -> None:
    held_up(post, FIRST, SECOND)

    listed = {each.id: each for each in desk(post.hub).latest("harbour", by=ADMIN)}

    assert listed[FIRST.id].next_attempt_at
    assert listed[SECOND.id].status is DeliveryStatus.WAITING
    assert listed[SECOND.id].next_attempt_at is None


def test_a_message_that_is_sent_again_takes_those_behind_it_along(post: Post) -> None:
    held_up(post, FIRST, SECOND)
    assert post.bring_all() == []

    desk(post.later(seconds=1)).resend("harbour", FIRST.id, by=ADMIN)

    assert post.bring_all() == [FIRST.id, SECOND.id]
    assert post.status(FIRST) is post.status(SECOND) is DeliveryStatus.DELIVERED


def test_it_keeps_its_place_when_the_receiver_is_not_mended_after_all(post: Post) -> None:
    held_up(post, FIRST, SECOND, attempts=MOST_ATTEMPTS - 1)
    post.mail.sender.replies.append(BROKEN)
    desk(post.later(seconds=1)).resend("harbour", FIRST.id, by=ADMIN)
    assert post.bring_all() == [FIRST.id]

    desk(post.later(seconds=1)).resend("harbour", FIRST.id, by=ADMIN)

    assert post.bring_all() == [FIRST.id, SECOND.id]


def test_all_that_waits_goes_on_when_the_webhook_is_set_again(post: Post) -> None:
    held_up(post, FIRST, SECOND, OTHER)

    set_up(post.later(seconds=1))

    sent = post.bring_all()
    assert sorted(sent) == sorted([FIRST.id, SECOND.id, OTHER.id])
    assert sent.index(FIRST.id) < sent.index(SECOND.id)


def test_all_that_waits_goes_on_when_a_disabled_webhook_is_on_again(post: Post) -> None:
    held_up(post, FIRST, SECOND)
    off = post.hub.webhook_endpoints.get("harbour").disabled("410", at=post.now)
    post.hub.webhook_endpoints.save(off)

    set_up(post.later(seconds=1))

    assert post.bring_all() == [FIRST.id, SECOND.id]


def test_all_that_waits_goes_on_when_the_webhook_was_taken_away_and_is_set_again(
    post: Post,
) -> None:
    held_up(post, FIRST, SECOND)
    desk(post.hub).remove("harbour", by=ADMIN)

    set_up(post.later(seconds=1))

    assert post.bring_all() == [FIRST.id, SECOND.id]


def test_a_webhook_that_is_set_again_tries_all_attempts_anew(post: Post) -> None:
    held_up(post, FIRST, attempts=MOST_ATTEMPTS - 1)
    post.mail.sender.replies.append(BROKEN)

    set_up(post.later(seconds=1))
    post.bring_all()

    assert post.status(FIRST) is DeliveryStatus.WAITING
    assert post.hub.deliveries.get("harbour", FIRST.id).attempts == 1


def test_a_message_that_is_hidden_in_turns_can_be_brought_in_each_of_them(post: Post) -> None:
    held_up(post, FIRST, SECOND)
    waiting = post.hub.deliveries.get("harbour", FIRST.id)
    post.hub.deliveries.save(
        waiting.model_copy(update={"next_attempt_at": post.now + timedelta(hours=20)})
    )
    a_client("sqs").change_message_visibility(
        QueueUrl=post.url, ReceiptHandle=waiting.receipt, VisibilityTimeout=0
    )
    assert post.bring_all() == []

    desk(post.later(seconds=1)).resend("harbour", FIRST.id, by=ADMIN)

    assert post.bring_all() == [FIRST.id, SECOND.id]


def test_a_message_that_is_on_its_way_already_keeps_its_place(post: Post) -> None:
    held_up(post, FIRST, SECOND)
    waiting = post.hub.deliveries.get("harbour", FIRST.id)
    a_client("sqs").change_message_visibility(
        QueueUrl=post.url, ReceiptHandle=waiting.receipt, VisibilityTimeout=0
    )
    # AWS refuses the receipt of a message that is no longer hidden; the stand-in takes it.
    post.hub.deliveries.save(waiting.held("lapsed"))

    desk(post.later(seconds=1)).resend("harbour", FIRST.id, by=ADMIN)

    assert post.bring_all() == [FIRST.id, SECOND.id]


def test_a_message_behind_another_keeps_its_place(post: Post) -> None:
    held_up(post, FIRST, SECOND, THIRD)

    desk(post.later(seconds=1)).resend("harbour", SECOND.id, by=ADMIN)
    assert post.bring_all() == []
    desk(post.hub).resend("harbour", FIRST.id, by=ADMIN)

    assert post.bring_all() == [FIRST.id, SECOND.id, THIRD.id]


def test_a_message_whose_place_is_lost_is_sent_all_the_same(post: Post) -> None:
    held_up(post, FIRST)
    a_client("sqs").purge_queue(QueueUrl=post.url)

    desk(post.later(seconds=1)).resend("harbour", FIRST.id, by=ADMIN)

    assert post.bring_all() == [FIRST.id]
