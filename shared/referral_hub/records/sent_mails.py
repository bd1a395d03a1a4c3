"""
Which mails were sent: a mail service has no tokens, so the hub remembers what it gave it.

    MAIL   <token>   when sending began, and the id that the mail service gave; lapses
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .items import from_item, to_item

# Longer than anything is tried that sends mail.
_KEPT = timedelta(days=30)


class SentMail(Frozen):
    """`message_id` is empty until the mail service has answered. Holds no address and no text."""

    token: str
    begun_at: Moment
    message_id: str = ""
    version: int = 0


@dataclass(frozen=True)
class SentMails:
    table: Table

    def find(self, token: str) -> SentMail | None:
        item = self.table.get(_key(token))
        return from_item(SentMail, item) if item else None

    def save(self, sent: SentMail) -> SentMail:
        """
        Raises:
            Conflict: somebody else has begun to send it, or noted how it went.
        """
        saved = sent.model_copy(update={"version": sent.version + 1})
        ttl = int((saved.begun_at + _KEPT).timestamp())
        item = to_item(_key(saved.token), "MAIL", saved, version=saved.version, ttl=ttl)
        self.table.put(item, version=sent.version)
        return saved

    def forget(self, token: str) -> None:
        """Let it be sent again, because it was not."""
        self.table.delete(_key(token))


def _key(token: str) -> Key:
    return Key("MAIL", token)
