"""A hub whose CRM is the built-in one, with Harbour, which takes referrals."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.builders import a_hub
from tests.functions.api.client import Client, a_client

from .stage import takes


@pytest.fixture
def harbour() -> MemoryPartner:
    return MemoryPartner()


@pytest.fixture
def hub(harbour: MemoryPartner) -> Hub:
    return a_hub(connections=takes(harbour))


@pytest.fixture
def admin(hub: Hub) -> Client:
    return a_client(hub, Role.ADMIN)


@pytest.fixture
def seller(hub: Hub) -> Client:
    return a_client(hub, Role.OPERATOR)


@pytest.fixture
def account(hub: Hub) -> str:
    made = hub.crm.create_account({"name": "Fenwick", "country_code": "NO"}, token="a" * 20)
    return made.result
