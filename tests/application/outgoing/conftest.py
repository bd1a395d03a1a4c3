from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import a_sharing_hub


@pytest.fixture
def partner() -> MemoryPartner:
    return MemoryPartner()


@pytest.fixture
def hub(partner: MemoryPartner) -> Hub:
    return a_sharing_hub(partner)
