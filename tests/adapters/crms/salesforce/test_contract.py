"""Salesforce keeps the contract of CRMs, over the stand-in."""

from __future__ import annotations

from typing import ClassVar

import pytest
from simple_salesforce import Salesforce as Client

from referral_hub.domain.crm import Contact, Opportunity
from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.crm import CrmContract
from tests.contracts.crm_mailboxes import SharedMailbox
from tests.contracts.crm_notes import CrmNotesContract
from tests.sandbox.salesforce.rehearsal import KEY, SECRET, client


class InTheOrg:
    def __init__(self, org: Client) -> None:
        self._org = org

    def see(self, record: Opportunity | Contact) -> list[str]:
        """Look at the past activities of a record, where no open task is."""
        done = "SELECT Description, WhatId, WhoId FROM Task WHERE IsClosed = true"
        rows = self._org.query(done)["records"]
        place, wanted = (
            ("WhatId", record.opportunity_id)
            if isinstance(record, Opportunity)
            else ("WhoId", record.contact_id)
        )
        return [row["Description"] for row in rows if row[place] == wanted]


class TestSalesforce(SharedMailbox, CrmNotesContract, CrmContract):
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

    @pytest.fixture
    def people(self, stage: Stage) -> InTheOrg:
        key = {"consumer_key": KEY, "consumer_secret": SECRET}
        return InTheOrg(client(stage.server, domain="acme.my", **key))
