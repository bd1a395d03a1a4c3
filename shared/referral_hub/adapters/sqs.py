"""The hub's queues in SQS."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from referral_hub.domain.errors import Unavailable
from referral_hub.ports import About, Listener

from .clients import ask

_BATCH = 10


class SqsHintQueue:
    """`client` makes a botocore client when first needed."""

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, hints: Sequence[Mapping[str, str]]) -> None:
        """
        Send hints, ten to a call.

        Raises:
            Unavailable: some were not taken; all may be sent again.
        """
        for start in range(0, len(hints), _BATCH):
            self._send(hints[start : start + _BATCH])

    def _send(self, hints: Sequence[Mapping[str, str]]) -> None:
        entries = [{"Id": str(i), "MessageBody": json.dumps(h)} for i, h in enumerate(hints)]
        answer = ask(self._client(), "send_message_batch", QueueUrl=self._url, Entries=entries)
        if failed := answer.get("Failed"):
            raise Unavailable("sqs", f"{len(failed)} hints were not taken")


class SqsOutbound:
    """
    A FIFO queue: a referral and who is told of it are a message group, so that its messages are
    read one after the other.

    SQS forgets the id of a message after five minutes
    (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-key-terms.html); a
    mark that is sent again after that is one look too many, and changes nothing.
    """

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, number: str, *, to: Listener, mark: str, about: About = About.DEAL) -> None:
        ask(
            self._client(),
            "send_message",
            QueueUrl=self._url,
            MessageBody=json.dumps({"number": number, "to": to, "about": about}),
            MessageGroupId=f"{number}-{to}",
            MessageDeduplicationId=f"{number}-{to}-{about}-{mark}",
        )


class SqsDeadLetters:
    """
    The queue of dead letters, into which SQS itself puts what failed too often.

    That of a FIFO queue is one, too: messages that say the same are one group there, and one
    message within five minutes.
    """

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def put(self, body: str) -> None:
        ordered = _ordered(body) if self._url.endswith(".fifo") else {}
        ask(self._client(), "send_message", QueueUrl=self._url, MessageBody=body, **ordered)


def _ordered(body: str) -> dict[str, str]:
    """Say what a FIFO queue asks for, of a body that nobody may be able to read."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return {"MessageGroupId": digest, "MessageDeduplicationId": digest}


class SqsRedelivery:
    """Another visibility timeout for one message of the queue."""

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def again_in(self, receipt: str, seconds: int) -> None:
        ask(
            self._client(),
            "change_message_visibility",
            QueueUrl=self._url,
            ReceiptHandle=receipt,
            VisibilityTimeout=seconds,
        )
