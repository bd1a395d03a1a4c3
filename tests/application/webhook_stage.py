"""A hub whose partner is told by webhook, with a queue and a receiver that can be looked into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referral_hub.adapters.webhooks_memory import (
    MemoryWebhookQueue,
    MemoryWebhookSecrets,
    MemoryWebhookSender,
)
from referral_hub.application.webhooks import delivery as webhook_delivery
from referral_hub.application.webhooks.delivery import Attempt
from referral_hub.application.webhooks.desk import SetEndpoint, WebhookDesk
from referral_hub.domain.access import Role
from referral_hub.domain.webhooks.delivery import Delivery, Reply
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.webhook import CHOICES, WebhookEvent
from referral_hub.hub import Hub, WebhookPorts
from tests.builders import NOON, a_hub, a_principal

URL = "https://hooks.harbour.example/referrals"
ADMIN = a_principal(Role.ADMIN)


@dataclass(frozen=True)
class Mail:
    """What the hub sends and keeps on the way to webhooks, in memory."""

    queue: MemoryWebhookQueue
    secrets: MemoryWebhookSecrets
    sender: MemoryWebhookSender

    @property
    def ids(self) -> list[str]:
        """The ids of what the receiver got, each as often as it got it."""
        return [sent.headers["webhook-id"] for sent in self.sender.sent]


def a_telling_hub(*replies: Reply, **override: Any) -> tuple[Hub, Mail]:
    """A hub that can tell partners by webhook; no partner has one so far."""
    mail = Mail(MemoryWebhookQueue(), MemoryWebhookSecrets(), MemoryWebhookSender(*replies))
    ports = WebhookPorts(mail.queue, mail.secrets, mail.sender)
    return a_hub(webhooks=ports, **override), mail


def desk(hub: Hub) -> WebhookDesk:
    assert hub.webhook_desk
    return hub.webhook_desk


def set_up(
    hub: Hub,
    url: str = URL,
    events: tuple[WebhookEvent, ...] = CHOICES,
    partner_id: str = "harbour",
) -> SetEndpoint:
    return desk(hub).set(partner_id, url=url, events=events, by=ADMIN, clock=hub.clock)


def an_announcement(event: WebhookEvent = WebhookEvent.ACCEPTED, **override: Any) -> Announcement:
    said = {"partner_id": "harbour", "number": "R-000001", "token": "0" * 32, "at": NOON}
    return Announcement.of(event, {"number": "R-000001"}, **said | override)


def deliver(
    hub: Hub,
    announcement: Announcement,
    *,
    now: datetime | None = None,
    receipt: str = "r-1",
) -> Attempt:
    assert hub.webhooks
    return webhook_delivery.deliver(
        announcement=announcement,
        receipt=receipt,
        now=now or hub.clock(),
        endpoints=hub.webhook_endpoints,
        deliveries=hub.deliveries,
        secrets=hub.webhooks.secrets,
        sender=hub.webhooks.sender,
    )


def kept(hub: Hub, announcement: Announcement) -> Delivery:
    return hub.deliveries.get(announcement.partner_id, announcement.id)
