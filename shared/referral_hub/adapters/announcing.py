"""Telling partners by webhook what is told them under a token, such as a change of a deal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from referral_hub.domain.webhooks.events import Announcement
from referral_hub.ports import Table, WebhookQueue
from referral_hub.records.webhooks import Announced, Deliveries, WebhookEndpoints


@dataclass(frozen=True)
class Announcer:
    """`queue` makes the queue when there is somebody to be told."""

    table: Table
    queue: Callable[[], WebhookQueue]

    def __call__(self, announcement: Announcement, *, token: str) -> bool:
        """
        Queue it if the partner's endpoint wants it: however often it is told, it is one message.

        Returns whether the endpoint wants it.

        Raises:
            Unavailable: it is not queued; tell it again.
            Conflict: the same is told at this very moment.
        """
        endpoint = WebhookEndpoints(self.table).find(announcement.partner_id)
        if endpoint is None or not endpoint.wants(announcement.event):
            return False
        first = Announced(self.table).first(announcement, token)
        Deliveries(self.table).begin(first)
        self.queue().send(first)
        return True
