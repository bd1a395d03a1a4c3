"""A platform as a partner: what it has been told by webhook is what it knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from referral_hub.adapters.announcing import Announcer
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partners.platform.connection import connect
from referral_hub.adapters.secrets import Secret
from referral_hub.adapters.webhooks_memory import MemoryWebhookQueue
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.partner_referral import PartnerWord
from referral_hub.domain.referrals.deal_fields import DealField, plain
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.webhook import CHOICES, WebhookEndpoint, WebhookEvent
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.webhooks import Deliveries, WebhookEndpoints
from referral_hub.settings import Settings
from tests.builders import Clock, a_partner, a_referral


class Forgetful(MemoryWebhookQueue):
    """A queue whose answers may get lost after it took a message."""

    loses = False

    def send(self, announcement: Announcement) -> None:
        super().send(announcement)
        if self.loses:
            self.loses = False
            raise Unavailable("webhooks", "no answer")


class PlatformStage:
    reason = "No capacity this winter"
    news: ClassVar[Mapping[DealField, str]] = {
        DealField.STAGE: "won",
        DealField.TITLE: "Lamps for the whole coast",
        DealField.DESCRIPTION: "Ninety lamps.",
        DealField.AMOUNT: "99000.5",
        DealField.CURRENCY: "EUR",
        DealField.TARGET_CLOSE_DATE: "2027-11-30",
    }

    def __init__(self) -> None:
        self.clock = Clock()
        self.queue = Forgetful()
        self.table = MemoryTable()
        self.listens_to_all()
        announce = Announcer(self.table, lambda: self.queue)
        secret = Secret(lambda: None, "harbour", self.clock)
        context = PartnerContext(
            secret,
            self.clock,
            Settings(table="hub"),
            announce=announce,
            answered=self._answered,
        )
        self.connection = connect(a_partner(), context)
        assert self.connection.deals
        assert self.connection.takes
        self.connector, self.deals = self.connection.connector, self.connection.deals
        self.takes = self.connection.takes

    @property
    def outgoing(self) -> OutgoingReferrals:
        return OutgoingReferrals(self.table)

    def _answered(self, number: str) -> PartnerWord | None:
        side = self.outgoing.partners_side(number)
        return side.word if side else None

    def listens_to_all(self) -> None:
        self.listens(*CHOICES)

    def listens(self, *events: WebhookEvent) -> None:
        """Let the platform have set a webhook for these events."""
        endpoints = WebhookEndpoints(self.table)
        known = endpoints.find("harbour")
        endpoint = WebhookEndpoint(
            partner_id="harbour",
            url="https://hooks.harbour.example/referrals",
            events=events,
            secret_id="one",
            created_at=self.clock(),
            version=known.version if known else 0,
        )
        endpoints.save(endpoint)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(announcement.body) for announcement in self.queue.waiting]

    @property
    def listed(self) -> list[str]:
        """The ids of the messages that the platform sees among its deliveries."""
        return [delivery.id for delivery in Deliveries(self.table).latest("harbour")]

    def shares(self) -> Referral:
        return a_referral()

    def knows(self, referral: Referral) -> Mapping[DealField, str]:
        known: dict[DealField, str] = {}
        for message in self.messages:
            said = message["data"]
            assert said["number"] == referral.number
            said |= {f"value.{name}": text for name, text in said.get("value", {}).items()}
            known |= {field: plain(field, said[field]) for field in DealField if field in said}
        return known

    def times_told(self) -> int:
        return len({announcement.id for announcement in self.queue.waiting})
