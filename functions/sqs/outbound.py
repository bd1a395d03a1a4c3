"""
Tell the CRM what changed of a deal in the hub (X-1).

The queue keeps the messages of one referral in order: after one that fails, those behind it fail
too, and SQS brings them again, as Lambda asks of whoever reads a FIFO queue
(docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). One that never can be told
goes to the dead letters at once.
"""

from __future__ import annotations

import json
from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.sqs._again import again_soon
from referral_hub.application import deal_telling
from referral_hub.bootstrap import Hub
from referral_hub.domain.errors import TryAgain

# What a body may raise that is no message of the hub.
_UNREADABLE = (LookupError, TypeError, ValueError)
_COUNTED = {"told": "DealTold", "refused": "DealRefused"}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    failed, held_up = [], set()
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        if group in held_up or not _is_settled(record, hub):
            held_up.add(group)
            failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: it was followed, or put where people look."""
    message_id = record["messageId"]
    try:
        return _follow(record, hub)
    except TryAgain as trouble:
        logger.warning("outbound.postponed", message_id=message_id, why=str(trouble))
        again_soon(record, hub)
    except Exception:  # noqa: BLE001 - whatever it is, the other referrals have nothing to do with it
        logger.exception("outbound.failed", message_id=message_id)
    return False


def _follow(record: dict[str, Any], hub: Hub) -> bool:
    try:
        number = str(json.loads(record["body"])["number"])
    except _UNREADABLE:
        return _give_up(record, hub)
    try:
        _tell(number, hub)
    except HOPELESS:
        return _give_up(record, hub)
    return True


def _give_up(record: dict[str, Any], hub: Hub) -> bool:
    """Put the message where people look; where there is no such place, SQS does it in time."""
    logger.exception("outbound.hopeless", message_id=record["messageId"])
    if hub.crm_dead_letters:
        hub.crm_dead_letters.put(record["body"])
    return hub.crm_dead_letters is not None


def _tell(number: str, hub: Hub) -> None:
    came_of_it = deal_telling.tell(
        number=number,
        now=hub.clock(),
        desk=hub.desk,
        timeline=hub.timeline,
        effects=hub.effects,
    )
    logger.info("outbound.deal", number=number, came_of_it=came_of_it)
    if came_of_it in _COUNTED:
        measure(_COUNTED[came_of_it])


handler = lambda_entrypoint(handle)
