"""Salesforce keeps the contract of CRMs, over the stand-in."""

from __future__ import annotations

from typing import ClassVar

import pytest
from simple_salesforce import Salesforce as Client

from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.crm import CrmContract
from tests.contracts.crm_mailboxes import SharedMailbox
from tests.contracts.crm_notes import CrmNotesContract
from tests.sandbox.salesforce.rehearsal import KEY, SECRET, client


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

    people: Client

    @pytest.fixture
    def crm(self, stage: Stage) -> Crm:
        key = {"consumer_key": KEY, "consumer_secret": SECRET}
        self.people = client(stage.server, domain="acme.my", **key)
        return stage.crm

    def seen_on_opportunity(self, crm: Crm, opportunity_id: str) -> list[str]:  # noqa: ARG002
        return self.seen("WhatId", opportunity_id)

    def seen_on_contact(self, crm: Crm, account_id: str, contact_id: str) -> list[str]:  # noqa: ARG002
        return self.seen("WhoId", contact_id)

    def seen(self, place: str, record_id: str) -> list[str]:
        """Read what people see among the past activities of a record: no open task of theirs."""
        done = "SELECT Description, WhatId, WhoId FROM Task WHERE IsClosed = true"
        rows = self.people.query(done)["records"]
        return [row["Description"] for row in rows if row[place] == record_id]
