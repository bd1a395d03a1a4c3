"""GET /v1/referral-book/{number}: one referral of either direction, as its reader may see it."""

from __future__ import annotations

import pytest

from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.hub import Hub
from tests.builders import an_outgoing_referral
from tests.functions.api.book.lines import edits, opens, sent_to_harbour
from tests.functions.api.client import Client

GIVEN = Assignment(owner="ida@host.example", partner_manager="per@host.example")


def test_what_the_partner_shared_is_opened_in_full(partner: Client) -> None:
    shared = partner.shares(purpose="joint_demo", notes="Call after nine.").said

    opened = opens(partner, shared["number"])

    assert opened.status == 200
    assert opened.said["inbound"] == shared
    assert (opened.said["direction"], opened.said["purpose"]) == ("inbound", "joint_demo")
    assert (opened.said["notes"]["text"], opened.said["notes"]["by"]) == (
        "Call after nine.",
        "partner:harbour",
    )
    assert opened.said["outgoing"] is None


def test_what_was_shared_with_the_partner_is_opened_by_its_number_too(
    hub: Hub, partner: Client
) -> None:
    number = sent_to_harbour(hub)

    opened = opens(partner, number).said

    assert (opened["direction"], opened["outgoing"]["title"]) == ("outgoing", "Tide gauges")
    assert opened["value"] == {"amount": "2500.00", "currency": "EUR"}
    assert opened["follow_up"] == {"side": "partner", "who": "harbour"}
    assert opened["inbound"] is None


def test_a_partner_is_shown_nothing_of_the_hosts_own_work(
    hub: Hub, partner: Client, operator: Client
) -> None:
    number = sent_to_harbour(hub)
    kept = hub.outgoing.get(number)
    hub.outgoing.save(kept.model_copy(update={"created_by": "operator:Jonas"}))

    theirs, ours = opens(partner, number), opens(operator, number)

    assert "Jonas" not in theirs.text
    assert "Ingrid" not in theirs.text
    assert set(theirs.said["outgoing"]["integrations"]) == {"partner"}
    assert ours.said["outgoing"]["created_by"] == "operator:Jonas"


def test_a_draft_is_no_business_of_its_partner(hub: Hub, partner: Client, operator: Client) -> None:
    number = hub.outgoing.save(an_outgoing_referral(number="R-000009")).number

    assert opens(operator, number).status == 200
    assert opens(partner, number).code == "referral_not_found"


def test_another_partners_line_is_as_unknown_as_one_that_is_not_there(
    hub: Hub, partner: Client, stranger: Client
) -> None:
    numbers = [partner.shares().said["number"], sent_to_harbour(hub)]

    guesses = [opens(stranger, number) for number in (*numbers, "R-000999")]

    assert {guess.status for guess in guesses} == {404}
    assert len({guess.text.replace(guess.said["instance"], "") for guess in guesses}) == 3
    assert {guess.said["detail"].split()[0] for guess in guesses} == {"no"}
    told = [edits(stranger, number, seen='"x"', notes="mine").status for number in numbers]
    assert told == [404, 404]


def test_the_host_follows_up_what_came_in_by_the_partners_manager(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    hub.referrals.save(hub.referrals.get(number).model_copy(update={"assignment": GIVEN}))

    ours, theirs = opens(operator, number).said, opens(partner, number)

    assert ours["follow_up"] == {"side": "host", "who": "per@host.example"}
    assert theirs.said["follow_up"] == {"side": "host", "who": ""}
    assert "host.example" not in theirs.text


def test_lists_say_who_follows_up_too(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    hub.referrals.save(hub.referrals.get(number).model_copy(update={"assignment": GIVEN}))
    sent_to_harbour(hub)

    outgoing = operator.get("/v1/outgoing-referrals").said["items"]

    assert operator.lists()[0]["follow_up"] == {"side": "host", "who": "per@host.example"}
    assert partner.lists()[0]["follow_up"] == {"side": "host", "who": ""}
    assert outgoing[0]["follow_up"] == {"side": "partner", "who": "harbour"}


@pytest.mark.parametrize("number", ["R-1", "R-00000x", "R-0000001234567"])
def test_a_number_that_cannot_be_one_is_found_nowhere(partner: Client, number: str) -> None:
    assert opens(partner, number).status == 404
