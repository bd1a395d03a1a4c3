"""What a sandbox can be asked for is explained where people look for it."""

import inspect
from pathlib import Path

import pytest

from sandbox.hubspot import HubSpot
from sandbox.hubspot.behaviour import SWITCHES as HUBSPOT
from sandbox.partner_center.behaviour import SWITCHES as PARTNER_CENTER
from sandbox.salesforce.org.behaviour import SWITCHES as SALESFORCE

README = Path(__file__).parents[2] / "sandbox/README.md"
ACTS = sorted(name for name in vars(HubSpot) if name.startswith("person_"))


@pytest.mark.parametrize("wish", sorted(HUBSPOT | PARTNER_CENTER | SALESFORCE))
def test_a_way_to_misbehave_is_explained(wish: str) -> None:
    assert f"`{wish}`" in README.read_text()


@pytest.mark.parametrize("act", ACTS)
def test_what_a_person_does_in_hubspot_is_explained_with_its_arguments(act: str) -> None:
    told = ", ".join(list(inspect.signature(getattr(HubSpot, act)).parameters)[1:])

    assert f"`{act}({told})`" in README.read_text()
