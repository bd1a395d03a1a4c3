"""A partner that only people speak with: the host's staff type its referrals in."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.manual.connector import ManualConnector
from referral_hub.domain.access import Role
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.application.stage import carry_out
from tests.builders import a_hub, a_partner
from tests.connected import Connected
from tests.functions.api.client import MAREN, Client, Reply, a_client, a_shared_referral

ONCE = {"idempotency_key": "8e03978e"}


@pytest.fixture
def hub() -> Hub:
    """A hub whose staff work with Google, which offers no list to read."""
    connections = Connected(lambda _: PartnerConnection(ManualConnector()))
    hub = a_hub(connections=connections)
    hub.partners.add(a_partner(partner_id="google", name="Google", kind=PartnerKind.MANUAL))
    return hub


def types_in(
    client: Client, partner_id: str = "google", *, once: bool = False, **said: str
) -> Reply:
    body = a_shared_referral(**{"partner_referral_id": "opportunities/4711"} | said)
    headers = ONCE if once else {}
    return client.post(f"/v1/partners/{partner_id}/referrals", body, **headers)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN])
def test_the_full_record_comes_back_at_once_and_stands_in_the_inbox(hub: Hub, role: Role) -> None:
    staff = a_client(hub, role)

    typed = types_in(staff)

    assert typed.status == 201
    assert typed.said["partner_id"] == "google"
    assert staff.send("GET", typed.headers["Location"]).said == typed.said
    assert [row["number"] for row in staff.lists()] == [typed.said["number"]]


def test_the_timeline_says_who_typed_it_in(operator: Client) -> None:
    number = types_in(operator).said["number"]

    told = operator.get(f"/v1/referrals/{number}/timeline").said["items"]

    assert told[0]["who"] == "operator:Ingrid"
    assert told[0]["why"] == "via manual, as opportunities/4711"


def test_it_is_accepted_like_any_other(hub: Hub, operator: Client) -> None:
    number = types_in(operator).said["number"]

    operator.accepts(number)
    carry_out(hub, number)

    opened = operator.opens(number).said
    assert opened["integrations"]["crm"]["status"] == "success"
    assert opened["partner_opportunity_id"] == "opportunities/4711"


def test_people_who_become_known_later_come_with_the_same_referral_again(operator: Client) -> None:
    number = types_in(operator).said["number"]

    again = types_in(operator, contacts=[MAREN])

    people = operator.get(f"/v1/referrals/{number}/contacts").said["items"]
    assert (again.status, again.said["number"]) == (200, number)
    assert [person["last_name"] for person in people] == ["Holt"]


def test_an_id_that_was_used_for_something_else_is_refused(operator: Client) -> None:
    types_in(operator)

    refused = types_in(operator, title="Fog horns")

    assert (refused.status, refused.code) == (409, "referral_id_reused")


def test_a_repeated_request_gets_the_first_answer(operator: Client) -> None:
    first = types_in(operator, once=True)

    again = types_in(operator, once=True)

    assert (again.status, again.text) == (201, first.text)


def test_referrals_of_a_partner_that_sends_its_own_are_not_typed_in(operator: Client) -> None:
    refused = types_in(operator, "harbour")

    assert (refused.status, refused.code) == (409, "partner_not_manual")
    assert operator.lists() == []


def test_a_partner_that_nobody_added_is_unknown(operator: Client) -> None:
    refused = types_in(operator, "quay")

    assert (refused.status, refused.code) == (404, "unknown_partner")


def test_staff_of_the_partner_do_not_type_in(hub: Hub) -> None:
    refused = types_in(a_client(hub, Role.PARTNER_STAFF, "google"))

    assert (refused.status, refused.code) == (403, "not_allowed")
