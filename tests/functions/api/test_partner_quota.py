"""What is left of a partner's quota, as an admin sees it."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.aws.pace import LIMITS
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.adapters.quota import SharedQuota
from referral_hub.domain.partners.quota import CallKind
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from referral_hub.records.quotas import Quotas
from tests.builders import Clock, a_hub
from tests.connected import Connected
from tests.functions.api.client import Client


@pytest.fixture
def quota() -> SharedQuota:
    return SharedQuota(Quotas(MemoryTable()), "harbour", LIMITS, Clock())


@pytest.fixture
def hub(quota: SharedQuota) -> Hub:
    limited = PartnerConnection(PlatformConnector(), quota=quota)
    free = PartnerConnection(PlatformConnector())
    return a_hub(connections=Connected(lambda p: limited if p.partner_id == "harbour" else free))


def test_what_is_left_is_shown_with_the_partner(admin: Client, quota: SharedQuota) -> None:
    for _ in range(4):
        quota.take(CallKind.WRITES)

    reads, writes = admin.get("/v1/partners/harbour").said["quota"]

    assert (reads["kind"], reads["left"]) == ("reads", 95_000)
    assert (writes["kind"], writes["limit"], writes["used"]) == ("writes", 9_500, 4)
    assert writes["left"] == 9_496


def test_a_partner_that_limits_nothing_shows_none(admin: Client) -> None:
    admin.post("/v1/partners", {"partner_id": "quay", "name": "Quay"})

    assert admin.get("/v1/partners/quay").said["quota"] == []
