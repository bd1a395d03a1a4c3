"""The kit calls a Referral URL: our hub passes, and each planted fault is found."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Any

import pytest

from conformance.cases import Verdict
from conformance.peer import SUITE, Link, Peer
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.builders import NOON
from tests.conformance import faulty_peers as faulty
from tests.conformance.in_process import Fault, door_to, through
from tests.functions.api.client import a_client

Verdicts = dict[str, Verdict]
WITH_MORE = {
    "A revoked key is refused, and named as such",
    "The key of another link is refused, and named as such",
    "A disabled link is refused, and named as such",
}


def a_link(hub: Hub, name: str) -> dict[str, Any]:
    """An inbound link as an admin makes it; with its key, which is shown this once."""
    wanted = {"name": name, "partner_id": name, "workflow": "sales", "stage": "new"}
    made = a_client(hub, Role.ADMIN).post("/v1/inbound-links", wanted)
    assert made.status == 201, made.text
    return dict(made.said)


def opened_by(made: dict[str, Any]) -> Link:
    return Link(made["url"], made["key"])


@pytest.fixture
def peer(hub: Hub) -> Peer:
    return Peer(opened_by(a_link(hub, "solberg")), send=door_to(hub), clock=NOON.timestamp)


@pytest.fixture
def known(hub: Hub, peer: Peer) -> Peer:
    """A peer of which the kit is given all that it can be given."""
    admin = a_client(hub, Role.ADMIN)
    made, other, closed = (a_link(hub, name) for name in ("tide", "quay", "wharf"))
    path = f"/v1/inbound-links/{made['link_id']}/keys"
    rotated = admin.post(path, {}).said
    assert admin.send("DELETE", f"{path}/{made['key'].split('_')[1]}").status in (200, 204)
    place = f"/v1/inbound-links/{closed['link_id']}"
    tag = admin.get(place).headers["ETag"]
    off = admin.patch(place, {"enabled": False}, if_match=tag)
    assert off.status == 200, off.text
    link = Link(made["url"], rotated["key"])
    return replace(
        peer,
        link=link,
        revoked=opened_by(made),
        foreign=Link(made["url"], other["key"]),
        disabled=opened_by(closed),
    )


def verdicts(peer: Peer, fault: Fault | None = None) -> Verdicts:
    send = through(fault, peer.send) if fault else peer.send
    fresh = replace(peer, send=send, run=token_hex(6))
    return {result.case: result.verdict for result in SUITE.run(fresh)}


def failed(peer: Peer, fault: Fault) -> set[str]:
    return {case for case, came in verdicts(peer, fault).items() if came is Verdict.FAILED}


def test_our_hub_passes(known: Peer) -> None:
    assert verdicts(known) == dict.fromkeys(SUITE.cases, Verdict.PASSED)


def test_what_the_kit_was_not_given_it_skips(peer: Peer) -> None:
    skipped = {case for case, came in verdicts(peer).items() if came is Verdict.SKIPPED}

    assert skipped == WITH_MORE


@pytest.mark.parametrize(
    ("fault", "case"),
    [
        (faulty.has_one_word_for_all, "A message that is not signed is refused"),
        (faulty.has_one_word_for_all, "201 deals at once are refused as a whole"),
        (
            faulty.takes_all_or_nothing,
            "A bad deal among good ones is refused by name, and the good ones are taken",
        ),
        (faulty.says_it_had_it, "What is shared gets a number"),
        (
            faulty.says_it_had_it,
            "A deal that was shared is not changed by sharing it again",
        ),
        (
            faulty.loses_its_place,
            "200 deals at once are taken, each once, and told of in their order",
        ),
        (
            faulty.takes_no_late_contact,
            "Contacts that come later are taken, and as often as they come",
        ),
        (
            faulty.reads_the_first_signature,
            "While a key is rotated, one of several signatures is enough",
        ),
    ],
)
def test_a_fault_is_found(peer: Peer, fault: Fault, case: str) -> None:
    assert case in failed(peer, fault)


@pytest.mark.parametrize(
    ("rewrite", "case"),
    [
        (faulty.knows_no_identity, "The same deal again is the same referral"),
        (
            faulty.takes_what_fits,
            "Documents, and whatever else is not asked for, are refused by name",
        ),
        (faulty.needs_no_consent, "Without the client's consent nothing is taken"),
        (faulty.drops_what_is_too_much, "201 deals at once are refused as a whole"),
    ],
)
def test_a_peer_that_reads_something_else_is_found(
    peer: Peer, rewrite: faulty.Rewrite, case: str
) -> None:
    insider = faulty.Insider(peer.link)

    assert case in failed(peer, insider.rewriting(rewrite))


def test_a_peer_that_trusts_anybody_is_found(peer: Peer) -> None:
    found = failed(peer, faulty.Insider(peer.link).trusts_anybody)

    assert {
        "A message that was signed with another key is refused, and nothing is stored",
        "A key that was never handed out is refused",
        "A body that was changed on the way is refused, and nothing is stored",
        "A signature holds for its own id alone",
        "A signature holds for its own time alone",
        "A message that is not signed is refused",
    } <= found


def test_a_peer_without_a_clock_is_found(peer: Peer) -> None:
    found = failed(peer, faulty.Insider(peer.link, clock=peer.clock).has_no_clock)

    assert {
        "A message of more than five minutes ago is refused: somebody plays it again",
        "A message of more than five minutes from now is refused",
    } <= found


def test_a_peer_that_keeps_what_it_refuses_is_found(peer: Peer) -> None:
    found = failed(peer, faulty.Insider(peer.link).stores_what_it_refuses)

    assert "A message that was signed with another key is refused, and nothing is stored" in found
