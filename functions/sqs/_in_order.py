"""
Settle what a FIFO queue brings, in order within each group.

After a message that is not settled, those behind it in its group are not tried, and SQS brings all
of them again, soon, as Lambda asks of whoever reads a FIFO queue
(docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from functions._entrypoint import logger
from functions.sqs._again import again_soon
from referral_hub.domain.errors import TryAgain
from referral_hub.hub import Hub

# Takes a message, and tells whether SQS may forget it.
Settle = Callable[[dict[str, Any], Hub], bool]


def in_order(event: dict[str, Any], hub: Hub, settle: Settle, *, of: str) -> dict[str, Any]:
    """Settle each message, and report those that SQS must bring again; `of` begins log lines."""
    failed, held_up = [], set()
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        if group in held_up:
            # As long as this one is hidden, SQS brings nothing of its group, not even what failed.
            again_soon(record, hub)
        elif _is_settled(record, hub, settle, of):
            continue
        held_up.add(group)
        failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _is_settled(record: dict[str, Any], hub: Hub, settle: Settle, of: str) -> bool:
    try:
        return settle(record, hub)
    except TryAgain as trouble:
        logger.warning(f"{of}.postponed", message_id=record["messageId"], why=str(trouble))
        again_soon(record, hub, told=trouble)
    except Exception:  # noqa: BLE001 - whatever it is, other groups have nothing to do with it
        logger.exception(f"{of}.failed", message_id=record["messageId"])
    return False
