"""The connector of AWS keeps what every partner promises that takes referrals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters.partners.aws.taking import TakingStage, taking
from tests.contracts.partner_takes import LocksReferralsContract, RemoteTakesReferralsContract


class TestPartnerCentral(RemoteTakesReferralsContract, LocksReferralsContract):
    """Over HTTP, through AWS's own client, against a stand-in that checks the service model."""

    @pytest.fixture
    def stage(self, loopback: None) -> Iterator[TakingStage]:  # noqa: ARG002 - opens the way
        with taking() as stage:
            yield stage
