"""Tell partners by webhook what became of their referrals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from functions._entrypoint import logger
from referral_hub.application.webhooks import desk as webhooks
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.webhooks.events import announcements
from referral_hub.hub import Hub


def announce(change: Mapping[str, Any], hub: Hub) -> None:
    """
    Queue what a partner's endpoint wants to be told of a change of a referral.

    The messages follow from the change alone: one that the stream brings twice is told once.
    """
    if hub.webhooks is None or "OldImage" not in change:
        return
    before, after = _referral(change["OldImage"]), _referral(change["NewImage"])
    sent = webhooks.announce(
        announcements(before, after, at=_at(change, after)),
        endpoints=hub.webhook_endpoints,
        deliveries=hub.deliveries,
        queue=hub.webhooks.queue,
    )
    for message_id in sent:
        logger.info("webhook.queued", number=after.number, message_id=message_id)


def _referral(image: Mapping[str, Any]) -> Referral:
    referral = Referral.model_validate_json(image["doc"]["S"])
    return referral.model_copy(update={"version": int(image["version"]["N"])})


def _at(change: Mapping[str, Any], referral: Referral) -> datetime:
    """When the change was made, by the stream's clock: the same however often it is delivered."""
    made = change.get("ApproximateCreationDateTime")
    return datetime.fromtimestamp(int(float(made)), UTC) if made else referral.received_at
