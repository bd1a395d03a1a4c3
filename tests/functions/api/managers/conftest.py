"""A hub with three partners, of which Marit manages two: Harbour and Quay. Lantern is not hers."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import a_sharing_hub
from tests.application.picky import PickyCrm
from tests.application.stage import publish
from tests.builders import Clock, a_partner
from tests.functions.api.client import Client, a_client


@pytest.fixture
def hub() -> Hub:
    """Its CRM wants a field that nothing maps: what is accepted fails."""
    clock, table = Clock(), MemoryTable()
    hub = a_sharing_hub(MemoryPartner(), clock=clock, table=table, crm=PickyCrm(table, clock))
    publish(hub, opportunity_field_set=("next_step",))
    for partner_id in ("quay", "lantern"):
        hub.partners.add(a_partner(partner_id=partner_id, name=partner_id.title()))
    return hub


@pytest.fixture
def marit(hub: Hub) -> Client:
    return a_client(hub, Role.PARTNER_MANAGER, "harbour", "quay")
