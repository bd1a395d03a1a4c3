from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import a_connected_hub, a_synced_deal
from tests.functions.api.client import Client, a_client


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


@pytest.fixture
def referral(hub: Hub) -> Referral:
    """An accepted referral, whose opportunity is there."""
    return a_synced_deal(hub)


@pytest.fixture
def platform(hub: Hub) -> Client:
    """Harbour's own system."""
    return a_client(hub, Role.INTEGRATION)
