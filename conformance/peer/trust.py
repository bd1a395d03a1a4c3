"""Whose message it is, and of when: signature, replay, keys and links."""

from __future__ import annotations

from dataclasses import replace

from conformance.cases import Skipped, must
from conformance.http import Answer, Request
from conformance.signing import TOLERANCE_SECONDS, Message, by_seed, new_id

from .side import Link, Peer, referrals
from .suite import SUITE, must_be_stored_now, must_refuse

_NOBODYS = by_seed("A" * 43)
_A_MINUTE = 60


@SUITE.case("URL and key open")
def opens(peer: Peer) -> None:
    _must_take(peer.pings())


@SUITE.case("A message that was signed with another key is refused, and nothing is stored")
def wrong_key(peer: Peer) -> None:
    item = peer.item("wrong-key")
    message = peer.message(referrals(item))
    must_refuse(peer.sent(message, _NOBODYS(message.content)), 401, "wrong_key")
    must_be_stored_now(peer, item)


@SUITE.case("A key that was never handed out is refused")
def unknown_key(peer: Peer) -> None:
    made_up = replace(peer.link, key=f"rk_{'0' * 12}_{'A' * 43}")
    must_refuse(peer.pings(made_up), 401, "wrong_key")


@SUITE.case("A body that was changed on the way is refused, and nothing is stored")
def changed_body(peer: Peer) -> None:
    item = peer.item("changed")
    signed = peer.message(referrals(item))
    changed = replace(signed, body=signed.body.replace(b"2500.00", b"9500.00"))
    must_refuse(peer.sent(changed, peer.link.sign(signed.content)), 401, "wrong_key")
    must_be_stored_now(peer, item)


@SUITE.case("A signature holds for its own id alone")
def changed_id(peer: Peer) -> None:
    signed = peer.message({"type": "access.ping"})
    other = replace(signed, id=new_id())
    must_refuse(peer.sent(other, peer.link.sign(signed.content)), 401, "wrong_key")


@SUITE.case("A signature holds for its own time alone")
def changed_time(peer: Peer) -> None:
    signed = peer.message({"type": "access.ping"})
    later = replace(signed, timestamp=signed.timestamp + 1)
    must_refuse(peer.sent(later, peer.link.sign(signed.content)), 401, "wrong_key")


@SUITE.case("A message of more than five minutes ago is refused: somebody plays it again")
def replayed(peer: Peer) -> None:
    must_refuse(peer.sent(_at(peer, -TOLERANCE_SECONDS - _A_MINUTE)), 401, "stale_timestamp")


@SUITE.case("A message of more than five minutes from now is refused")
def of_tomorrow(peer: Peer) -> None:
    must_refuse(peer.sent(_at(peer, TOLERANCE_SECONDS + _A_MINUTE)), 401, "stale_timestamp")


@SUITE.case("Clocks may differ by four minutes")
def clocks_differ(peer: Peer) -> None:
    _must_take(peer.sent(_at(peer, _A_MINUTE - TOLERANCE_SECONDS)))
    _must_take(peer.sent(_at(peer, TOLERANCE_SECONDS - _A_MINUTE)))


@SUITE.case("A message that is not signed is refused")
def unsigned(peer: Peer) -> None:
    message = peer.message({"type": "access.ping"})
    for missing in ("webhook-id", "webhook-timestamp", "webhook-signature", "referral-key-id"):
        headers = message.headers(peer.link.sign(message.content))
        headers["referral-key-id"] = peer.link.key_id
        del headers[missing]
        answer = peer.send(Request("POST", peer.link.url, headers, message.body))
        must_refuse(answer, 401, "bad_signature_headers")


@SUITE.case("Another message under an id that is taken is refused")
def id_reused(peer: Peer) -> None:
    first = peer.message(referrals(peer.item("id-first")))
    _must_take(peer.sent(first))
    other = peer.message(referrals(peer.item("id-other")))
    must_refuse(peer.sent(replace(other, id=first.id)), 409, "message_id_reused")


@SUITE.case("While a key is rotated, one of several signatures is enough")
def rotated(peer: Peer) -> None:
    message = peer.message({"type": "access.ping"})
    fitting = peer.link.sign(message.content)
    _must_take(peer.sent(message, _NOBODYS(message.content), fitting))
    _must_take(peer.sent(message, "v9,bm90IGtub3du", fitting))


@SUITE.case("A revoked key is refused, and named as such")
def revoked(peer: Peer) -> None:
    must_refuse(peer.pings(_given(peer.revoked, "--revoked-key")), 401, "key_revoked")


@SUITE.case("The key of another link is refused, and named as such")
def foreign(peer: Peer) -> None:
    must_refuse(peer.pings(_given(peer.foreign, "--foreign-key")), 403, "foreign_key")


@SUITE.case("A disabled link is refused, and named as such")
def disabled(peer: Peer) -> None:
    link = _given(peer.disabled, "--disabled-url with --disabled-key")
    must_refuse(peer.pings(link), 410, "link_disabled")


def _at(peer: Peer, seconds: int) -> Message:
    """A message of another time, signed for it."""
    message = peer.message({"type": "access.ping"})
    return replace(message, timestamp=message.timestamp + seconds)


def _must_take(answer: Answer) -> None:
    must(answer.taken, f"it should answer 200, and answered {answer}")


def _given(link: Link | None, what: str) -> Link:
    if link is None:
        raise Skipped(f"give {what}")
    return link
