"""
One attempt to bring a message to a partner's endpoint.

At least once: the attempt is noted after it was made. A crash in between makes it again under the
same id, by which the receiver knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.webhook import EndpointState, WebhookEndpoint
from referral_hub.domain.webhook_delivery import Delivery, DeliveryStatus, Reply
from referral_hub.domain.webhook_events import Announcement
from referral_hub.domain.webhook_signature import signed_headers
from referral_hub.ports import WebhookSecrets, WebhookSender
from referral_hub.records.webhooks import Deliveries, WebhookEndpoints


@dataclass(frozen=True)
class Attempt:
    """
    What came of a message of the queue: bring it again in `again_in` seconds; 0 means never.

    `status` is that of its delivery; None when it is no longer to be sent. `made` says that the
    receiver was called, `disabled` that this was the last time.
    """

    again_in: int = 0
    status: DeliveryStatus | None = None
    made: bool = False
    disabled: bool = False


_NOTHING_TO_DO = Attempt()


def deliver(
    *,
    announcement: Announcement,
    now: datetime,
    endpoints: WebhookEndpoints,
    deliveries: Deliveries,
    secrets: WebhookSecrets,
    sender: WebhookSender,
) -> Attempt:
    """
    Send a message if it is due.

    Raises:
        Unavailable: nobody knows; the receiver may have got it.
        Conflict: two attempts were made at the same moment.
    """
    delivery = _delivery(announcement, deliveries)
    if not delivery.is_due_for(announcement):
        return _NOTHING_TO_DO
    if wait := delivery.wait(now):
        return Attempt(again_in=wait, status=delivery.status)
    endpoint = endpoints.find(announcement.partner_id)
    if endpoint is None or endpoint.state is EndpointState.DISABLED:
        return _put_aside(delivery, deliveries, "the webhook was off")
    if not endpoint.wants(announcement.event):
        return _put_aside(delivery, deliveries, "the webhook wants it no more")
    headers = _headers(delivery, endpoint, secrets, now)
    reply = sender.post(endpoint.url, headers, delivery.body)
    return _noted(delivery.answered(reply, at=now), reply, endpoint, endpoints, deliveries, now)


def _delivery(announcement: Announcement, deliveries: Deliveries) -> Delivery:
    known = deliveries.find(announcement.partner_id, announcement.id)
    return known or Delivery.begun(announcement)


def _put_aside(delivery: Delivery, deliveries: Deliveries, why: str) -> Attempt:
    saved = deliveries.save(delivery.not_sent(why))
    return Attempt(status=saved.status)


def _headers(
    delivery: Delivery, endpoint: WebhookEndpoint, secrets: WebhookSecrets, now: datetime
) -> dict[str, str]:
    return signed_headers(
        delivery.id,
        delivery.body,
        timestamp=int(now.timestamp()),
        secrets=[secrets.read(endpoint.partner_id, each) for each in endpoint.signing(now)],
    )


def _noted(
    delivery: Delivery,
    reply: Reply,
    endpoint: WebhookEndpoint,
    endpoints: WebhookEndpoints,
    deliveries: Deliveries,
    now: datetime,
) -> Attempt:
    failed = delivery.status is DeliveryStatus.FAILED
    if failed:
        # Before the delivery: that it failed is looked at once, and this must not be missed.
        endpoints.save(endpoint.disabled(f"{delivery.event} failed: {reply.text}", at=now))
    saved = deliveries.save(delivery)
    return Attempt(saved.wait(now), saved.status, made=True, disabled=failed)
