"""
Tell the CRM, or the partner, what changed of a deal (X-1), share outgoing referrals (OUT-5), and do
in the CRM what a referral by code is due (LC-5).

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
from referral_hub.application.lifecycles import outside
from referral_hub.application.outgoing.checking import taker
from referral_hub.application.outgoing.sharing import spawning, steps
from referral_hub.hub import Hub
from referral_hub.ports import About, Listener

# What a body may raise that is no message of the hub.
_UNREADABLE = (LookupError, TypeError, ValueError)
_COUNTED = {
    (About.DEAL, Listener.CRM): {"told": "DealTold", "refused": "DealRefused"},
    (About.DEAL, Listener.PARTNER): {"told": "PartnerTold", "refused": "PartnerRefused"},
    (About.REFERRAL, Listener.CRM): {},
    (About.REFERRAL, Listener.PARTNER): {"shared": "ReferralShared", "refused": "ShareRefused"},
    (About.TRACKED, Listener.CRM): {},
}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    return in_order(event, hub, _is_settled, of="outbound")


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: it was followed, or put where people look."""
    try:
        told = json.loads(record["body"])
        number, listener = str(told["number"]), Listener(told["to"])
        about = About(told.get("about", About.DEAL))
    except _UNREADABLE:
        return _give_up(record, hub)
    try:
        _tell(number, listener, about, hub)
    except HOPELESS:
        return _give_up(record, hub)
    return True


def _give_up(record: dict[str, Any], hub: Hub) -> bool:
    logger.exception("outbound.hopeless", message_id=record["messageId"])
    return put_aside(record, hub)


def _tell(number: str, listener: Listener, about: About, hub: Hub) -> None:
    came_of_it = _ERRANDS[about, listener](number, hub)
    logger.info("outbound.told", number=number, to=listener, about=about, came_of_it=came_of_it)
    if counted := _COUNTED[about, listener].get(came_of_it):
        measure(counted)


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


def _share(number: str, hub: Hub) -> str:
    return steps.share(
        number=number,
        now=hub.clock(),
        desk=hub.two_way_desk,
        taker=lambda partner_id: taker(hub.connection(partner_id), partner_id),
        effects=hub.effects,
        links=steps.Links(hub.partner_links, hub.crm_links),
    )


def _spawn(number: str, hub: Hub) -> str:
    return spawning.spawn(
        number=number,
        now=hub.clock(),
        desk=hub.two_way_desk,
        effects=hub.effects,
        links=steps.Links(hub.partner_links, hub.crm_links),
    )


def _follow_up(number: str, hub: Hub) -> str:
    return outside.bring_about(
        number=number, desk=hub.lifecycle_desk, crm=hub.crm, effects=hub.effects
    )


_ERRANDS = {
    (About.DEAL, Listener.CRM): _tell_crm,
    (About.DEAL, Listener.PARTNER): _tell_partner,
    (About.REFERRAL, Listener.PARTNER): _share,
    (About.REFERRAL, Listener.CRM): _spawn,
    (About.TRACKED, Listener.CRM): _follow_up,
}


handler = lambda_entrypoint(handle)
