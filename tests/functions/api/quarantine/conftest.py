"""A hub whose partners may have feeds."""

from __future__ import annotations

import pytest

from referral_hub.hub import Hub
from tests.builders import a_hub, a_partner
from tests.connected import Connected
from tests.functions.api.quarantine.stage import Counting


@pytest.fixture
def connected() -> Connected:
    return Connected()


@pytest.fixture
def hub(connected: Connected) -> Hub:
    hub = a_hub(table=Counting(), connections=connected)
    hub.partners.add(a_partner(partner_id="lantern", name="Lantern"))
    return hub
