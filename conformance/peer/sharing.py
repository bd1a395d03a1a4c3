"""What is shared: once, only what may be, up to 200 at a time, and contacts that come later."""

from __future__ import annotations

from conformance.cases import must

from .side import VALUE, Peer, referrals
from .suite import SUITE, must_be, must_be_stored_now, must_name, must_refuse

_MOST = 200
PERSON = {"first_name": "Tuva", "last_name": "Lien", "email": "tuva.lien@conformance.example"}


@SUITE.case("What is shared gets a number")
def shared(peer: Peer) -> None:
    [result] = peer.results(peer.item("first", contacts=[PERSON], note="Ask for the tide tables."))
    must_be(result, "created")
    must(result.get("number"), f"a number should be in {result}")


@SUITE.case("The same deal again is the same referral")
def repeated(peer: Peer) -> None:
    item = peer.item("repeated")
    [first] = peer.results(item)
    [again] = peer.results(item)
    must_be(again, "repeated")
    must(again["number"] == first["number"], f"it should be {first}, and is {again}")


@SUITE.case("The same message again has the effect of one")
def repeated_message(peer: Peer) -> None:
    message = peer.message(referrals(peer.item("message")))
    first, again = peer.sent(message), peer.sent(message)
    must(again.taken, f"it should answer 200, and answered {again}")
    numbers = [answer.said["results"][0]["number"] for answer in (first, again)]
    must(len(set(numbers)) == 1, f"it should be one referral, and is {numbers}")


@SUITE.case("A deal that was shared is not changed by sharing it again")
def differs(peer: Peer) -> None:
    peer.results(peer.item("differs"))
    other = {"title": "Conformance check", "value": VALUE | {"amount": "9500.00"}}
    [result] = peer.results(peer.item("differs", deal=other))
    must_be(result, "refused")


@SUITE.case("200 deals at once are taken, each once, and told of in their order")
def most(peer: Peer) -> None:
    items = [peer.item(f"bulk-{place:03}") for place in range(_MOST)]
    results = peer.results(*items)
    left = [result for result in results if result.get("status") != "created"]
    must(not left, f"{len(left)} of {_MOST} were not created, such as {left[:1]}")
    numbers = {result["number"] for result in results}
    must(len(numbers) == _MOST, f"{_MOST} deals got {len(numbers)} numbers")
    again = [result["number"] for result in peer.results(*items)]
    must(again == [result["number"] for result in results], "the same again got other numbers")


@SUITE.case("201 deals at once are refused as a whole")
def too_many(peer: Peer) -> None:
    items = [peer.item(f"over-{place:03}") for place in range(_MOST + 1)]
    must_refuse(peer.shares(*items), 422, "invalid_request")
    must_be_stored_now(peer, items[0])


@SUITE.case("No deal at all is refused")
def none_at_all(peer: Peer) -> None:
    must_refuse(peer.shares(), 422, "invalid_request")


@SUITE.case("A bad deal among good ones is refused by name, and the good ones are taken")
def one_bad(peer: Peer) -> None:
    bad = peer.item("bad", client={"country_code": "NO"})
    before, refused, after = peer.results(peer.item("before"), bad, peer.item("after"))
    must_be(before, "created")
    must_name(refused, "company_name")
    must_be(after, "created")


@SUITE.case("Without the client's consent nothing is taken")
def no_consent(peer: Peer) -> None:
    [result] = peer.results(peer.item("consent", consent=None))
    must_name(result, "consent")
    must_be_stored_now(peer, peer.item("consent"))


@SUITE.case("Documents, and whatever else is not asked for, are refused by name")
def not_asked_for(peer: Peer) -> None:
    for member in ("documents", "tool_data"):
        [result] = peer.results(peer.item(member, **{member: ["Income statement.pdf"]}))
        must_name(result, member)


@SUITE.case("An amount that is none is refused by name")
def no_amount(peer: Peer) -> None:
    wrong = {"title": "Conformance check", "value": VALUE | {"amount": "-1"}}
    [result] = peer.results(peer.item("amount", deal=wrong))
    must_name(result, "amount")


@SUITE.case("An owner whom the peer does not know is no obstacle")
def unknown_owner(peer: Peer) -> None:
    owner = {"email": "ÉLODIE@conformance.example", "name": "Élodie"}
    [result] = peer.results(peer.item("owner", owner=owner))
    must_be(result, "created")


@SUITE.case("Contacts that come later are taken, and as often as they come")
def late_contact(peer: Peer) -> None:
    item = peer.item("late")
    peer.results(item)
    for _ in range(2):
        answer = peer.tells({"type": "access.contacts", "id": item["id"], "contacts": [PERSON]})
        must(answer.taken, f"it should answer 200, and answered {answer}")


@SUITE.case("Contacts of a deal that was never shared are refused")
def contacts_of_nothing(peer: Peer) -> None:
    nothing = peer.item("never-shared")["id"]
    answer = peer.tells({"type": "access.contacts", "id": nothing, "contacts": [PERSON]})
    must_refuse(answer, 404, "referral_not_found")


@SUITE.case("A message of a kind that nobody knows is refused")
def unknown_kind(peer: Peer) -> None:
    must_refuse(peer.tells({"type": "access.conformance"}), 422, "invalid_request")
