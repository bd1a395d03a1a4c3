"""A peer keeps what every connector promises."""

from __future__ import annotations

import pytest

from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.referrals.referral import Referral
from tests.builders import a_referral
from tests.contracts.partner_connector import PartnerConnectorContract


class InboundStage:
    connector = UncalledPartner()
    reason = "No capacity this winter"

    def shares(self) -> Referral:
        return a_referral(partner_id="fjord")


class TestPeer(PartnerConnectorContract):
    @pytest.fixture
    def stage(self) -> InboundStage:
        return InboundStage()
