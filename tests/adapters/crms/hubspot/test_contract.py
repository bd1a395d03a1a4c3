"""HubSpot keeps the contract of CRMs, of lists of referrals and of events, while search lags."""

from __future__ import annotations

from typing import ClassVar

import pytest

from referral_hub.adapters.crms.hubspot.connector import HubSpotCrm
from referral_hub.domain.crm import Account
from tests.adapters.crms.hubspot.portal import LAG_SECONDS, Portal
from tests.builders import Clock
from tests.contracts.crm import CrmContract
from tests.contracts.crm_mailboxes import OneMailboxOnePerson


class SearchedLater(HubSpotCrm):
    """People search when the index has caught up; everything else is asked at once."""

    clock: Clock

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        self.clock.advance(seconds=LAG_SECONDS + 1)
        return super().search_accounts(text, limit=limit)


class TestHubSpotCrm(OneMailboxOnePerson, CrmContract):
    words: ClassVar = {
        "account_name": "name",
        "opportunity_name": "dealname",
        "close_date": "closedate",
        "stage": "dealstage",
    }
    always: ClassVar = {"dealstage": "appointmentscheduled"}
    # A link has a label, and no role beside it.
    has_roles = False

    @pytest.fixture
    def crm(self, portal: Portal) -> SearchedLater:
        found = portal.crm
        assert isinstance(found, HubSpotCrm)
        crm = SearchedLater(found._door, portal.clock)
        crm.clock = portal.clock
        return crm
