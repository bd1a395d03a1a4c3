"""
Follow hints that a partner has news: those of our poller, and the partner's own events.

A record that cannot be followed fails alone. SQS brings it again, and after a few times to the dead
letters, where an alarm sees it: one that can never be read must not vanish either.
"""

from __future__ import annotations

import json
from typing import Any

from functions._entrypoint import lambda_entrypoint, logger, measure
from referral_hub.application.partners.feeds import Source, follow
from referral_hub.application.partners.news import Taken
from referral_hub.domain.errors import TryAgain, Unavailable
from referral_hub.domain.partners.partner import Hint, Partner
from referral_hub.hub import Hub

_OF_EVENT_BRIDGE = "detail-type"
# Of a hint that a platform's webhook gave.
_VIA = "via"


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    failed = [r["messageId"] for r in event["Records"] if not _is_followed(r, hub)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _is_followed(record: dict[str, Any], hub: Hub) -> bool:
    message_id = record["messageId"]
    try:
        _follow(json.loads(record["body"]), hub)
    except TryAgain as trouble:
        logger.warning("hint.postponed", message_id=message_id, why=str(trouble))
    except Exception:  # noqa: BLE001 - whatever it is, the other records have nothing to do with it
        logger.exception("hint.failed", message_id=message_id)
    else:
        return True
    return False


def _follow(body: dict[str, Any], hub: Hub) -> None:
    hint = _hint_in(body, hub)
    source = hub.source(hint.partner_id) if hint else None
    if hint is None or source is None:
        return
    via = _via(body)
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
