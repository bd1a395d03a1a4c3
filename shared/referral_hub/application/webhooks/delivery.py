"""
One attempt to bring a message to a partner's endpoint.

At least once: the attempt is noted after it was made. A crash in between makes it again under the
same id, by which the receiver knows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from referral_hub.domain.webhooks.delivery import Delivery, DeliveryStatus, Reply
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.signature import signed_headers
from referral_hub.domain.webhooks.webhook import EndpointState, WebhookEndpoint
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
# The least that says "again".
_AT_ONCE = 1


def deliver(
    *,
    announcement: Announcement,
    receipt: str,
    now: datetime,
    endpoints: WebhookEndpoints,
    deliveries: Deliveries,
    secrets: WebhookSecrets,
    sender: WebhookSender,
) -> Attempt:
    """
    Send a message if it is due; `receipt` is what the queue takes to bring it again sooner.

    Raises:
        Unavailable: nobody knows; the receiver may have got it.
        Conflict: two attempts were made at the same moment.
    """
    delivery = _delivery(announcement, deliveries)
    if not delivery.is_due_for(announcement):
        return _NOTHING_TO_DO
    endpoint = endpoints.find(announcement.partner_id)
    if endpoint is None or endpoint.state is EndpointState.DISABLED:
        return _put_aside(delivery, deliveries, "the webhook was off")
    if not endpoint.wants(announcement.event):
        return _put_aside(delivery, deliveries, "the webhook wants it no more")
    delivery = delivery.known_to(endpoint)
    if delivery.wait(now):
        return _held(delivery, receipt, endpoints, deliveries, now)
    headers = _headers(delivery, endpoint, secrets, now)
    reply = sender.post(endpoint.url, headers, delivery.body)
    answered = delivery.answered(reply, at=now)
    if answered.status is DeliveryStatus.FAILED:
        return _given_up(answered, reply, endpoint, endpoints, deliveries, now)
    return replace(_held(answered, receipt, endpoints, deliveries, now), made=True)


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


def _held(
    delivery: Delivery,
    receipt: str,
    endpoints: WebhookEndpoints,
    deliveries: Deliveries,
    now: datetime,
) -> Attempt:
    """
    Note how it stands, and the receipt where it is to come again: before the queue hides it, so
    that nothing is hidden that nobody could bring back.
    """
    saved = deliveries.save(delivery.held(receipt))
    pause = saved.wait(now) and _pause(saved, endpoints, now)
    return Attempt(pause, saved.status)


def _pause(delivery: Delivery, endpoints: WebhookEndpoints, now: datetime) -> int:
    """
    Look at the endpoint once more, after the message is noted: whoever set it while the receiver
    was called either found the message there, or is found here.
    """
    endpoint = endpoints.find(delivery.partner_id)
    known = delivery.known_to(endpoint) if endpoint else delivery
    return known.wait(now) or _AT_ONCE


def _given_up(
    delivery: Delivery,
    reply: Reply,
    endpoint: WebhookEndpoint,
    endpoints: WebhookEndpoints,
    deliveries: Deliveries,
    now: datetime,
) -> Attempt:
    # Before the delivery: that it failed is looked at once, and this must not be missed.
    endpoints.save(endpoint.disabled(f"{delivery.event} failed: {reply.text}", at=now))
    saved = deliveries.save(delivery)
    return Attempt(status=saved.status, made=True, disabled=True)
