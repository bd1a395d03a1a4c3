"""A peer sends deals: each stands in the inbox once, and with its owner."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.users import User
from referral_hub.domain.workflows import DEFAULT
from referral_hub.hub import Hub
from referral_hub.ports import Key
from tests.application.routing.stage import a_rule, publish
from tests.functions.api.access_links.peer import CONTACT, Peer, a_deal, deals, kept
from tests.functions.api.client import Client


def a_user(hub: Hub, email: str, role: Role = Role.OPERATOR, **override: Any) -> None:
    hub.users.save(User(email=email, role=role, **override))


def test_a_deal_stands_in_the_inbox_with_all_that_was_sent(peer: Peer, operator: Client) -> None:
    [result] = peer.shares(a_deal(contacts=[CONTACT]))

    shown = operator.opens(result["number"]).said
    assert (result["id"], result["status"]) == ("deal-1", "created")
    assert [row["number"] for row in operator.lists()] == [result["number"]]
    assert (shown["title"], shown["value"]["amount"]) == ("Tide gauges", "2500.00")
    assert shown["customer"]["company_name"] == "Solberg Ports"
    assert shown["partner_people"][0]["email"] == "ingrid@peer.example"
    assert shown["custom"]["note"] == "They decide in September."
    assert shown["custom"]["consent_given_by"] == "Tuva Lien"
    [contact] = operator.get(f"/v1/referrals/{result['number']}/contacts").said["items"]
    assert (contact["last_name"], contact["via"]) == ("Lien", "access")


def test_the_timeline_says_at_once_who_sent_it(peer: Peer, operator: Client) -> None:
    [result] = peer.shares(a_deal())

    [first, *_] = operator.get(f"/v1/referrals/{result['number']}/timeline").said["items"]

    assert (first["who"], first["what"]) == ("partner:peer", "referral.received")
    assert first["why"] == "via access, as deal-1: They decide in September."


def test_a_deal_begins_where_the_link_leads(hub: Hub, admin: Client, peer: Peer) -> None:
    path = f"/v1/inbound-links/{peer.link_id}"
    admin.patch(path, {"stage": "in_progress"}, if_match=admin.get(path).headers["ETag"])

    [result] = peer.shares(a_deal())

    referral = hub.referrals.get(result["number"])
    assert (referral.workflow, referral.workflow_stage) == ("sales", "in_progress")
    assert referral.stage == "in_progress"


@pytest.mark.parametrize(
    ("here", "told"),
    [
        ("ingrid@peer.example", "ingrid@peer.example"),
        ("Ingrid@Peer.example", "INGRID@PEER.EXAMPLE"),
        ("élodie@peer.example", "E\u0301LODIE@peer.example"),
        ("stra\u00dfe@peer.example", "STRASSE@peer.example"),
        ("\uff49ngrid@peer.example", "ingrid@peer.example"),
    ],
)
def test_an_owner_who_is_a_user_here_keeps_the_deal(
    hub: Hub, peer: Peer, here: str, told: str
) -> None:
    a_user(hub, here)

    [result] = peer.shares(a_deal(owner={"email": told}))

    assignment = hub.referrals.get(result["number"]).assignment
    assert assignment.owner == result["owner"] == User(email=here, role=Role.OPERATOR).key
    assert assignment.why == ("owns it at the sender, and is a user here",)


@pytest.mark.parametrize(
    "user",
    [
        {"role": Role.OPERATOR, "active": False},
        {"role": Role.READ_ONLY},
        {"role": Role.PARTNER_STAFF, "partner_ids": ("peer",)},
        {"role": Role.PARTNER_MANAGER, "partner_ids": ("harbour",)},
    ],
    ids=["inactive", "read_only", "partner_staff", "manager of another"],
)
def test_an_owner_who_may_not_own_it_leaves_it_to_the_workflows_owner(
    hub: Hub, peer: Peer, user: dict[str, Any]
) -> None:
    a_user(hub, "ingrid@peer.example", **user)
    a_user(hub, "aino@host.example")
    hub.sales_workflows.save(DEFAULT.model_copy(update={"owner": "Aino@host.example"}))

    [result] = peer.shares(a_deal())

    assert result["owner"] == "aino@host.example"


def test_a_deal_for_which_nobody_is_found_is_nobodys(hub: Hub, peer: Peer) -> None:
    hub.sales_workflows.save(DEFAULT.model_copy(update={"owner": "gone@host.example"}))

    [known, unnamed] = peer.shares(a_deal(), a_deal(id="deal-2", owner=None))

    assert (known["owner"], unnamed["owner"]) == ("", "")


def test_a_deal_for_which_nobody_is_found_is_given_to_whom_a_routing_rule_names(
    hub: Hub, peer: Peer
) -> None:
    a_user(hub, "ingrid@peer.example")
    a_user(hub, "bo@host.example")
    publish(hub, a_rule("bo@host.example"))

    kept_by_owner, routed = peer.shares(a_deal(), a_deal(id="deal-2", owner=None))

    assert (kept_by_owner["owner"], routed["owner"]) == ("ingrid@peer.example", "bo@host.example")


def test_a_deal_that_is_sent_again_is_the_same_referral(hub: Hub, peer: Peer) -> None:
    [first] = peer.shares(a_deal())
    before = kept(hub)

    [again] = peer.shares(a_deal(), message_id="msg_2")

    assert again == first | {"status": "repeated"}
    assert {place for place in kept(hub) if place not in before} == {
        Key(f"IDEMPOTENCY#link:{peer.link_id}", "msg_2")
    }


def test_the_same_message_gets_the_same_answer_and_no_other_effect(hub: Hub, peer: Peer) -> None:
    first = peer.sends(deals(a_deal()))
    before = kept(hub)

    again = replace(peer, skew=60).sends(deals(a_deal()))

    assert again.text == first.text
    assert kept(hub) == before


def test_another_message_under_the_same_id_is_refused(hub: Hub, peer: Peer) -> None:
    peer.shares(a_deal())
    before = kept(hub)

    reply = peer.sends(deals(a_deal(id="deal-2")))

    assert (reply.status, reply.code) == (409, "message_id_reused")
    assert kept(hub) == before


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"note": "Other words."}, "/note"),
        ({"note": None}, "/note"),
        ({"feature": "cross-sell"}, "/feature"),
        ({"owner": None}, "/owner"),
        ({"client": {"company_name": "Other Ports"}}, "/client"),
        ({"deal": a_deal()["deal"] | {"title": "Other"}}, "/deal/title"),
        ({"deal": a_deal()["deal"] | {"stage": "won"}}, "/deal/stage"),
        (
            {"deal": a_deal()["deal"] | {"value": {"amount": "9.00", "currency": "EUR"}}},
            "/deal/value",
        ),
        (
            {"consent": a_deal()["consent"] | {"given_by": "Somebody Else"}},
            "/consent/given_by",
        ),
    ],
)
def test_what_was_sent_stays_and_what_differs_is_named(
    peer: Peer, operator: Client, other: dict[str, Any], place: str
) -> None:
    [first] = peer.shares(a_deal())
    before = operator.opens(first["number"]).said

    [result] = peer.shares(a_deal(**other), message_id="msg_2")

    assert result["status"] == "refused"
    assert result["problem"]["code"] == "sent_differently"
    assert result["problem"]["fields"] == {place: "is not what was sent before"}
    assert operator.opens(first["number"]).said == before


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"documents": ["income.pdf"]}, "/documents"),
        ({"tool_data": {}}, "/tool_data"),
        ({"consent": None}, "/consent"),
        ({"consent": {"given_by": "T", "given_at": 1, "statement": "x"}}, "/consent/given_at"),
        ({"client": {"country_code": "NO"}}, "/client/company_name"),
        ({"client": {"company_name": "S", "revenue": "1"}}, "/client/revenue"),
        (
            {"deal": {"title": "T", "value": {"amount": "-1", "currency": "EUR"}}},
            "/deal/value/amount",
        ),
        ({"deal": {"title": "T", "attachments": []}}, "/deal/attachments"),
        ({"contacts": [CONTACT] * 11}, "/contacts"),
        ({"contacts": [{"first_name": "Tuva"}]}, "/contacts/0"),
        ({"owner": {"email": ""}}, "/owner/email"),
        ({"note": "x\u0000y"}, "/note"),
        ({"note": "lone \ud800 surrogate"}, "/note"),
        ({"note": "lost \ufffd on the way"}, "/note"),
        ({"owner": float("nan")}, "/owner"),
        ({"id": "with space"}, "/id"),
    ],
)
def test_one_that_is_wrong_is_refused_by_name_and_the_others_are_taken(
    peer: Peer, operator: Client, wrong: dict[str, Any], pointer: str
) -> None:
    before, refused, after = peer.shares(a_deal(id="before"), a_deal(**wrong), a_deal(id="after"))

    assert (before["status"], after["status"]) == ("created", "created")
    assert (refused["status"], refused["problem"]["code"]) == ("refused", "invalid_request")
    assert pointer in refused["problem"]["fields"]
    assert len(operator.lists()) == 2


@pytest.mark.parametrize(
    "poison", ["NaN", "1e400", '{"a":1,"a":2}', "[[[[1]]]]", "null", '"text"', "0"]
)
def test_a_deal_that_is_none_spoils_no_other(peer: Peer, operator: Client, poison: str) -> None:
    good = json.dumps(a_deal())
    body = f'{{"type":"access.referrals","referrals":[{poison},{good}]}}'

    results = peer.posts(body.encode()).said["results"]

    assert [result["status"] for result in results] == ["refused", "created"]
    assert results[0]["id"] == ""
    assert len(operator.lists()) == 1


def test_200_deals_are_taken_and_told_of_in_order(peer: Peer) -> None:
    items = [a_deal(id=f"deal-{place}") for place in range(200)]

    results = peer.shares(*items)

    assert [result["id"] for result in results] == [item["id"] for item in items]
    assert {result["status"] for result in results} == {"created"}
    assert len({result["number"] for result in results}) == 200


def test_one_deal_twice_in_a_message_is_there_once(peer: Peer) -> None:
    first, second = peer.shares(a_deal(), a_deal())

    assert (first["status"], second["status"]) == ("created", "repeated")
    assert first["number"] == second["number"]


def test_deliveries_at_once_make_one_referral(peer: Peer, operator: Client) -> None:
    with ThreadPoolExecutor(8) as crew:
        replies = list(crew.map(lambda _: peer.sends(deals(a_deal())), range(8)))

    assert {reply.code for reply in replies if reply.status != 200} <= {"request_in_progress"}
    assert {reply.status for reply in replies} <= {200, 409}
    assert len(operator.lists()) == 1


def test_other_messages_with_the_same_deal_at_once_make_one_referral(
    peer: Peer, operator: Client
) -> None:
    with ThreadPoolExecutor(8) as crew:
        ids = [f"msg_{place}" for place in range(8)]
        replies = list(crew.map(lambda i: peer.sends(deals(a_deal()), message_id=i), ids))

    assert len(operator.lists()) == 1
    assert {reply.status for reply in replies} <= {200, 503}
