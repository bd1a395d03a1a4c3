"""The connector of AWS keeps what every partner promises that takes referrals."""

from __future__ import annotations

import pytest

from tests.adapters.partners.aws.taking import TakingStage
from tests.contracts.partner_takes import LocksReferralsContract, RemoteTakesReferralsContract


class TestPartnerCentral(RemoteTakesReferralsContract, LocksReferralsContract):
    """Over HTTP, through AWS's own client, against a stand-in that checks the service model."""

    @pytest.fixture
    def stage(self, taking: TakingStage) -> TakingStage:
        return taking
