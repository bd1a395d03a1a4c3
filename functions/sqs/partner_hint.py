"""
Follow hints that a partner has news: those of our poller, and the partner's own events.

A record that cannot be followed now fails alone, and SQS brings it again. One that never can be
goes to the dead letters at once, where an alarm sees it: it must not vanish either.
"""

from __future__ import annotations

import json
from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.sqs._aside import put_aside
from referral_hub.application.partners.feeds import Source, follow
from referral_hub.application.partners.news import Taken
from referral_hub.domain.errors import TryAgain, Unavailable
from referral_hub.domain.partners.partner import Hint, Partner
from referral_hub.hub import Hub

_OF_EVENT_BRIDGE = "detail-type"
# Of a hint that a platform's webhook gave.
_VIA = "via"
# What a body may raise that is no hint and no event.
_UNREADABLE = (AttributeError, TypeError, ValueError)


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    failed = [r["messageId"] for r in event["Records"] if not _is_settled(r, hub)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: it was followed, or put where people look."""
    message_id = record["messageId"]
    try:
        return _is_followed(record, hub) or put_aside(record, hub)
    except TryAgain as trouble:
        logger.warning("hint.postponed", message_id=message_id, why=str(trouble))
    except Exception:  # noqa: BLE001 - whatever it is, the other records have nothing to do with it
        logger.exception("hint.failed", message_id=message_id)
    return False


def _is_followed(record: dict[str, Any], hub: Hub) -> bool:
    """Follow a hint, and tell whether there was any: one that is hopeless is not followed."""
    try:
        body = json.loads(record["body"])
        hint = _hint_in(body, hub)
        source = hub.source(hint.partner_id) if hint else None
    except (*HOPELESS, *_UNREADABLE):
        logger.exception("hint.unreadable", message_id=record["messageId"])
        return False
    try:
        if hint and source:
            _follow(hint, source, _via(body), hub)
    except HOPELESS:
        logger.exception("hint.hopeless", message_id=record["messageId"])
        return False
    return True


def _follow(hint: Hint, source: Source, via: str, hub: Hub) -> None:
    found = follow(
        hint=hint,
        source=source,
        via=via,
        now=hub.clock(),
        referrals=hub.referrals,
        contacts=hub.contacts,
        news_desk=hub.news_desk,
    )
    _tell(found)
    if via == "poll" and source.hears_events and found.anything:
        hub.feed_states.add_missed(hint.partner_id, 1)
        measure("PartnerEventMissed")


def _via(body: dict[str, Any]) -> str:
    return "event" if _OF_EVENT_BRIDGE in body else str(body.get(_VIA, "poll"))


def _tell(found: Taken) -> None:
    if found.filed and found.filed.new:
        logger.info("referral.received", number=found.filed.referral.number)
        measure("ReferralReceived")
    if found.put_aside:
        logger.warning("entry.quarantined", count=1)
        measure("EntryQuarantined")


def _hint_in(body: dict[str, Any], hub: Hub) -> Hint | None:
    """
    Read our own hint, or ask whose event this is; most events of a platform are no news.

    A paused partner's events are left alone: once it is resumed, the poll finds what they told of.
    """
    if _OF_EVENT_BRIDGE not in body:
        return Hint.model_validate({n: text for n, text in body.items() if n != _VIA})
    sources = (_source(partner, hub) for partner in hub.partners.all() if not partner.is_paused)
    hints = (source.feed.hint_in(body) for source in sources if source)
    return next((hint for hint in hints if hint), None)


def _source(partner: Partner, hub: Hub) -> Source | None:
    try:
        return hub.source_of(partner)
    except Unavailable as trouble:
        # It may be another's event; if not, the poll finds what it told of.
        logger.warning("partner.not_connected", partner_id=partner.partner_id, why=str(trouble))
        return None


handler = lambda_entrypoint(handle)
