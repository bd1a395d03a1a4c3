"""
Which mails were sent: a mail service has no tokens, so the hub remembers what it gave it.

    MAIL   <token>   whether it is on its way, and the id that the mail service gave; lapses
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
    """
    `at` is when it was last begun or told; `on_its_way` is true from when it is begun until it is
    known not to have left. `message_id` is empty until the mail service has taken it. Holds no
    address and no text.
    """

    token: str
    at: Moment
    on_its_way: bool = True
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
        ttl = int((saved.at + _KEPT).timestamp())
        item = to_item(_key(saved.token), "MAIL", saved, version=saved.version, ttl=ttl)
        self.table.put(item, version=sent.version)
        return saved


def _key(token: str) -> Key:
    return Key("MAIL", token)
