"""
Tell the CRM what changed of a deal in the hub (X-1).

The queue keeps the messages of one referral in order. One that never can be told goes to the dead
letters at once.
"""

from __future__ import annotations

import json
from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.sqs._aside import put_aside
from functions.sqs._in_order import in_order
from referral_hub.application import deal_telling
from referral_hub.bootstrap import Hub

# What a body may raise that is no message of the hub.
_UNREADABLE = (LookupError, TypeError, ValueError)
_COUNTED = {"told": "DealTold", "refused": "DealRefused"}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    return in_order(event, hub, _is_settled, of="outbound")


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: it was followed, or put where people look."""
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
    logger.exception("outbound.hopeless", message_id=record["messageId"])
    return put_aside(record, hub)


def _tell(number: str, hub: Hub) -> None:
    came_of_it = deal_telling.tell(
        number=number,
        now=hub.clock(),
        desk=hub.desk,
        crm_links=hub.crm_links,
        timeline=hub.timeline,
        effects=hub.effects,
    )
    logger.info("outbound.deal", number=number, came_of_it=came_of_it)
    if came_of_it in _COUNTED:
        measure(_COUNTED[came_of_it])


handler = lambda_entrypoint(handle)
