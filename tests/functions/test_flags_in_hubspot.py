"""HubSpot cannot forbid a save, so the deal says what became of it (OUT-7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.outgoing.rules.looking import Fired, look
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.adapters.crms.hubspot.portal import Portal, opened
from tests.builders import a_hub, ask
from tests.functions.api.client import a_client
from tests.functions.api.rules.stage import publish, shared, takes

pytestmark = pytest.mark.usefixtures("loopback")
LARGE = "opportunity.amount and opportunity.amount >= 10000"
NOTE = {
    "name": "referral_hub_note",
    "label": "Referral Hub note",
    "type": "string",
    "fieldType": "text",
    "groupName": "dealinformation",
}


@pytest.fixture
def portal() -> Iterator[Portal]:
    with opened() as portal:
        portal.calls_api("POST", "/crm/properties/2026-09/deals", NOTE)
        yield portal


@pytest.fixture
def hub(portal: Portal) -> Hub:
    return a_hub(crm=portal.crm, clock=portal.clock, connections=takes(MemoryPartner()))


@pytest.fixture
def deal(portal: Portal, hub: Hub) -> str:
    """A deal that the only rule has seen, and that does not meet it yet."""
    deal = portal.seed("deals", dealname="Lamps", amount="500", closedate="2020-01-01T12:00:00Z")
    rule: dict[str, Any] = {"criteria": LARGE, "ready_for_submit": True}
    publish(
        a_client(hub, Role.ADMIN), **rule, fields={"customer.company_name": "F", "need": "Price"}
    )
    assert glance(hub, deal) == []
    return deal


def glance(hub: Hub, deal: str) -> list[Fired]:
    fired: list[Fired] = ask(hub, look, opportunity_id=deal, desk=hub.rule_desk)
    return fired


def save(portal: Portal, deal: str, **properties: str) -> None:
    path = f"/crm/objects/2026-09/deals/{deal}"
    portal.calls_api("PATCH", path, {"properties": properties})


def note(hub: Hub, deal: str) -> str:
    found = hub.crm.opportunity(deal)
    assert found
    return found.fields.get("referral_hub_note", "")


def test_a_deal_that_could_not_be_shared_says_why(portal: Portal, hub: Hub, deal: str) -> None:
    save(portal, deal, amount="25000")

    glance(hub, deal)

    assert note(hub, deal).startswith("Not shared by the rule Large sales in Norway: ")
    assert "target_close_date" in note(hub, deal)
    assert shared(hub) == []


def test_once_it_is_mended_the_deal_says_where_it_went(portal: Portal, hub: Hub, deal: str) -> None:
    save(portal, deal, amount="25000")
    glance(hub, deal)

    save(portal, deal, closedate="2028-01-01T12:00:00Z")
    glance(hub, deal)

    (referral,) = shared(hub)
    assert note(hub, deal) == f"Shared as {referral.number}"


def test_the_hubs_own_note_is_no_reason_to_write_another(
    portal: Portal, hub: Hub, deal: str
) -> None:
    save(portal, deal, amount="25000")
    glance(hub, deal)

    with portal.counted() as calls:
        assert glance(hub, deal) == []

    assert [call for call in calls if call.startswith("PATCH")] == []


def test_a_deal_that_is_made_after_the_rule_counts_is_shared_at_first_sight(
    portal: Portal, hub: Hub
) -> None:
    fields = {"customer.company_name": "Fenwick", "need": "Price"}
    publish(a_client(hub, Role.ADMIN), criteria=LARGE, fields=fields)
    new = {"dealname": "Lenses", "amount": "25000", "closedate": "2028-01-01T12:00:00Z"}
    portal.clock.advance(minutes=1)
    made = portal.calls_api("POST", "/crm/objects/2026-09/deals", {"properties": new})

    glance(hub, made["id"])

    assert [referral.opportunity_id for referral in shared(hub)] == [made["id"]]
