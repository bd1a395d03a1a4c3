"""
Partners' webhook endpoints, and what was sent there.

    WEBHOOK              <partner id>   the endpoint
    DELIVERY#<partner>   <message id>   one message and how it went; lapses after 30 days
    ANNOUNCED#<partner>  <token>        the message that was sent under a token; lapses so, too

Those that are held are in the index of statuses as well, under HELD#<partner>.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from referral_hub.domain.errors import Conflict
from referral_hub.domain.webhooks.delivery import Delivery, DeliveryNotFound
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.webhook import WebhookEndpoint, WebhookNotFound
from referral_hub.ports import Key, Table

from .items import BY_STATUS, from_item, to_item, whole_item

# Longer than any message is tried.
_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class WebhookEndpoints:
    table: Table

    def find(self, partner_id: str) -> WebhookEndpoint | None:
        item = self.table.get(_endpoint_key(partner_id))
        return from_item(WebhookEndpoint, item) if item else None

    def get(self, partner_id: str) -> WebhookEndpoint:
        """
        Raises:
            WebhookNotFound: the partner has none.
        """
        found = self.find(partner_id)
        if found is None:
            raise WebhookNotFound(f"{partner_id} has no webhook")
        return found

    def save(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = endpoint.model_copy(update={"version": endpoint.version + 1})
        key = _endpoint_key(saved.partner_id)
        # Whole: whoever chose all events is not sent those that a later release adds.
        item = whole_item(key, "WEBHOOK", saved, version=saved.version)
        self.table.put(item, version=endpoint.version)
        return saved

    def remove(self, partner_id: str) -> None:
        self.table.delete(_endpoint_key(partner_id))


@dataclass(frozen=True)
class Deliveries:
    table: Table

    def find(self, partner_id: str, message_id: str) -> Delivery | None:
        item = self.table.get(_delivery_key(partner_id, message_id))
        return from_item(Delivery, item) if item else None

    def get(self, partner_id: str, message_id: str) -> Delivery:
        """
        Raises:
            DeliveryNotFound: nothing of this id was sent to the partner, or too long ago.
        """
        found = self.find(partner_id, message_id)
        if found is None:
            raise DeliveryNotFound(f"{partner_id} was sent no {message_id}")
        return found

    def latest(self, partner_id: str) -> list[Delivery]:
        """List up to 100 messages, newest first."""
        page = self.table.query(f"DELIVERY#{partner_id}", newest_first=True)
        return [from_item(Delivery, item) for item in page.items]

    def held(self, partner_id: str) -> Iterator[Sequence[Delivery]]:
        """List the messages that are hidden in the queue, oldest first, up to 100 at a time."""
        after = None
        while True:
            page = self.table.query(_held(partner_id), index=BY_STATUS, after=after)
            keys = [Key(item["pk"], item["sk"]) for item in page.items]
            found = [from_item(Delivery, item) for item in self.table.get_many(keys)]
            # An index lags behind, and says so much only: it once was.
            yield [delivery for delivery in found if delivery.is_held]
            after = page.after
            if after is None:
                return

    def begin(self, announcement: Announcement) -> None:
        """List a message that is about to be queued; what became of a listed one stays."""
        with suppress(Conflict):
            self.save(Delivery.begun(announcement))

    def save(self, delivery: Delivery) -> Delivery:
        """
        Raises:
            Conflict: another attempt was noted since it was read.
        """
        saved = delivery.model_copy(update={"version": delivery.version + 1})
        key = _delivery_key(saved.partner_id, saved.id)
        ttl = int((saved.at + _KEPT).timestamp())
        item = to_item(key, "DELIVERY", saved, version=saved.version, ttl=ttl, **_index(saved))
        self.table.put(item, version=delivery.version)
        return saved


@dataclass(frozen=True)
class Announced:
    """What was announced under which token: the same again, when its answer got lost."""

    table: Table

    def first(self, announcement: Announcement, token: str) -> Announcement:
        """
        Find what was announced under this token, or keep this as such.

        Raises:
            Conflict: something is announced under it at this very moment.
        """
        key = Key(f"ANNOUNCED#{announcement.partner_id}", token)
        if known := self.table.get(key):
            return from_item(Announcement, known)
        ttl = int((announcement.at + _KEPT).timestamp())
        self.table.put(to_item(key, "ANNOUNCED", announcement, version=1, ttl=ttl), version=0)
        return announcement


def _endpoint_key(partner_id: str) -> Key:
    return Key("WEBHOOK", partner_id)


def _held(partner_id: str) -> str:
    return f"HELD#{partner_id}"


def _index(delivery: Delivery) -> dict[str, str]:
    if not delivery.is_held:
        return {}
    return {BY_STATUS: _held(delivery.partner_id), "listed": delivery.id}


def _delivery_key(partner_id: str, message_id: str) -> Key:
    return Key(f"DELIVERY#{partner_id}", message_id)
