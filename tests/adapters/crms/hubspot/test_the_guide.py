"""docs/connect-hubspot.md subscribes to all that the hub heeds, and to nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from referral_hub.adapters.crms.hubspot.custom_object import PROPERTIES
from referral_hub.adapters.crms.hubspot.events import HubSpotEvents
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.domain.lifecycles.shipped import shipped as shipped_lifecycles
from referral_hub.domain.policies.policy import Scope, shipped
from tests.adapters.crms.hubspot.portal import Portal
from tests.architecture.code import ROOT

GUIDE = (ROOT / "docs/connect-hubspot.md").read_text()
STAGE_FIELD = "dealstage"
TYPE_IDS = {"contact": "0-1", "deal": "0-3", "order": "0-123"}


def _subscriptions() -> Iterator[Mapping[str, Any]]:
    for block in re.findall(r"```json\n(.+?)```", GUIDE, re.DOTALL):
        told = json.loads(block)
        yield from told if isinstance(told, list) else told["config"]["subscriptions"]["crmObjects"]


def subscribed(to: str) -> set[str]:
    """The properties of a type of records whose changes are told; a custom object's is a number."""
    of_type = (each for each in _subscriptions() if each["objectType"].startswith(to))
    return {each["propertyName"] for each in of_type if "propertyName" in each}


def is_hint(event: Mapping[str, Any]) -> bool:
    events = HubSpotEvents(dict)
    return bool(events.hints_in({"objectId": 1, "fromObjectId": 1, **event}))


def is_heeded(portal: Portal, name: str) -> bool:
    """Tell whether a person's change of this property of a referral makes the hub look."""
    record = portal.seed("p_referral", number="R-000001", referral_hub_id="R-000001")
    portal.hubspot.person_edits("p_referral", record, {"decision": "Accept"})
    event = next(e for e in portal.hubspot.events if e.get("propertyName") == "decision")
    assert portal.connection.events
    return bool(portal.connection.events.hints_in({**event, "propertyName": name}))


def test_every_subscription_is_active_and_of_a_kind_that_the_hub_reads() -> None:
    for told in _subscriptions():
        type_id = TYPE_IDS.get(told["objectType"], told["objectType"])
        event = {**told, "objectTypeId": type_id, "fromObjectTypeId": type_id}
        assert (told["active"], is_hint(event)) == (True, True)


def followed(kind: RecordKind) -> set[str]:
    """What the shipped lifecycles read of a record itself."""
    read = (name for each in shipped_lifecycles("hubspot") for name in each.fields[kind].all)
    return {name for name in read if "." not in name}


def test_of_deals_the_stage_and_whatever_ships_reads() -> None:
    mappings = shipped(Scope("hubspot")).opportunity_mapping

    brought_back = {mapping.target for mapping in mappings if mapping.comes_back}

    read = {STAGE_FIELD, *brought_back, *followed(RecordKind.OPPORTUNITY)}
    assert subscribed("deal") == read


@pytest.mark.parametrize(
    ("name", "kind"), [("contact", RecordKind.LEAD), ("order", RecordKind.ORDER)]
)
def test_of_leads_and_orders_what_the_shipped_lifecycles_read(name: str, kind: RecordKind) -> None:
    assert subscribed(name) == followed(kind)


@pytest.mark.parametrize("name", PROPERTIES)
def test_of_referrals_what_the_hub_heeds(portal: Portal, name: str) -> None:
    assert is_heeded(portal, name) == (name in subscribed("2-"))


def test_every_property_of_the_custom_object_is_named() -> None:
    assert {name for name in PROPERTIES if f"`{name}`" not in GUIDE} == set()
