"""The messages of a batch, as SQS brings them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from referral_hub.domain.outgoing.batch import Batch


def parts_of(batch: Batch) -> Iterator[dict[str, Any]]:
    """Bring them one by one, as the queue does."""
    for place in batch.parts:
        yield {"Records": [_message(batch.batch_id, place)]}


def all_parts_of(batch: Batch) -> dict[str, Any]:
    return {"Records": [_message(batch.batch_id, place) for place in batch.parts]}


def _message(batch_id: str, place: int) -> dict[str, Any]:
    return {
        "messageId": f"m-{place}",
        "receiptHandle": f"receipt-{place}",
        "body": json.dumps({"batch_id": batch_id, "part": place}),
        "attributes": {"MessageGroupId": batch_id},
    }
