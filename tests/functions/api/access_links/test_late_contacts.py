"""People of a client, told after the deal was sent."""

from __future__ import annotations

from referral_hub.hub import Hub
from tests.functions.api.access_links.peer import CONTACT, Peer, a_deal, kept
from tests.functions.api.client import Client


def test_contacts_that_come_later_are_added_once(peer: Peer, operator: Client) -> None:
    [deal] = peer.shares(a_deal())
    told = {"type": "access.contacts", "id": "deal-1", "contacts": [CONTACT]}

    first = peer.sends(told, message_id="msg_2").said["results"]
    again = peer.sends(told, message_id="msg_3").said["results"]

    assert [result["status"] for result in (*first, *again)] == ["created", "repeated"]
    assert first[0]["number"] == deal["number"]
    listed = operator.get(f"/v1/referrals/{deal['number']}/contacts").said["items"]
    assert len(listed) == 1


def test_contacts_of_what_was_never_sent_are_refused_and_not_kept(hub: Hub, peer: Peer) -> None:
    before = kept(hub)

    reply = peer.sends({"type": "access.contacts", "id": "deal-9", "contacts": [CONTACT]})

    assert (reply.status, reply.code) == (404, "referral_not_found")
    assert kept(hub) == before


def test_contacts_of_another_peers_deal_are_refused(partner: Client, peer: Peer) -> None:
    partner.shares(partner_referral_id="deal-1")

    reply = peer.sends({"type": "access.contacts", "id": "deal-1", "contacts": [CONTACT]})

    assert reply.code == "referral_not_found"


def test_contacts_of_a_rejected_deal_are_not_wanted(peer: Peer, operator: Client) -> None:
    [deal] = peer.shares(a_deal())
    operator.rejects(deal["number"])

    reply = peer.sends(
        {"type": "access.contacts", "id": "deal-1", "contacts": [CONTACT]}, message_id="msg_2"
    )

    assert (reply.status, reply.code) == (409, "contacts_not_wanted")
