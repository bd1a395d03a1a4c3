"""
An inbound link: where one peer may send deals to, and the keys that it signs them with.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import Field

from referral_hub.domain.access import ROTATION_OVERLAP
from referral_hub.domain.effects import EMPTY, Effect, Ledger
from referral_hub.domain.errors import HubError
from referral_hub.domain.patterns import STAGE_NAME
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.workflows import WORKFLOW_ID

from .refusals import KeyRevoked, LinkDisabled

LINK_ID = r"[0-9a-f]{24}"
KEY_ID = r"[0-9a-f]{12}"
# Of more nobody keeps count; those that are of no use any more make room.
MOST_KEYS = 20
# The latest mail about a link, in its ledger.
MAIL = "mail"


class InboundLinkNotFound(HubError):
    code = "inbound_link_not_found"
    fix = "GET /v1/inbound-links lists the links."


class InboundLinkExists(HubError):
    code = "inbound_link_exists"
    fix = "A peer has one link: change it, or rotate its key."


class LinkKeyNotFound(HubError):
    code = "link_key_not_found"
    fix = "GET /v1/inbound-links/{link_id} lists the keys of a link."


class PartnerNotPeer(HubError):
    code = "partner_not_peer"
    fix = "Name a partner of the kind peer, or an id that is free: the link adds the peer."


class LinkKey(Frozen):
    """
    A Referral key as its receiver keeps it: the public half, which forges nothing and gives nobody
    the key back. A key that was replaced lives on until `expires_at`.
    """

    key_id: str = Field(pattern=f"^{KEY_ID}$")
    link_id: str = Field(pattern=f"^{LINK_ID}$")
    public_half: str = Field(description="base64 of its 32 bytes")
    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None
    version: int = 0

    def lives(self, now: datetime) -> bool:
        lapsed = self.expires_at is not None and self.expires_at <= now
        return not lapsed and self.revoked_at is None

    def must_live(self, now: datetime) -> None:
        """
        Raises:
            KeyRevoked: it was revoked, or replaced more than a day ago.
        """
        if not self.lives(now):
            how = "revoked" if self.revoked_at else "replaced by another"
            raise KeyRevoked(f"the key {self.key_id} was {how}")

    def replaced(self, *, at: datetime) -> Self:
        """Let the key live on for 24 hours beside its successor."""
        lapse = at + ROTATION_OVERLAP
        ends = min(self.expires_at, lapse) if self.expires_at else lapse
        return self.model_copy(update={"expires_at": ends})

    def revoked(self, *, at: datetime) -> Self:
        return self.model_copy(update={"revoked_at": self.revoked_at or at})


class InboundLink(Frozen):
    """
    `partner_id` is the peer that it is for, a partner of the kind `peer`. What comes through it
    begins in this stage of this sales workflow.
    """

    link_id: str = Field(pattern=f"^{LINK_ID}$")
    partner_id: str
    name: str = Field(min_length=1, max_length=120)
    workflow: str = Field(pattern=WORKFLOW_ID)
    stage: str = Field(pattern=STAGE_NAME)
    enabled: bool = True
    created_at: Moment
    key_ids: tuple[str, ...] = ()
    ledger: Ledger = EMPTY
    version: int = 0

    @property
    def mailed(self) -> Effect | None:
        """How the latest mail about it went."""
        return self.ledger.get(MAIL)

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.model_copy(update={"ledger": ledger})

    def mailing(self, token: str, *, at: datetime) -> Self:
        """Intend a mail about it, in the place of the one before."""
        return self.with_ledger(self.ledger.without(MAIL).intend(MAIL, token=token, at=at))

    def url(self, public_url: str) -> str:
        """Its Referral URL."""
        return f"{public_url}/v1/access/{self.link_id}"

    def must_be_enabled(self) -> None:
        """
        Raises:
            LinkDisabled: an admin has disabled it.
        """
        if not self.enabled:
            raise LinkDisabled("the link is disabled")

    def with_key(self, key: LinkKey, known: Iterable[LinkKey], *, now: datetime) -> Self:
        """Take in a new key; when there are many, those that live no longer are left out."""
        kept = tuple(each.key_id for each in known)
        if len(kept) >= MOST_KEYS:
            kept = tuple(each.key_id for each in known if each.lives(now))
        return self.model_copy(update={"key_ids": (*kept, key.key_id)})
