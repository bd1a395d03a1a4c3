"""Inbound links: made for a peer, told to its admin, rotated, revoked."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from referral_hub.application.effects import Effects
from referral_hub.domain.access_links.link import (
    MAIL,
    InboundLink,
    LinkKey,
    LinkKeyNotFound,
    PartnerNotPeer,
)
from referral_hub.domain.access_links.link_mail import link_mail
from referral_hub.domain.access_links.signing import SEED_BYTES, ReferralKey
from referral_hub.domain.effects import Refused, effect_token
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.mail import MailIsOff
from referral_hub.domain.partners.partner import Partner, PartnerKind, PartnerNotFound
from referral_hub.domain.shapes import Frozen
from referral_hub.ports import MailSender, PartnerConnections, Signs
from referral_hub.records.inbound_links import InboundLinks
from referral_hub.records.partners import Partners

_KEY_IS_GONE = "Hand URL and key over by another way, or rotate the key."


class MailTo(Frozen):
    """The admin of the peer, and whether the key goes into the mail, too."""

    name: str = Field(repr=False)
    email: str = Field(repr=False)
    with_key: bool = False


@dataclass(frozen=True)
class DrawnLink:
    """A link with a key that was just drawn, which is known here and now and never again."""

    link: InboundLink
    key: ReferralKey


@dataclass(frozen=True)
class LinkDesk:
    """Where links are made. `url_of` gives a link's Referral URL."""

    links: InboundLinks
    partners: Partners
    connections: PartnerConnections
    signs: Signs
    effects: Effects
    url_of: Callable[[InboundLink], str]
    clock: Callable[[], datetime]
    mail: MailSender | None = None

    def make(self, wanted: InboundLink, mail_to: MailTo | None = None) -> DrawnLink:
        """
        Make a link as it is wanted, with its first key; a peer that is not known yet is added.

        Raises:
            MailIsOff: somebody is to be written to, and nobody can be; nothing is made.
            PartnerNotPeer: the partner is of another kind.
            InboundLinkExists: the peer has a link.
        """
        self._must_have_mail(mail_to)
        key, kept = self._draw(wanted.link_id)
        link = wanted.with_key(kept, (), now=self.clock())
        link = self._to_be_mailed(link, key, mail_to)
        self.links.add(link.model_copy(update={"version": 1}), kept, new_partner=self._peer(wanted))
        link = link.model_copy(update={"version": 1})
        return DrawnLink(self._mailed(link, key, mail_to), key)

    def rotate(self, link_id: str, mail_to: MailTo | None = None) -> DrawnLink:
        """
        Draw a new key; those before live on for 24 hours.

        Raises:
            MailIsOff, InboundLinkNotFound: nothing is drawn.
            Conflict: somebody else works on the link.
        """
        self._must_have_mail(mail_to)
        link, now = self.links.get(link_id), self.clock()
        known = self.links.keys_of(link)
        key, kept = self._draw(link_id)
        link = self._to_be_mailed(link.with_key(kept, known, now=now), key, mail_to)
        ending = [each.replaced(at=now) for each in known if each.lives(now)]
        return DrawnLink(self._mailed(self.links.rotate(link, kept, ending), key, mail_to), key)

    def revoke(self, link_id: str, key_id: str) -> LinkKey:
        """
        Close a key, at once and for good; one that is closed stays as it is.

        Raises:
            InboundLinkNotFound, LinkKeyNotFound: there is no such key of this link.
            Conflict: somebody else works on the key.
        """
        self.links.get(link_id)
        key = self.links.key(key_id)
        if key is None or key.link_id != link_id:
            raise LinkKeyNotFound(f"the link {link_id} has no key {key_id}")
        return key if key.revoked_at else self.links.save_key(key.revoked(at=self.clock()))

    def tell(self, link_id: str, mail_to: MailTo, *, asked: str) -> InboundLink:
        """
        Write the Referral URL to somebody; once, however often it is `asked` for under one name.

        Raises:
            MailIsOff, InboundLinkNotFound: nothing is sent.
            Conflict: somebody else works on the link.
        """
        self._must_have_mail(mail_to)
        link = self.links.get(link_id)
        token = effect_token("inbound-link", link_id, mail_to.email, asked)
        if link.mailed and link.mailed.token == token and link.mailed.outcome:
            return link
        return self._send(self.links.save(link.mailing(token, at=self.clock())), mail_to, "")

    def _draw(self, link_id: str) -> tuple[ReferralKey, LinkKey]:
        key = ReferralKey(key_id=secrets.token_hex(6), seed=secrets.token_bytes(SEED_BYTES))
        public = b64encode(self.signs.public_half(key.seed)).decode()
        kept = LinkKey(
            key_id=key.key_id,
            link_id=link_id,
            public_half=public,
            created_at=self.clock(),
            version=1,
        )
        return key, kept

    def _peer(self, link: InboundLink) -> Partner | None:
        """The partner to add with the link; None when it is known."""
        try:
            kind = self.partners.get(link.partner_id).kind
        except PartnerNotFound:
            return Partner(
                partner_id=link.partner_id, name=link.name, kind=PartnerKind.PEER, version=1
            )
        if not self.connections.settings_of(kind).by_link:
            raise PartnerNotPeer(f"{link.partner_id} is of the kind {kind}")
        return None

    def _must_have_mail(self, mail_to: MailTo | None) -> None:
        if mail_to and self.mail is None:
            raise MailIsOff("the hub has no address to send mail from")

    def _to_be_mailed(
        self, link: InboundLink, key: ReferralKey, mail_to: MailTo | None
    ) -> InboundLink:
        token = effect_token("inbound-link", link.link_id, key.key_id)
        return link.mailing(token, at=self.clock()) if mail_to else link

    def _mailed(self, link: InboundLink, key: ReferralKey, mail_to: MailTo | None) -> InboundLink:
        if mail_to is None:
            return link
        return self._send(link, mail_to, key.text if mail_to.with_key else "")

    def _send(self, link: InboundLink, mail_to: MailTo, key: str) -> InboundLink:
        """Send the mail that is intended: now or not at all, for nobody knows the key later."""
        assert self.mail, "asked before anything was drawn"
        written = link_mail(
            name=mail_to.name, email=mail_to.email, link=link.name, url=self.url_of(link), key=key
        )
        send = self.mail.send
        try:
            told, _ = self.effects.perform(
                link, MAIL, lambda token: send(written, token=token), save=lambda same: same
            )
        except TryAgain as trouble:
            failed = Refused(reason=f"was not sent: {trouble}", fix=_KEY_IS_GONE)
            told = link.with_ledger(link.ledger.settle(MAIL, failed, at=self.clock()))
        return self.links.save(told)
