"""The queue of batches, in SQS and in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from referral_hub.domain.errors import Unavailable

from .clients import ask

_OF_ONE_CALL = 10


class SqsBatchQueue:
    """A FIFO queue in which a batch is a message group: its parts are read one after the other."""

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, batch_id: str, parts: Iterable[int]) -> None:
        wanted = [_entry(batch_id, part) for part in parts]
        for start in range(0, len(wanted), _OF_ONE_CALL):
            entries = wanted[start : start + _OF_ONE_CALL]
            answer = ask(self._client(), "send_message_batch", QueueUrl=self._url, Entries=entries)
            if failed := answer.get("Failed"):
                raise Unavailable("sqs", f"{len(failed)} parts of a batch were not taken")


class MemoryBatchQueue:
    """Parts in a list, oldest first, each with its batch."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, int]] = []

    def send(self, batch_id: str, parts: Iterable[int]) -> None:
        for part in parts:
            if (batch_id, part) not in self.waiting:
                self.waiting.append((batch_id, part))


def _entry(batch_id: str, part: int) -> dict[str, str]:
    return {
        "Id": str(part),
        "MessageBody": json.dumps({"batch_id": batch_id, "part": part}),
        "MessageGroupId": batch_id,
        "MessageDeduplicationId": f"{batch_id}-{part}",
    }
