"""docs/connect-hubspot.md subscribes to all that the hub heeds, and to nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from referral_hub.adapters.crms.hubspot.custom_object import PROPERTIES
from referral_hub.domain.policies.policy import Scope, shipped
from tests.adapters.crms.hubspot.portal import Portal
from tests.architecture.code import ROOT

GUIDE = (ROOT / "docs/connect-hubspot.md").read_text()
STAGE_FIELD = "dealstage"


def _subscriptions() -> Iterator[Mapping[str, Any]]:
    for block in re.findall(r"```json\n(.+?)```", GUIDE, re.DOTALL):
        told = json.loads(block)
        yield from told if isinstance(told, list) else told["config"]["subscriptions"]["crmObjects"]


def subscribed(*, deals: bool) -> set[str]:
    of_kind = (each for each in _subscriptions() if (each["objectType"] == "deal") is deals)
    return {each["propertyName"] for each in of_kind if each["active"]}


def is_heeded(portal: Portal, name: str) -> bool:
    """Tell whether a person's change of this property of a referral makes the hub look."""
    record = portal.seed("p_referral", number="R-000001", referral_hub_id="R-000001")
    portal.hubspot.person_edits("p_referral", record, {"decision": "Accept"})
    event = next(e for e in portal.hubspot.events if e.get("propertyName") == "decision")
    assert portal.connection.events
    return bool(portal.connection.events.hints_in({**event, "propertyName": name}))


def test_every_subscription_is_of_the_kind_that_the_hub_reads() -> None:
    kinds = {each["subscriptionType"] for each in _subscriptions()}

    assert kinds == {"object.propertyChange"}


def test_of_deals_the_stage_and_whatever_the_shipped_policy_brings_back() -> None:
    mappings = shipped(Scope("hubspot")).opportunity_mapping

    brought_back = {mapping.target for mapping in mappings if mapping.comes_back}

    assert subscribed(deals=True) == {STAGE_FIELD, *brought_back}


@pytest.mark.parametrize("name", PROPERTIES)
def test_of_referrals_what_the_hub_heeds(portal: Portal, name: str) -> None:
    assert is_heeded(portal, name) == (name in subscribed(deals=False))


def test_every_property_of_the_custom_object_is_named() -> None:
    assert {name for name in PROPERTIES if f"`{name}`" not in GUIDE} == set()
