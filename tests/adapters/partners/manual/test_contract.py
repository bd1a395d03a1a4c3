"""A partner that only people speak with keeps what every connector promises."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.manual.connector import ManualConnector
from referral_hub.domain.referrals.referral import Referral
from tests.builders import a_referral
from tests.contracts.partner_connector import PartnerConnectorContract


class ManualStage:
    connector = ManualConnector()
    reason = "No capacity this winter"

    def shares(self) -> Referral:
        return a_referral(partner_id="google", partner_referral_id="opportunities/4711")


class TestManual(PartnerConnectorContract):
    @pytest.fixture
    def stage(self) -> ManualStage:
        return ManualStage()
