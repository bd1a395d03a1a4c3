"""The way to partners' webhooks, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.webhooks.delivery import Reply
from referral_hub.domain.webhooks.events import Announcement

_TAKEN = Reply(status=204)


class MemoryWebhookQueue:
    """Messages in a list, oldest first, and the receipts of those that are hidden."""

    def __init__(self) -> None:
        self.waiting: list[Announcement] = []
        self.hidden: set[str] = set()

    def send(self, announcement: Announcement) -> None:
        turns = {(other.id, other.turn) for other in self.waiting}
        if (announcement.id, announcement.turn) not in turns:
            self.waiting.append(announcement)

    def bring_now(self, receipts: Sequence[str]) -> Sequence[str]:
        stale = [receipt for receipt in receipts if receipt not in self.hidden]
        self.hidden -= set(receipts)
        return stale


class MemoryWebhookSecrets:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def keep(self, partner_id: str, secret_id: str, secret: str) -> None:
        self.kept[partner_id, secret_id] = secret

    def read(self, partner_id: str, secret_id: str) -> str:
        try:
            return self.kept[partner_id, secret_id]
        except KeyError:
            raise Unavailable("secret", "is not there") from None

    def forget(self, partner_id: str, secret_id: str) -> None:
        self.kept.pop((partner_id, secret_id), None)


@dataclass(frozen=True)
class SentWebhook:
    url: str
    headers: Mapping[str, str]
    body: str


class MemoryWebhookSender:
    """Remembers what was sent; answers as told in `replies`, and with 204 after these."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.sent: list[SentWebhook] = []

    def objection(self, url: str) -> str:
        return "" if url.startswith("https://") else "must be https, on port 443"

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Reply:
        self.sent.append(SentWebhook(url, dict(headers), body))
        return self.replies.pop(0) if self.replies else _TAKEN
