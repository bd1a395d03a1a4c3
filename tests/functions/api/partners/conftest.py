from __future__ import annotations

import pytest

from referral_hub.hub import Hub
from tests.builders import a_hub
from tests.connected import Connected
from tests.functions.api.client import Client, Reply
from tests.functions.api.partners.lantern import a_lantern, connections_of_lantern


@pytest.fixture
def connections() -> Connected:
    return connections_of_lantern()


@pytest.fixture
def hub(connections: Connected) -> Hub:
    return a_hub(connections=connections)


@pytest.fixture
def lantern(admin: Client) -> Reply:
    return admin.post("/v1/partners", a_lantern())
