"""The queue in memory and the queue in SQS keep one contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.adapters.sqs import SqsDeadLetters, SqsHintQueue
from referral_hub.domain.errors import Unavailable
from tests.adapters.conftest import a_client
from tests.contracts.hint_queue import HintQueueContract, Received, a_hint


class TestMemoryHintQueue(HintQueueContract):
    @pytest.fixture
    def queue(self) -> MemoryHintQueue:
        return MemoryHintQueue()

    @pytest.fixture
    def received(self, queue: MemoryHintQueue) -> Received:
        return lambda: queue.hints


class TestSqsHintQueue(HintQueueContract):
    @pytest.fixture
    def url(self, aws: None) -> str:  # noqa: ARG002 (the queue lives in it)
        return a_client("sqs").create_queue(QueueName="hints")["QueueUrl"]

    @pytest.fixture
    def queue(self, url: str) -> SqsHintQueue:
        return SqsHintQueue(lambda: a_client("sqs"), url)

    @pytest.fixture
    def received(self, url: str) -> Received:
        def drain() -> list[Mapping[str, str]]:
            found: list[Mapping[str, str]] = []
            while batch := _messages(url):
                found += [json.loads(message["Body"]) for message in batch]
            return found

        return drain


def test_a_dead_letter_is_kept_as_it_came(aws: None) -> None:  # noqa: ARG001 (the queue lives in it)
    url = a_client("sqs").create_queue(QueueName="dead")["QueueUrl"]

    SqsDeadLetters(lambda: a_client("sqs"), url).put("{no hint")

    assert [message["Body"] for message in _messages(url)] == ["{no hint"]


def _messages(url: str) -> list[dict[str, Any]]:
    answer = a_client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600
    )
    return list(answer.get("Messages", []))


class FullQueue:
    """A client of a queue that takes every hint but the first of each call."""

    meta = a_client("sqs").meta

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        return {"Failed": [{"Id": request["Entries"][0]["Id"]}]}


def test_hints_that_were_not_taken_are_to_be_sent_again() -> None:
    queue = SqsHintQueue(FullQueue, "https://queue.example")

    with pytest.raises(Unavailable, match="1 hints were not taken"):
        queue.send([a_hint(1), a_hint(2)])
