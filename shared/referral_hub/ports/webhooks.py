"""The way to partners' webhook endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from referral_hub.domain.webhooks.delivery import Reply
    from referral_hub.domain.webhooks.events import Announcement


class WebhookQueue(Protocol):
    """What waits to be sent: of one referral one after the other, of others independently."""

    def send(self, announcement: Announcement) -> None:
        """
        Queue a message; the same turn of it twice is one, in the place of the first.

        Raises:
            Unavailable: it was not taken; send it again.
        """

    def bring_now(self, receipts: Sequence[str]) -> Sequence[str]:
        """
        Bring hidden messages within seconds, and what waits behind them.

        Returns the receipts that are good no longer: their messages are on the way, or gone.

        Raises:
            Unavailable: some may still be hidden; ask again.
        """


class WebhookSecrets(Protocol):
    """Secrets by id, each written once and never changed."""

    def keep(self, partner_id: str, secret_id: str, secret: str) -> None:
        """
        Raises:
            Unavailable: it is not kept.
        """

    def read(self, partner_id: str, secret_id: str) -> str:
        """
        Raises:
            Unavailable: it cannot be read.
        """

    def forget(self, partner_id: str, secret_id: str) -> None:
        """
        Delete a secret; one that is not there is no trouble.

        Raises:
            Unavailable: it may still be there.
        """


class WebhookSender(Protocol):
    """Calls addresses that partners chose, and none inside the host's own network."""

    def objection(self, url: str) -> str:
        """Say why the address may not be called; empty when it may."""

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Reply:
        """Send once, follow no redirect, wait 15 seconds. Never raises."""
