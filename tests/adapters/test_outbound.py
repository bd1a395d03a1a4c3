"""The way to the CRM in memory and in SQS keep one contract; what a FIFO queue asks for besides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.adapters.sqs import SqsDeadLetters, SqsOutbound, SqsRedelivery
from referral_hub.ports import Listener
from tests.adapters.conftest import a_client
from tests.contracts.outbound import OutboundContract, Received


class TestMemoryOutbound(OutboundContract):
    @pytest.fixture
    def outbound(self) -> MemoryOutbound:
        return MemoryOutbound()

    @pytest.fixture
    def received(self, outbound: MemoryOutbound) -> Received:
        return lambda: [number for number, _, _ in outbound.sent]


@pytest.fixture
def url(aws: None) -> str:  # noqa: ARG001 (the queue lives in it)
    made = a_client("sqs").create_queue(QueueName="outbound.fifo", Attributes={"FifoQueue": "true"})
    return str(made["QueueUrl"])


class TestSqsOutbound(OutboundContract):
    @pytest.fixture
    def outbound(self, url: str) -> SqsOutbound:
        return SqsOutbound(lambda: a_client("sqs"), url)

    @pytest.fixture
    def received(self, url: str) -> Received:
        return lambda: [json.loads(message["Body"])["number"] for message in drained(url)]


def test_who_does_not_answer_holds_up_no_other_listener_of_the_same_referral(url: str) -> None:
    outbound = SqsOutbound(lambda: a_client("sqs"), url)
    for mark in ("4", "5"):
        outbound.send("R-000123", to=Listener.CRM, mark=mark)
        outbound.send("R-000123", to=Listener.PARTNER, mark=mark)

    groups = {m["MessageId"]: m["Attributes"]["MessageGroupId"] for m in drained(url)}

    assert sorted(groups.values()) == ["R-000123-crm"] * 2 + ["R-000123-partner"] * 2


@pytest.mark.parametrize("body", ['{"number": "R-000123"}', "{no message", "ø" * 100])
def test_a_dead_letter_of_a_fifo_queue_is_kept_as_it_came(url: str, body: str) -> None:
    SqsDeadLetters(lambda: a_client("sqs"), url).put(body)

    assert [message["Body"] for message in drained(url)] == [body]


def test_a_message_that_failed_can_come_back_at_once(url: str) -> None:
    SqsOutbound(lambda: a_client("sqs"), url).send("R-000123", to=Listener.CRM, mark="4")
    (taken,) = _messages(url)
    assert _messages(url) == []

    SqsRedelivery(lambda: a_client("sqs"), url).again_in(taken["ReceiptHandle"], 0)

    assert [message["Body"] for message in _messages(url)] == [taken["Body"]]


def drained(url: str) -> list[dict[str, Any]]:
    """Read all messages; a group shows its next one when the one before is deleted."""
    found: list[dict[str, Any]] = []
    while batch := _messages(url):
        found += batch
        for message in batch:
            a_client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def _messages(url: str) -> list[dict[str, Any]]:
    answer = a_client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]
    )
    return list(answer.get("Messages", []))
