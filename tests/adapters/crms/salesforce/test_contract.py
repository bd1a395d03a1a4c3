"""Salesforce keeps the contract of CRMs, over the stand-in."""

from __future__ import annotations

from typing import ClassVar

import pytest

from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.crm import CrmContract
from tests.contracts.crm_mailboxes import SharedMailbox


class TestSalesforce(SharedMailbox, CrmContract):
    words: ClassVar = {
        "account_name": "Name",
        "website": "Website",
        "opportunity_name": "Name",
        "amount": "Amount",
        "close_date": "CloseDate",
        "stage": "StageName",
    }
    always: ClassVar = {"StageName": "Prospecting", "CloseDate": "2027-09-30"}
    # There is a role, and no kind of link beside it.
    types_links = False

    @pytest.fixture
    def crm(self, stage: Stage) -> Crm:
        return stage.crm
