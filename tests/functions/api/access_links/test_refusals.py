"""Each thing that is wrong with a message has an error of its own, and nothing is kept (AX-8)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from referral_hub.domain.access_links.signing import ReferralKey
from referral_hub.domain.workflows import DEFAULT
from referral_hub.hub import Hub
from tests.functions.api.access_links.peer import LINK, Peer, a_deal, a_peer, deals, kept
from tests.functions.api.client import Client, Reply

MESSAGE = deals(a_deal())


def changes(admin: Client, peer: Peer, **told: Any) -> None:
    path = f"/v1/inbound-links/{peer.link_id}"
    changed = admin.patch(path, told, if_match=admin.get(path).headers["ETag"])
    assert changed.status == 200, changed.text


def revoked(admin: Client, peer: Peer) -> Peer:
    admin.send("DELETE", f"/v1/inbound-links/{peer.link_id}/keys/{peer.key.key_id}")
    return peer


def of_another_link(admin: Client, peer: Peer) -> Peer:
    return replace(a_peer(admin, peer.hub, partner_id="quay-hub"), link_id=peer.link_id)


def to_no_link(_: Client, peer: Peer) -> Peer:
    return peer.at("0" * 24)


def disabled(admin: Client, peer: Peer) -> Peer:
    changes(admin, peer, enabled=False)
    return peer


def without_workflow(_: Client, peer: Peer) -> Peer:
    link = peer.hub.inbound_links.get(peer.link_id)
    peer.hub.inbound_links.save(link.model_copy(update={"workflow": "gone"}))
    return peer


def without_stage(_: Client, peer: Peer) -> Peer:
    others = tuple(stage for stage in DEFAULT.stages if stage.name != "new")
    peer.hub.sales_workflows.save(DEFAULT.model_copy(update={"stages": others}))
    return peer


def with_another_seed(_: Client, peer: Peer) -> Peer:
    return replace(peer, key=ReferralKey(key_id=peer.key.key_id, seed=b"x" * 32))


def with_an_unknown_key(_: Client, peer: Peer) -> Peer:
    return replace(peer, key=ReferralKey(key_id="0" * 12, seed=peer.key.seed))


def too_late(_: Client, peer: Peer) -> Peer:
    return replace(peer, skew=-301)


def too_early(_: Client, peer: Peer) -> Peer:
    return replace(peer, skew=301)


WRONG: dict[Callable[[Client, Peer], Peer], tuple[int, str]] = {
    with_another_seed: (401, "wrong_key"),
    with_an_unknown_key: (401, "wrong_key"),
    too_late: (401, "stale_timestamp"),
    too_early: (401, "stale_timestamp"),
    revoked: (401, "key_revoked"),
    of_another_link: (403, "foreign_key"),
    to_no_link: (404, "link_not_found"),
    disabled: (410, "link_disabled"),
    without_workflow: (409, "workflow_missing"),
    without_stage: (409, "stage_missing"),
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
@pytest.mark.parametrize(
    "message",
    [MESSAGE, {"type": "access.contacts", "id": "deal-1", "contacts": []}, {"type": "access.ping"}],
    ids=["referrals", "contacts", "ping"],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    admin: Client, hub: Hub, peer: Peer, wrong: Callable[[Client, Peer], Peer], message: Any
) -> None:
    sender = wrong(admin, peer)
    before = kept(hub)

    reply = sender.sends(message)

    assert (reply.status, reply.code) == WRONG[wrong]
    assert reply.said["fix"]
    assert kept(hub) == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"{", 400, "malformed_json"),
        (b"\xff\xfe", 400, "malformed_json"),
        (b"[" * 30 + b"]" * 30, 400, "malformed_json"),
        (b"[]", 422, "invalid_request"),
        (b"{}", 422, "invalid_request"),
        (b'{"type":"access.documents"}', 422, "invalid_request"),
        (b'{"type":"access.ping","type":"access.ping"}', 422, "invalid_request"),
        (b'{"type":"access.ping","also":1}', 422, "invalid_request"),
        (b'{"type":"access.referrals"}', 422, "invalid_request"),
        (b'{"type":"access.referrals","referrals":{}}', 422, "invalid_request"),
        (json.dumps(deals()).encode(), 422, "invalid_request"),
        (json.dumps(deals(*[a_deal()] * 201)).encode(), 422, "invalid_request"),
        (b'{"type":"access.contacts","id":"deal-1","contacts":[]}', 422, "invalid_request"),
        (b" " * 1_000_001, 413, "body_too_large"),
    ],
    ids=lambda told: repr(told[:40]) if isinstance(told, bytes) else str(told),
)
def test_what_is_no_message_is_refused_whole_and_nothing_is_kept(
    hub: Hub, peer: Peer, body: bytes, status: int, code: str
) -> None:
    before = kept(hub)

    reply = peer.posts(body)

    assert (reply.status, reply.code) == (status, code)
    assert kept(hub) == before


def test_json_is_said_to_be_json(hub: Hub, peer: Peer) -> None:
    before = kept(hub)

    reply = peer.sends(MESSAGE, content_type="text/plain")

    assert (reply.status, reply.code) == (415, "unsupported_media_type")
    assert kept(hub) == before


@pytest.mark.parametrize(
    "name", ["webhook-id", "webhook-timestamp", "webhook-signature", "referral-key-id"]
)
def test_each_header_of_a_signature_is_asked_for_by_name(hub: Hub, peer: Peer, name: str) -> None:
    before = kept(hub)

    reply = peer.sends(MESSAGE, **{name: ""})

    assert (reply.status, reply.code) == (401, "bad_signature_headers")
    assert list(reply.wrong) == [name]
    assert kept(hub) == before


def changed_body(peer: Peer) -> Reply:
    body = json.dumps(MESSAGE).encode()
    return peer.delivers(body.replace(b"2500.00", b"9500.00"), peer.signed(body))


def changed_id(peer: Peer) -> Reply:
    return peer.sends(MESSAGE, **{"webhook-id": "msg_2"})


def changed_time(peer: Peer) -> Reply:
    at = int(peer.hub.clock().timestamp()) + 1
    return peer.sends(MESSAGE, **{"webhook-timestamp": str(at)})


def of_another_scheme(peer: Peer) -> Reply:
    signature = peer.signed(json.dumps(MESSAGE).encode())["webhook-signature"]
    return peer.sends(MESSAGE, **{"webhook-signature": signature.replace("v1a,", "v1,")})


def moved_boundary(peer: Peer) -> Reply:
    """Take a digit of the time into the body: what is signed would read alike without the dots."""
    body = json.dumps(MESSAGE).encode()
    return peer.delivers(b" " + body, peer.signed(body))


@pytest.mark.parametrize(
    "forged", [changed_body, changed_id, changed_time, of_another_scheme, moved_boundary]
)
def test_a_signature_holds_for_what_was_signed_and_for_nothing_else(
    hub: Hub, peer: Peer, forged: Callable[[Peer], Reply]
) -> None:
    before = kept(hub)

    reply = forged(peer)

    assert (reply.status, reply.code) == (401, "wrong_key")
    assert kept(hub) == before


def test_who_has_no_key_learns_nothing_of_links(admin: Client, peer: Peer) -> None:
    """Of a link that there is, one that there is not, a disabled one: the same words."""
    stranger = replace(peer, key=ReferralKey(key_id="0" * 12, seed=b"x" * 32))
    there, nowhere = stranger.pings(), stranger.at("0" * 24).pings()
    disabled(admin, peer)
    off, known_key = stranger.pings(), with_another_seed(admin, peer).pings()

    assert len({reply.text for reply in (there, nowhere, off, known_key)}) == 1


def test_the_link_and_not_the_body_says_whose_a_deal_is(
    peer: Peer,
) -> None:
    named = a_deal() | {"partner_id": "harbour"}

    [result] = peer.shares(named)

    assert result["problem"]["fields"] == {"/partner_id": "is not known here"}


def test_a_key_opens_no_other_door(hub: Hub, peer: Peer) -> None:
    caller = Client(hub, peer.key.text)

    assert caller.get("/v1/referrals").code == "not_authenticated"


def test_a_malformed_link_id_is_no_route(peer: Peer) -> None:
    assert peer.at("../../v1").pings().code == "unknown_route"


def test_no_key_is_in_the_table(admin: Client, hub: Hub, peer: Peer) -> None:
    admin.post(f"/v1/inbound-links/{peer.link_id}/keys", {})

    told = repr(kept(hub))

    # The secret part may have a low line in it, too.
    assert peer.key.text.split("_", 2)[2] not in told
    assert peer.key.seed.hex() not in told


def test_a_link_that_leads_nowhere_is_not_made(admin: Client, hub: Hub) -> None:
    before = kept(hub)

    wrong = admin.post("/v1/inbound-links", LINK | {"workflow": "none"})
    stage = admin.post("/v1/inbound-links", LINK | {"stage": "none"})

    assert wrong.wrong == {"/workflow": "is no sales workflow of this hub"}
    assert stage.wrong == {"/stage": "is no stage of sales"}
    assert kept(hub) == before
