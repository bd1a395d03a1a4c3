"""HubSpot keeps the contract of CRMs whose sales are followed, while search lags."""

from __future__ import annotations

from typing import ClassVar

import pytest

from tests.adapters.crms.hubspot.portal import Portal
from tests.adapters.crms.hubspot.salespeople import SOURCE, Salespeople
from tests.contracts.sales_at_work import LEAD, OPPORTUNITY, ORDER
from tests.contracts.tells_of_sales import TracksSalesElsewhereContract


class TestHubSpotSales(TracksSalesElsewhereContract):
    words: ClassVar = {
        LEAD: {"code": "referral_code", "status": "hs_lead_status", "source": SOURCE},
        OPPORTUNITY: {
            "code": "referral_code",
            "amount": "amount",
            "close_date": "closedate",
            "company": "company.name",
        },
        ORDER: {"status": "hs_fulfillment_status", "amount": "hs_total_price"},
    }
    statuses: ClassVar = {LEAD: ("NEW", "IN_PROGRESS"), ORDER: ("Packing", "Delivered")}

    @pytest.fixture
    def at_work(self, portal: Portal) -> Salespeople:
        return Salespeople(portal)
