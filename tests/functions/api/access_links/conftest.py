from __future__ import annotations

import pytest

from referral_hub.hub import Hub
from tests.functions.api.access_links.peer import Peer, a_peer
from tests.functions.api.client import Client


@pytest.fixture
def peer(admin: Client, hub: Hub) -> Peer:
    return a_peer(admin, hub)
