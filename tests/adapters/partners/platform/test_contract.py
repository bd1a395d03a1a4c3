"""A platform that pushes keeps what every connector promises, without being called."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.referral import Referral
from tests.builders import a_referral
from tests.contracts.partner_connector import PartnerConnectorContract


class PlatformStage:
    connector = PlatformConnector()
    reason = "No capacity this winter"

    def shares(self) -> Referral:
        return a_referral()


class TestPlatform(PartnerConnectorContract):
    @pytest.fixture
    def stage(self) -> PlatformStage:
        return PlatformStage()
