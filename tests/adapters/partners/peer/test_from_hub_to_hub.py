"""A deal goes from one organisation's hub to another's: with a URL and a key, and nothing else."""

from __future__ import annotations

import pytest

from referral_hub.application.access import issue_key_to
from referral_hub.domain.access import Role
from referral_hub.domain.outgoing.referral import Step
from referral_hub.domain.users import User
from tests.adapters.partners.peer.north import North
from tests.builders import OUTGOING_FIELDS, ask
from tests.functions.api.client import Client


@pytest.fixture
def north() -> North:
    return North()


def test_a_deal_is_in_the_other_organisations_inbox(north: North) -> None:
    number = north.sends()

    [there] = north.fjord.inbox
    shown = north.shown(number)
    assert there["title"] == "Tide gauges"
    assert shown["integrations"]["partner"]["status"] == "success"
    assert shown["partner_referral"]["partner_referral_id"] == there["number"]


def test_it_is_there_once_however_often_it_is_asked_for_and_sent(north: North) -> None:
    number = north.sends()
    first = north.fjord.calls[0]

    again = north.sends()
    referral = north.referral(number)
    north.hub.outgoing.save(referral.with_ledger(referral.ledger.without(Step.CREATE)))
    forgotten = north.referral(number).asking([Step.CREATE], at=north.hub.clock())
    north.hub.outgoing.save(forgotten)
    north.works(number)

    assert again == number
    assert len(north.fjord.calls) == 2
    assert north.fjord.calls[1].headers["webhook-id"] != first.headers["webhook-id"]
    assert len(north.fjord.inbox) == 1


def test_the_owner_there_is_the_owner_here_if_they_know_the_address(north: North) -> None:
    north.fjord.knows_user("ingrid@north.example")

    number = north.sends()

    assert north.shown(number)["partner_referral"]["owner"] == "ingrid@north.example"


def test_the_key_signs_and_never_travels(north: North) -> None:
    north.sends()

    [call] = north.fjord.calls
    seed = north.fjord.key.split("_", 2)[2]
    assert call.headers["webhook-signature"].startswith("v1a,")
    assert seed not in f"{call.url} {call.headers} {call.body.decode()}"


def test_what_changes_in_the_crm_later_is_not_sent_after_it(north: North) -> None:
    number = str(north.asks().said["number"])
    agreed = north.referral(number).disclosure
    edited = north.referral(number).edited({"title": "Something that nobody agreed to"})
    north.hub.outgoing.save(edited)

    north.works(number)

    assert agreed
    assert [there["title"] for there in north.fjord.inbox] == ["Tide gauges"]


def test_when_the_peer_has_it_the_crm_says_so_once(north: North) -> None:
    number = north.sends()
    north.works(number)

    [note] = north.notes()
    assert number in note.text
    assert "Tuva Lien consented on 2027-02-27" in note.text


def test_a_peer_that_is_down_is_asked_again_and_the_record_says_why(north: North) -> None:
    number = str(north.asks().said["number"])
    north.fjord.faults.append("down")

    with pytest.raises(Exception, match="could not be reached"):
        north.works(number)

    told = north.shown(number)["integrations"]["partner"]
    assert (told["status"], told["error"]) == ("sending", "could not be reached")
    north.works(number)
    assert len(north.fjord.inbox) == 1
    assert north.shown(number)["integrations"]["partner"]["error"] == ""


def test_whoever_sends_it_owns_it_where_nobody_is_named(north: North) -> None:
    north.fjord.knows_user("astrid@north.example")
    astrid = north.hub.users.save(User(email="astrid@north.example", role=Role.OPERATOR))
    issued = ask(north.hub, issue_key_to, user=astrid, name="")
    north.operator = Client(north.hub, issued.key)

    number = north.sends(fields=OUTGOING_FIELDS)

    assert north.shown(number)["partner_referral"]["owner"] == "astrid@north.example"
