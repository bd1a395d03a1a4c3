"""The main job from one end to the other, once by each door, through the shipped handlers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.example import ACCEPTANCE, CONTACT, REFERRAL
from bench.metered_table import Bill
from bench.metered_world import MeteredWorld, real_state_machine
from referral_hub.adapters.clients import client
from referral_hub.adapters.partners.aws.connector import PartnerCentral as Connector
from referral_hub.application import access
from referral_hub.domain.access import Role
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.ports import PartnerConnection
from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.model_check import without_nulls

_SAMPLE = Path(__file__).parents[1] / "events/partners/aws/create_opportunity_request.json"


@dataclass(frozen=True)
class Walk:
    """What one accepted referral took; `partner_calls` are the requests that its partner got."""

    door: str
    bill: Bill
    transitions: list[str]
    starts: int
    partner_calls: list[str]


def https_door(headers: Mapping[str, str] | None = None) -> Walk:
    """
    Walk a referral that a partner's platform shares, and later tells the contact of.

    `headers` go with the request that shares it.
    """
    with real_state_machine() as worlds:
        worlds.append(world := MeteredWorld())
        key = _key(world, Role.INTEGRATION, world.partner_id)
        shared = world.request("POST", "/v1/referrals", key, REFERRAL, headers)
        number = str(shared["number"])
        _accept(world, number)
        world.request("POST", f"/v1/referrals/{number}/contacts", key, {"contacts": [CONTACT]})
        return _done(world, number, "HTTPS", [])


def aws_door() -> Walk:
    """Walk a referral of AWS: all its events are delivered, and it shows the contact late."""
    events: list[dict[str, Any]] = []
    central = PartnerCentral(seed=7, on_event=events.append)
    with PartnerCentralServer(central) as server, real_state_machine() as worlds:
        worlds.append(world := MeteredWorld(**_partner_central(server.url)))
        central.behave(contacts="never")
        central.call("CreateOpportunity", without_nulls(json.loads(_SAMPLE.read_text())))
        before = len(central.calls)
        _deliver(world, events)
        (referral,) = world.hub.referrals.newest()
        _accept(world, referral.number)
        _deliver(world, events)
        shared = world.referral(referral.number).ledger.result("partner_notice")
        central.set_clock(advance_seconds=15 * 60)
        central.behave(contacts="as_sent", reveal_contacts=shared)
        _deliver(world, events)
        walk = _done(world, referral.number, "AWS", [])
        return Walk(**vars(walk) | {"partner_calls": [c.operation for c in central.calls[before:]]})


def _partner_central(url: str) -> dict[str, Any]:
    make = partial(client, "partnercentral-selling", "us-east-1", url)
    connector = Connector(make, catalog="Sandbox", partner_id="aws", sleep=lambda _: None)
    partner = Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS)
    return {"partner": partner, "connect": lambda: PartnerConnection(connector, connector)}


def _deliver(world: MeteredWorld, events: list[dict[str, Any]]) -> None:
    hints = world.sent_hints
    while events or hints:
        world.hint((events or hints).pop(0))


def _accept(world: MeteredWorld, number: str) -> None:
    key = _key(world, Role.OPERATOR)
    world.request("POST", f"/v1/referrals/{number}/accept", key, ACCEPTANCE)
    world.eventually(world.parked)


def _done(world: MeteredWorld, number: str, door: str, calls: list[str]) -> Walk:
    world.until(number, "done")
    world.until_quiet()
    world.relay()
    assert not world.troubles, world.troubles
    assert set(world.executions().values()) == {"SUCCEEDED"}, world.executions()
    entered = [state for name in world.executions() for state in world.states_entered(name)]
    return Walk(door, world.bill, entered, world.counted.starts, calls)


def _key(world: MeteredWorld, role: Role, partner_id: str = "") -> str:
    issued = access.issue_key(
        role=role,
        name="bench",
        now=world.clock(),
        keys=world.hub.keys,
        partners=world.hub.partners,
        partner_ids=[partner_id] if partner_id else [],
    )
    return issued.key
