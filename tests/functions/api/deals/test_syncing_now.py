"""Somebody asks to look at the CRM and at the partner now."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.memory import MemoryHintQueue, MemoryOutbound
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from referral_hub.ports import Listener, PartnerConnection
from tests.application.crm_stage import a_connected_hub, a_synced_deal
from tests.application.stage import accepted, carry_out
from tests.connected import Connected
from tests.functions.api.client import Reply, a_client


class Shows:
    """A feed that is only asked one by one."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name}: nothing is read before the queue is")


def a_hub_that_hears(**override: Any) -> Hub:
    made = PartnerConnection(PlatformConnector(), Shows())
    return a_connected_hub(connections=Connected(lambda _: made), **override)


def synced(hub: Hub, number: str, role: Role = Role.OPERATOR) -> Reply:
    return a_client(hub, role).post(f"/v1/referrals/{number}/sync")


def test_both_sides_are_asked_and_nothing_is_read_meanwhile() -> None:
    hub = a_hub_that_hears()
    number = accepted(hub).number
    carry_out(hub, number)
    hints, partners = hub.crm_hints, hub.queue
    assert isinstance(hints, MemoryHintQueue)
    assert isinstance(partners, MemoryHintQueue)
    before = len(hints.hints), len(partners.hints)

    reply = synced(hub, number)

    assert (reply.status, reply.said["asked"]) == (202, ["crm", "partner"])
    opportunity_id = hub.referrals.get(number).opportunity_id
    assert [hint["record_id"] for hint in hints.hints[before[0] :]] == [opportunity_id]
    assert [hint["about"] for hint in partners.hints[before[1] :]] == [
        "opportunity",
        "contact_info",
    ]


def test_what_the_crm_was_not_told_goes_out_again() -> None:
    outbound = MemoryOutbound()
    hub = a_hub_that_hears(outbound=outbound)
    number = a_synced_deal(hub).number
    here = f"/v1/referrals/{number}/deal"
    seen = a_client(hub).get(here).headers["ETag"]
    a_client(hub).patch(here, {"title": "Forty lamps"}, if_match=seen)

    synced(hub, number)

    assert outbound.numbers(Listener.CRM) == [number]


def test_there_is_nothing_to_look_at_before_it_is_accepted() -> None:
    hub = a_hub_that_hears()
    number = a_client(hub, Role.PARTNER_STAFF).shares().said["number"]

    refused = synced(hub, number)

    assert (refused.status, refused.code) == (409, "not_accepted")
