"""Inbound links: make one for a peer, see it, change it, rotate and revoke its keys, mail it."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.inbound_link_shapes import (
    InboundLinkBody,
    InboundLinkChangeBody,
    InboundLinkList,
    InboundLinkView,
    KeyMailBody,
    LinkKeyBody,
    LinkMailBody,
    NewLinkKeyView,
)
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.refusals import InvalidRequest
from functions.api.repeating import claim_of
from referral_hub.application.access_links.linking import DrawnLink
from referral_hub.domain.access_links.link import InboundLink
from referral_hub.domain.workflows import StageNotFound, WorkflowNotFound
from referral_hub.hub import Hub

_WHAT = "the link"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    links = call.hub.inbound_links.all()
    shown = tuple(_view(call.hub, link) for link in links)
    return answer(HTTPStatus.OK, InboundLinkList(items=shown))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call.hub, call.hub.inbound_links.get(call.path["link_id"]))


def make(call: Call[InboundLinkBody, NoQuery]) -> Answer:
    """The key is in this answer, and nowhere else."""
    hub, body = call.hub, call.body
    wanted = InboundLink(
        **body.model_dump(exclude={"mail_to"}),
        link_id=secrets.token_hex(12),
        created_at=hub.clock(),
    )
    _must_lead_somewhere(hub, wanted)
    to = body.mail_to.to if body.mail_to else None
    return _with_key(hub, hub.link_desk.make(wanted, to), body.mail_to)


def change(call: Call[InboundLinkChangeBody, NoQuery]) -> Answer:
    """Change the version that the caller has seen, and no other."""
    hub = call.hub
    link = hub.inbound_links.get(call.path["link_id"])
    if required_tag(call.request) != etag(link.version):
        raise moved_on(_WHAT)
    changed = link.model_copy(update=call.body.model_dump(exclude_unset=True))
    if call.body.model_fields_set & {"workflow", "stage"}:
        _must_lead_somewhere(hub, changed)
    with unless_moved_on(_WHAT):
        return _shown(hub, hub.inbound_links.save(changed))


def rotate(call: Call[LinkKeyBody, NoQuery]) -> Answer:
    """The keys before live on for 24 hours."""
    hub, mail_to = call.hub, call.body.mail_to
    drawn = hub.link_desk.rotate(call.path["link_id"], mail_to.to if mail_to else None)
    return _with_key(hub, drawn, mail_to)


def revoke(call: Call[NoQuery, NoQuery]) -> Answer:
    call.hub.link_desk.revoke(call.path["link_id"], call.path["key_id"])
    return Answer(HTTPStatus.NO_CONTENT)


def mail(call: Call[LinkMailBody, NoQuery]) -> Answer:
    """Without an Idempotency-Key, the same within one second is asked for once."""
    hub = call.hub
    asked = claim_of(call.request, call.by) or hub.clock().isoformat()
    told = hub.link_desk.tell(call.path["link_id"], call.body.to, asked=asked)
    return _shown(hub, told)


def _with_key(hub: Hub, drawn: DrawnLink, mail_to: KeyMailBody | None) -> Answer:
    mailed = mail_to is not None and mail_to.with_key
    view = NewLinkKeyView.drawn(_view(hub, drawn.link), drawn.key.text, mailed=mailed)
    return answer(HTTPStatus.CREATED, view, ETag=etag(drawn.link.version))


def _shown(hub: Hub, link: InboundLink) -> Answer:
    return answer(HTTPStatus.OK, _view(hub, link), ETag=etag(link.version))


def _view(hub: Hub, link: InboundLink) -> InboundLinkView:
    return InboundLinkView.of(link, hub.inbound_links.keys_of(link), public_url=hub.public_url)


def _must_lead_somewhere(hub: Hub, link: InboundLink) -> None:
    """
    Raises:
        InvalidRequest: there is no such workflow, or it has no such stage.
    """
    try:
        hub.sales_workflows.get(link.workflow).open_stage(link.stage)
    except WorkflowNotFound:
        wrong = {"/workflow": "is no sales workflow of this hub"}
        raise InvalidRequest("1 field is wrong", fields=wrong) from None
    except StageNotFound:
        wrong = {"/stage": f"is no stage of {link.workflow}"}
        raise InvalidRequest("1 field is wrong", fields=wrong) from None
