"""
Tell the CRM, or the partner, what changed of a deal (X-1).

The queue keeps the messages of one referral to one of them in order. One that never can be told
goes to the dead letters at once.
"""

from __future__ import annotations

import json
from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.sqs._aside import put_aside
from functions.sqs._in_order import in_order
from referral_hub.application.deals import crm_telling, partner_telling
from referral_hub.hub import Hub
from referral_hub.ports import Listener

# What a body may raise that is no message of the hub.
_UNREADABLE = (LookupError, TypeError, ValueError)
_COUNTED = {
    Listener.CRM: {"told": "DealTold", "refused": "DealRefused"},
    Listener.PARTNER: {"told": "PartnerTold", "refused": "PartnerRefused"},
}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    return in_order(event, hub, _is_settled, of="outbound")


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: it was followed, or put where people look."""
    try:
        told = json.loads(record["body"])
        number, listener = str(told["number"]), Listener(told["to"])
    except _UNREADABLE:
        return _give_up(record, hub)
    try:
        _tell(number, listener, hub)
    except HOPELESS:
        return _give_up(record, hub)
    return True


def _give_up(record: dict[str, Any], hub: Hub) -> bool:
    logger.exception("outbound.hopeless", message_id=record["messageId"])
    return put_aside(record, hub)


def _tell(number: str, listener: Listener, hub: Hub) -> None:
    came_of_it = _LISTENERS[listener](number, hub)
    logger.info("outbound.deal", number=number, to=listener, came_of_it=came_of_it)
    if came_of_it in _COUNTED[listener]:
        measure(_COUNTED[listener][came_of_it])


def _tell_crm(number: str, hub: Hub) -> str:
    return crm_telling.tell(
        number=number,
        now=hub.clock(),
        desk=hub.desk,
        crm_links=hub.crm_links,
        timeline=hub.timeline,
        effects=hub.effects,
    )


def _tell_partner(number: str, hub: Hub) -> str:
    return partner_telling.tell(
        number=number,
        now=hub.clock(),
        desk=hub.desk,
        hearing=lambda partner_id: hub.connection(partner_id).deals,
        timeline=hub.timeline,
        effects=hub.effects,
    )


_LISTENERS = {Listener.CRM: _tell_crm, Listener.PARTNER: _tell_partner}


handler = lambda_entrypoint(handle)
