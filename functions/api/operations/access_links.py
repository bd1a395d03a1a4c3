"""Operations on inbound links, and the one that peers call, who sign what they send."""

from __future__ import annotations

from functions.api import refusals
from functions.api.inbound_link_shapes import (
    InboundLinkBody,
    InboundLinkChangeBody,
    InboundLinkList,
    InboundLinkView,
    LinkKeyBody,
    LinkMailBody,
    NewLinkKeyView,
)
from functions.api.routes import access, inbound_links
from referral_hub.application.sharing import ContactsNotWanted
from referral_hub.domain.access_links import refusals as signed
from referral_hub.domain.access_links.link import (
    InboundLinkExists,
    InboundLinkNotFound,
    LinkKeyNotFound,
    PartnerNotPeer,
)
from referral_hub.domain.access_links.results import AccessAnswer
from referral_hub.domain.access_links.transfer import AccessMessage
from referral_hub.domain.contacts.contact import TooManyContacts
from referral_hub.domain.mail import MailIsOff
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.records.answers import StillRunning

from .operation import Operation

_LINKS = "/v1/inbound-links"
_LINK = f"{_LINKS}/{{link_id}}"
# Each with its own code, so that an admin knows on which side to look (AX-8).
_REFUSED = (
    signed.BadSignatureHeaders,
    signed.StaleTimestamp,
    signed.WrongKey,
    signed.KeyRevoked,
    signed.LinkNotFound,
    signed.ForeignKey,
    signed.LinkDisabled,
    signed.WorkflowMissing,
    signed.StageMissing,
    signed.MessageIdReused,
    StillRunning,
    ReferralNotFound,
    ContactsNotWanted,
    TooManyContacts,
    refusals.TooManyRequests,
    refusals.BodyTooLarge,
    refusals.UnsupportedMediaType,
    refusals.MalformedJson,
    refusals.InvalidRequest,
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        _LINKS,
        "listInboundLinks",
        "List the links through which peers send deals",
        inbound_links.list_all,
        answers={200: InboundLinkList},
    ),
    Operation(
        "POST",
        _LINKS,
        "makeInboundLink",
        "Make a link for a peer; its Referral key is shown once",
        inbound_links.make,
        answers={201: NewLinkKeyView},
        body=InboundLinkBody,
        refusals=(InboundLinkExists, PartnerNotPeer, MailIsOff),
        secret=True,
        etag=True,
    ),
    Operation(
        "GET",
        _LINK,
        "openInboundLink",
        "See a link, its keys, and how the latest mail about it went",
        inbound_links.read,
        answers={200: InboundLinkView},
        refusals=(InboundLinkNotFound,),
        etag=True,
    ),
    Operation(
        "PATCH",
        _LINK,
        "changeInboundLink",
        "Change a link's name, where it leads, or whether it is enabled",
        inbound_links.change,
        answers={200: InboundLinkView},
        body=InboundLinkChangeBody,
        refusals=(InboundLinkNotFound,),
        if_match="required",
        etag=True,
    ),
    Operation(
        "POST",
        f"{_LINK}/keys",
        "rotateLinkKey",
        "Draw a new Referral key, shown once; those before live on for 24 hours",
        inbound_links.rotate,
        answers={201: NewLinkKeyView},
        body=LinkKeyBody,
        body_optional=True,
        refusals=(InboundLinkNotFound, MailIsOff),
        secret=True,
        etag=True,
    ),
    Operation(
        "DELETE",
        f"{_LINK}/keys/{{key_id}}",
        "revokeLinkKey",
        "Revoke a Referral key, at once and for good",
        inbound_links.revoke,
        answers={204: None},
        refusals=(InboundLinkNotFound, LinkKeyNotFound),
    ),
    Operation(
        "POST",
        f"{_LINK}/mail",
        "mailInboundLink",
        "Mail the Referral URL to the admin of the peer",
        inbound_links.mail,
        answers={200: InboundLinkView},
        body=LinkMailBody,
        refusals=(InboundLinkNotFound, MailIsOff),
        idempotent=True,
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/access/{link_id}",
        "tellAccessMessage",
        "Tell of deals as a peer, signed with a Referral key (docs/access-referrals.md)",
        access.receive,
        answers={200: AccessAnswer},
        body=AccessMessage,
        refusals=_REFUSED,
        headers=("RateLimit", "RateLimit-Policy"),
    ),
)
