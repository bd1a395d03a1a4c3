"""The queues of hints in SQS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from referral_hub.domain.errors import Unavailable

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


class SqsDeadLetters:
    """The queue of dead letters, into which SQS itself puts what failed too often."""

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def put(self, body: str) -> None:
        ask(self._client(), "send_message", QueueUrl=self._url, MessageBody=body)
