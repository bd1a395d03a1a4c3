from __future__ import annotations

import pytest

from functions._entrypoint import metrics
from functions.api import rate_limit
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import Client, a_client


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    rate_limit.forget()
    metrics.clear_metrics()


@pytest.fixture
def partner(hub: Hub) -> Client:
    return a_client(hub, Role.PARTNER_STAFF)


@pytest.fixture
def stranger(hub: Hub) -> Client:
    """The staff of another partner."""
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    return a_client(hub, Role.PARTNER_STAFF, "quay")


@pytest.fixture
def operator(hub: Hub) -> Client:
    return a_client(hub, Role.OPERATOR)


@pytest.fixture
def admin(hub: Hub) -> Client:
    return a_client(hub, Role.ADMIN)


@pytest.fixture
def reader(hub: Hub) -> Client:
    return a_client(hub, Role.READ_ONLY)


@pytest.fixture
def number(partner: Client) -> str:
    """The number of a referral that Harbour has shared."""
    return str(partner.shares().said["number"])


@pytest.fixture
def fenwick(hub: Hub) -> str:
    """The id of an account that the CRM has already."""
    crm = BuiltInCrm(hub.table, hub.clock)
    return crm.create_account({"name": "Fenwick Lighthouses"}, token="t" * 32).result
