from __future__ import annotations

import pytest

from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.deal_stage import a_deal
from tests.application.deal_troubles import StubbornCrm, a_stubborn_hub, stubborn


@pytest.fixture
def hub() -> Hub:
    """A hub whose CRM takes what it is told, until a test says otherwise."""
    return a_stubborn_hub()[0]


@pytest.fixture
def crm(hub: Hub) -> StubbornCrm:
    return stubborn(hub)


@pytest.fixture
def referral(hub: Hub) -> Referral:
    """One whose opportunity is there, with a deal that goes to and fro."""
    return a_deal(hub)
