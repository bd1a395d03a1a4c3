"""The connector of Partner Center keeps what every connector promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters.partners.microsoft.sharing_stage import SharingStage, shared_as
from tests.contracts.partner_connector import FeedContract, RemotePartnerContract
from tests.contracts.partner_deals import RemoteHearsDealsContract
from tests.contracts.partner_takes import (
    CorrectsReferralsContract,
    RemoteTakesReferralsContract,
    TakesReferralsContract,
)


class TestPartnerCenter(RemotePartnerContract, FeedContract, RemoteHearsDealsContract):
    """Over HTTP, against a stand-in that is held to the vendor's specification."""


class TestSharingOneDealAlone(TakesReferralsContract, CorrectsReferralsContract):
    """Private and partner-led: Microsoft is asked for nothing."""

    @pytest.fixture(params=["private", "partner_led"])
    def stage(
        self,
        request: pytest.FixtureRequest,
        loopback: None,  # noqa: ARG002 - opens the way to the stand-in
    ) -> Iterator[SharingStage]:
        with shared_as(request.param) as stage:
            yield stage


class TestCoSelling(RemoteTakesReferralsContract, CorrectsReferralsContract):
    """Two calls, each of which may fail."""

    @pytest.fixture
    def stage(self, co_sell: SharingStage) -> SharingStage:
        return co_sell
