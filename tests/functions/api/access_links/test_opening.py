"""URL and key open: to whoever signs, and as often as anybody may call."""

from __future__ import annotations

from referral_hub.hub import Hub
from tests.functions.api.access_links.peer import Peer, kept


def test_a_ping_leaves_no_trace(hub: Hub, peer: Peer) -> None:
    before = kept(hub)

    reply = peer.pings()

    assert (reply.status, reply.said) == (200, {"results": []})
    assert kept(hub) == before


def test_one_of_several_signatures_is_enough(peer: Peer) -> None:
    body = b'{"type":"access.ping"}'
    signed = peer.signed(body)
    many = f"v9,bm90 v1a,{'A' * 86}== {signed['webhook-signature']}"

    assert peer.delivers(body, signed | {"webhook-signature": many}).status == 200


def test_a_peer_is_told_how_much_it_may_still_send(peer: Peer) -> None:
    reply = peer.pings()

    assert reply.headers["RateLimit"] == '"default";r=599;t=60'


def test_more_than_600_messages_a_minute_have_to_wait(peer: Peer) -> None:
    for _ in range(600):
        peer.pings()

    reply = peer.pings()

    assert (reply.status, reply.code) == (429, "too_many_requests")
    assert reply.headers["Retry-After"]


def test_what_is_unsigned_uses_up_nobodys_limit(peer: Peer) -> None:
    for _ in range(601):
        peer.sends({"type": "access.ping"}, webhook_signature="v1a,AAAA")

    assert peer.pings().status == 200
