"""An admin makes a link for a peer, rotates and revokes its keys, and tells the other admin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_hub.adapters.mail_memory import MemoryMail
from referral_hub.domain.access import Role
from referral_hub.domain.access_links.signing import ReferralKey
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.mail import Mail
from referral_hub.hub import Hub
from tests.builders import Clock, a_hub
from tests.functions.api.access_links.peer import LINK, Peer, kept
from tests.functions.api.client import Client, Reply, a_client

INGRID = {"name": "Ingrid Moe", "email": "ingrid@peer.example"}
LINKS = "/v1/inbound-links"


@pytest.fixture
def hub() -> Hub:
    return a_hub(mail=MemoryMail(), public_url="https://hub.example")


@pytest.fixture
def clock(hub: Hub) -> Clock:
    assert isinstance(hub.clock, Clock)
    return hub.clock


def mails(hub: Hub) -> list[Mail]:
    assert isinstance(hub.mail, MemoryMail)
    return list(hub.mail.sent.values())


def rotates(admin: Client, peer: Peer, **body: object) -> Peer:
    drawn = admin.post(f"{LINKS}/{peer.link_id}/keys", body)
    assert drawn.status == 201, drawn.text
    return replace(peer, key=ReferralKey.read(drawn.said["key"]))


def revokes(admin: Client, peer: Peer) -> Reply:
    return admin.send("DELETE", f"{LINKS}/{peer.link_id}/keys/{peer.key.key_id}")


def test_a_link_yields_a_url_and_a_key_that_is_shown_once(admin: Client) -> None:
    made = admin.post(LINKS, LINK).said

    shown = admin.get(f"{LINKS}/{made['link_id']}").said
    assert made["url"] == f"https://hub.example/v1/access/{made['link_id']}"
    assert ReferralKey.read(made["key"]).key_id == shown["keys"][0]["key_id"]
    assert "key" not in shown
    assert made["key"] not in admin.get(LINKS).text


def test_a_link_adds_its_peer(admin: Client) -> None:
    admin.post(LINKS, LINK)

    added = admin.get("/v1/partners/peer").said
    assert (added["name"], added["kind"]) == ("Peer Alliance", "peer")


def test_a_link_names_a_peer_that_is_known(admin: Client) -> None:
    admin.post("/v1/partners", {"partner_id": "peer", "name": "Peers", "kind": "peer"})

    admin.post(LINKS, LINK)

    assert admin.get("/v1/partners/peer").said["name"] == "Peers"


def test_a_partner_of_another_kind_gets_no_link(admin: Client, hub: Hub) -> None:
    before = kept(hub)

    refused = admin.post(LINKS, LINK | {"partner_id": "harbour"})

    assert (refused.status, refused.code) == (409, "partner_not_peer")
    assert kept(hub) == before


def test_a_peer_has_one_link(admin: Client, hub: Hub, peer: Peer) -> None:
    before = kept(hub)

    refused = admin.post(LINKS, LINK)

    assert (refused.status, refused.code) == (409, "inbound_link_exists")
    assert kept(hub) == before
    assert peer.pings().status == 200


def test_a_link_is_changed_by_whoever_has_seen_it(admin: Client, peer: Peer) -> None:
    path = f"{LINKS}/{peer.link_id}"
    seen = admin.get(path).headers["ETag"]

    changed = admin.patch(path, {"name": "Peers", "stage": "in_progress"}, if_match=seen)
    stale = admin.patch(path, {"name": "Others"}, if_match=seen)

    assert (changed.said["name"], changed.said["stage"]) == ("Peers", "in_progress")
    assert stale.code == "precondition_failed"


def test_a_disabled_link_opens_again_once_it_is_enabled(admin: Client, peer: Peer) -> None:
    path = f"{LINKS}/{peer.link_id}"
    admin.patch(path, {"enabled": False}, if_match=admin.get(path).headers["ETag"])
    off = peer.pings().code
    admin.patch(path, {"enabled": True}, if_match=admin.get(path).headers["ETag"])

    assert (off, peer.pings().status) == ("link_disabled", 200)


def test_a_key_that_was_replaced_opens_for_24_hours_to_the_second(
    admin: Client, peer: Peer, clock: Clock
) -> None:
    new = rotates(admin, peer)

    clock.advance(hours=24, seconds=-1)
    both = (peer.pings().status, new.pings().status)
    clock.advance(seconds=1)

    assert both == (200, 200)
    assert (peer.pings().code, new.pings().status) == ("key_revoked", 200)


def test_rotating_again_gives_nobody_more_time(admin: Client, peer: Peer, clock: Clock) -> None:
    second = rotates(admin, peer)
    clock.advance(hours=23)
    third = rotates(admin, second)
    clock.advance(hours=1)

    assert [each.pings().status for each in (peer, second, third)] == [401, 200, 200]


def test_keys_are_revoked_one_by_one_and_at_once(admin: Client, peer: Peer) -> None:
    new = rotates(admin, peer)

    assert revokes(admin, peer).status == 204
    assert revokes(admin, peer).status == 204

    assert (peer.pings().code, new.pings().status) == ("key_revoked", 200)


def test_a_key_is_revoked_at_its_own_link_only(admin: Client, peer: Peer) -> None:
    other = admin.post(LINKS, LINK | {"partner_id": "other"}).said["link_id"]

    refused = revokes(admin, peer.at(other))

    assert (refused.status, refused.code) == (404, "link_key_not_found")
    assert peer.pings().status == 200


def test_keys_that_are_of_no_use_make_room(admin: Client, peer: Peer, clock: Clock) -> None:
    for _ in range(25):
        peer = rotates(admin, peer)
        clock.advance(hours=25)

    shown = admin.get(f"{LINKS}/{peer.link_id}").said["keys"]
    assert len(shown) <= 20
    assert shown[-1]["key_id"] == peer.key.key_id
    assert peer.pings().status == 200


def test_the_url_is_mailed_without_the_key_unless_asked_for(admin: Client, hub: Hub) -> None:
    made = admin.post(LINKS, LINK | {"mail_to": INGRID}).said

    [mail] = mails(hub)
    assert mail.to == "ingrid@peer.example"
    assert made["url"] in mail.text
    assert "rk_" not in mail.text
    assert made["mail"]["state"] == "done"
    assert made["warning"] == ""


def test_a_key_goes_into_the_mail_with_a_warning_in_mail_and_answer(
    admin: Client, hub: Hub
) -> None:
    made = admin.post(LINKS, LINK | {"mail_to": INGRID | {"with_key": True}}).said

    [mail] = mails(hub)
    assert made["key"] in mail.text
    assert "Whoever has read this mail can send deals in your name." in mail.text
    assert made["warning"].startswith("The key is in the mail")


def test_a_new_key_may_be_mailed_as_well(admin: Client, hub: Hub, peer: Peer) -> None:
    new = rotates(admin, peer, mail_to=INGRID | {"with_key": True})

    [mail] = mails(hub)
    assert new.key.text in mail.text


def test_the_url_may_be_mailed_later_and_the_key_never(admin: Client, hub: Hub, peer: Peer) -> None:
    told = admin.post(f"{LINKS}/{peer.link_id}/mail", INGRID)
    refused = admin.post(f"{LINKS}/{peer.link_id}/mail", INGRID | {"with_key": True})

    [mail] = mails(hub)
    assert f"/v1/access/{peer.link_id}" in mail.text
    assert told.said["mail"]["state"] == "done"
    assert refused.wrong == {"/with_key": "is not known here"}


def test_a_mail_that_is_asked_for_twice_under_one_name_is_sent_once(
    admin: Client, hub: Hub, peer: Peer
) -> None:
    for _ in range(2):
        admin.post(f"{LINKS}/{peer.link_id}/mail", INGRID, idempotency_key="once")
        admin.post(f"{LINKS}/{peer.link_id}/mail", INGRID)

    assert len(mails(hub)) == 2


def test_without_mail_nothing_is_made(hub: Hub) -> None:
    off = replace(hub, mail=None)
    admin = a_client(off, Role.ADMIN)
    before = kept(off)

    refused = admin.post(LINKS, LINK | {"mail_to": INGRID})

    assert (refused.status, refused.code) == (409, "mail_is_off")
    assert kept(off) == before


def test_a_mail_that_is_refused_is_told_with_the_key_that_is_shown(hub: Hub) -> None:
    refusing = replace(hub, mail=MemoryMail(Refused(reason="SES refused it", fix="Verify it.")))

    made = a_client(refusing, Role.ADMIN).post(LINKS, LINK | {"mail_to": INGRID}).said

    assert made["key"].startswith("rk_")
    assert (made["mail"]["state"], made["mail"]["problem"]) == ("refused", "SES refused it")


class Unreachable(MemoryMail):
    def send(self, mail: Mail, *, token: str) -> Refused:  # noqa: ARG002
        raise Unavailable("mail", "SES could not be reached")


def test_a_mail_that_cannot_be_sent_now_is_not_sent_later(hub: Hub) -> None:
    """Nobody knows the key later; what to do instead is said."""
    admin = a_client(replace(hub, mail=Unreachable()), Role.ADMIN)

    made = admin.post(LINKS, LINK | {"mail_to": INGRID | {"with_key": True}}).said

    assert made["mail"]["state"] == "refused"
    assert "could not be reached" in made["mail"]["problem"]
    assert made["mail"]["fix"] == "Hand URL and key over by another way, or rotate the key."


def test_the_address_of_the_other_admin_is_kept_nowhere(admin: Client, hub: Hub) -> None:
    admin.post(LINKS, LINK | {"mail_to": INGRID})

    assert "ingrid@peer.example" not in repr(kept(hub))
