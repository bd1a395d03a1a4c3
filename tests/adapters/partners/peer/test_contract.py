"""A peer keeps what every connector promises, and what everybody does who takes referrals."""

from __future__ import annotations

import pytest

from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.peer.taking import PeerTakingStage
from tests.builders import a_referral
from tests.contracts.partner_connector import PartnerConnectorContract
from tests.contracts.partner_takes import RemoteTakesReferralsContract


class InboundStage:
    connector = UncalledPartner()
    reason = "No capacity this winter"

    def shares(self) -> Referral:
        return a_referral(partner_id="fjord")


class TestPeer(PartnerConnectorContract):
    @pytest.fixture
    def stage(self) -> InboundStage:
        return InboundStage()


class TestPeerTakesDeals(RemoteTakesReferralsContract):
    """What it has is what the inbox of its own hub shows."""

    @pytest.fixture
    def stage(self) -> PeerTakingStage:
        return PeerTakingStage()
