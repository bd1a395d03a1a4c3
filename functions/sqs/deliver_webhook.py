"""
Bring one message to a partner's webhook endpoint, and try again for three days.

A message waits for its next attempt in the queue itself, hidden. Those behind it in its group wait
too: what is told of one referral is told in order.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from functions._entrypoint import lambda_entrypoint, logger, measure
from functions.sqs._aside import put_aside
from functions.sqs._in_order import in_order
from referral_hub.application.webhooks import delivery as webhook_delivery
from referral_hub.application.webhooks.delivery import Attempt
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.webhooks.delivery import DeliveryStatus
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.hub import Hub

# SQS hides a message for 12 hours at most, counted from when it was received
# (API reference, ChangeMessageVisibility); what has to wait longer is hidden once more.
_LONGEST_PAUSE = 11 * 3600
_COUNTED = {
    DeliveryStatus.DELIVERED: "WebhookDelivered",
    DeliveryStatus.WAITING: "WebhookMissed",
    DeliveryStatus.FAILED: "WebhookMissed",
}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    return in_order(event, hub, _is_settled, of="webhook")


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: it arrived, or will not be sent any more."""
    try:
        announcement = Announcement.model_validate_json(record["body"])
    except ValidationError:
        logger.error("webhook.unreadable", message_id=record["messageId"])
        return put_aside(record, hub)
    attempt = _deliver(announcement, record["receiptHandle"], hub)
    if attempt.again_in:
        _hide(record, attempt.again_in, hub)
    return not attempt.again_in


def _deliver(announcement: Announcement, receipt: str, hub: Hub) -> Attempt:
    assert hub.webhooks, "whoever reads the queue knows the way"
    attempt = webhook_delivery.deliver(
        announcement=announcement,
        receipt=receipt,
        now=hub.clock(),
        endpoints=hub.webhook_endpoints,
        deliveries=hub.deliveries,
        secrets=hub.webhooks.secrets,
        sender=hub.webhooks.sender,
    )
    _tell(announcement, attempt)
    return attempt


def _tell(announcement: Announcement, attempt: Attempt) -> None:
    logger.info(
        "webhook.attempted",
        partner_id=announcement.partner_id,
        message_id=announcement.id,
        status=attempt.status,
        again_in=attempt.again_in,
    )
    if attempt.made and attempt.status in _COUNTED:
        measure(_COUNTED[attempt.status])
    if attempt.disabled:
        logger.error("webhook.disabled", partner_id=announcement.partner_id)
        measure("WebhookDisabled")


def _hide(record: dict[str, Any], seconds: int, hub: Hub) -> None:
    if hub.redelivery is None:
        return
    try:
        hub.redelivery.again_in(record["receiptHandle"], min(seconds, _LONGEST_PAUSE))
    except TryAgain as trouble:
        # It comes back when the queue thinks so, is not due, and is hidden then.
        logger.warning("redelivery.not_sooner", why=str(trouble))


handler = lambda_entrypoint(handle)
