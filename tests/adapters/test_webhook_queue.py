"""The queue of what partners are told by webhook, in memory and in SQS."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import pytest
from botocore.stub import Stubber

from referral_hub.adapters.webhooks import SqsWebhookQueue
from referral_hub.adapters.webhooks_memory import MemoryWebhookQueue
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.ports import WebhookQueue
from tests.adapters.conftest import a_client
from tests.adapters.test_outbound import drained
from tests.application.webhook_stage import an_announcement

Waiting = Callable[[], list[Announcement]]
Hidden = Callable[[int], list[str]]


def turn(count: int) -> Announcement:
    return an_announcement().model_copy(update={"turn": count})


class QueueContract(ABC):
    @abstractmethod
    @pytest.fixture
    def queue(self) -> WebhookQueue: ...

    @abstractmethod
    @pytest.fixture
    def waiting(self) -> Waiting:
        """All messages, as whoever reads the queue finds them in it."""

    @abstractmethod
    @pytest.fixture
    def hidden(self) -> Hidden:
        """Let so many messages wait, hidden; returns their receipts."""

    def test_the_same_turn_twice_is_one_message(
        self, queue: WebhookQueue, waiting: Waiting
    ) -> None:
        for count in (0, 0, 1):
            queue.send(turn(count))

        assert sorted(message.turn for message in waiting()) == [0, 1]

    def test_the_same_turn_again_stays_before_what_came_after_it(
        self, queue: WebhookQueue, waiting: Waiting
    ) -> None:
        first, second = (an_announcement(token=str(place) * 32) for place in (1, 2))
        for message in (first, second, first):
            queue.send(message)

        assert waiting() == [first, second]

    def test_hidden_messages_are_brought_now(self, queue: WebhookQueue, hidden: Hidden) -> None:
        receipts = hidden(11)

        assert list(queue.bring_now(receipts)) == []

    def test_a_receipt_that_is_good_no_longer_is_told(
        self, queue: WebhookQueue, hidden: Hidden
    ) -> None:
        (receipt,) = hidden(1)

        assert list(queue.bring_now(["stale", receipt])) == ["stale"]

    def test_to_bring_nothing_is_no_trouble(self, queue: WebhookQueue) -> None:
        assert list(queue.bring_now([])) == []


class TestMemoryWebhookQueue(QueueContract):
    @pytest.fixture
    def queue(self) -> MemoryWebhookQueue:
        return MemoryWebhookQueue()

    @pytest.fixture
    def waiting(self, queue: MemoryWebhookQueue) -> Waiting:
        return lambda: queue.waiting

    @pytest.fixture
    def hidden(self, queue: MemoryWebhookQueue) -> Hidden:
        def hide(count: int) -> list[str]:
            receipts = [f"r-{place}" for place in range(count)]
            queue.hidden.update(receipts)
            return receipts

        return hide


@pytest.fixture
def url(aws: None) -> str:  # noqa: ARG001 (the queue lives in it)
    made = a_client("sqs").create_queue(QueueName="w.fifo", Attributes={"FifoQueue": "true"})
    return str(made["QueueUrl"])


class TestSqsWebhookQueue(QueueContract):
    @pytest.fixture
    def queue(self, url: str) -> SqsWebhookQueue:
        return SqsWebhookQueue(lambda: a_client("sqs"), url)

    @pytest.fixture
    def waiting(self, url: str) -> Waiting:
        return lambda: [
            Announcement.model_validate_json(message["Body"]) for message in drained(url)
        ]

    @pytest.fixture
    def hidden(self, queue: SqsWebhookQueue, url: str) -> Hidden:
        def hide(count: int) -> list[str]:
            for place in range(count):
                queue.send(an_announcement(number=f"R-{place:06}", token=f"{place:024}"))
            taken: list[str] = []
            while len(taken) < count:
                answer = a_client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
                taken += [message["ReceiptHandle"] for message in answer["Messages"]]
            return taken

        return hide

    def test_the_messages_of_one_referral_are_one_group(
        self, queue: SqsWebhookQueue, url: str
    ) -> None:
        queue.send(turn(0))
        queue.send(turn(1))

        groups = [message["Attributes"]["MessageGroupId"] for message in drained(url)]

        assert sorted(groups) == sorted(["R-000001", an_announcement().id])

    def test_what_sqs_could_not_do_is_asked_for_again(self, queue: SqsWebhookQueue) -> None:
        failed = [{"Id": "0", "Code": "InternalError", "SenderFault": False}]
        answer = {"Successful": [], "Failed": failed}
        with Stubber(a_client("sqs")) as stub:
            stub.add_response("change_message_visibility_batch", answer)

            with pytest.raises(Unavailable):
                queue.bring_now(["r-1"])
