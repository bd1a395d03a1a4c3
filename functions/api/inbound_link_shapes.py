"""What admins send about inbound links, and what is shown of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from referral_hub.application.access_links.linking import MailTo
from referral_hub.domain.access_links.link import InboundLink, LinkKey
from referral_hub.domain.access_links.link_mail import KEY_IN_MAIL
from referral_hub.domain.bodies import EMail, PartnerId, ShortName, one_name
from referral_hub.domain.effects import Effect, EffectState
from referral_hub.domain.patterns import STAGE_NAME
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.workflows import DEFAULT, WORKFLOW_ID

from .partial_body import LEFT_OUT, PartialBody

_WorkflowId = Annotated[str, StringConstraints(pattern=WORKFLOW_ID)]
_StageName = Annotated[str, StringConstraints(pattern=STAGE_NAME)]


class LinkMailBody(Frozen):
    """The admin of the peer, who is mailed the Referral URL."""

    name: Annotated[str, one_name(160)]
    email: Annotated[EMail, Field(min_length=3)]

    @property
    def to(self) -> MailTo:
        return MailTo(**self.model_dump())


class KeyMailBody(LinkMailBody):
    """Who is mailed the Referral URL, and the key as well if `with_key` says so."""

    with_key: bool = Field(
        default=False, description="Mail can be read on its way: better hand the key over apart."
    )


class InboundLinkBody(Frozen):
    partner_id: PartnerId = Field(
        description="The peer that it is for; one that is not known yet is added, of kind `peer`."
    )
    name: ShortName
    workflow: _WorkflowId = DEFAULT.workflow_id
    stage: _StageName = DEFAULT.stages[0].name
    mail_to: KeyMailBody | None = None


class InboundLinkChangeBody(PartialBody):
    """What is new of a link; what is left out stays. A disabled link takes nothing."""

    name: ShortName = LEFT_OUT
    workflow: _WorkflowId = LEFT_OUT
    stage: _StageName = LEFT_OUT
    enabled: bool = LEFT_OUT


class LinkKeyBody(Frozen):
    mail_to: KeyMailBody | None = None


class LinkKeyView(Frozen):
    """A key, of which the hub has no more than the public half."""

    key_id: str
    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None

    @classmethod
    def of(cls, key: LinkKey) -> Self:
        return cls(**key.model_dump(include=set(cls.model_fields)))


class LinkMailView(Frozen):
    """How the latest mail about a link went; `intended` is one that nobody knows of."""

    state: EffectState
    at: Moment
    problem: str = ""
    fix: str = ""

    @classmethod
    def of(cls, effect: Effect) -> Self:
        return cls(**effect.model_dump(include=set(cls.model_fields)))


class InboundLinkView(Frozen):
    """Where a peer may send deals to."""

    link_id: str
    partner_id: str
    name: str
    workflow: str
    stage: str
    enabled: bool
    url: str = Field(description="The Referral URL.")
    created_at: Moment
    keys: tuple[LinkKeyView, ...] = ()
    mail: LinkMailView | None = None
    version: int

    @classmethod
    def of(cls, link: InboundLink, keys: Iterable[LinkKey], *, public_url: str) -> Self:
        shown = link.model_dump(include=set(cls.model_fields))
        return cls(
            **shown,
            url=link.url(public_url),
            keys=tuple(map(LinkKeyView.of, keys)),
            mail=LinkMailView.of(link.mailed) if link.mailed else None,
        )


class NewLinkKeyView(InboundLinkView):
    """A link with a key that was just drawn: `key` is shown this once."""

    key: str = Field(repr=False, description="The Referral key, `rk_<key id>_<seed>`.")
    warning: str = Field(default="", description="What to mind, such as of a key in a mail.")

    @classmethod
    def drawn(cls, view: InboundLinkView, key: str, *, mailed: bool) -> Self:
        return cls(**view.model_dump(), key=key, warning=KEY_IN_MAIL if mailed else "")


class InboundLinkList(Frozen):
    items: tuple[InboundLinkView, ...]
