"""HubSpot keeps the contract of CRMs, of lists of referrals and of events, while search lags."""

from __future__ import annotations

from html import unescape
from typing import Any, ClassVar

import pytest
from hubspot import Client

from referral_hub.adapters.crms.hubspot.connector import HubSpotCrm
from referral_hub.domain.crm import Account, Contact, Opportunity
from sandbox.hubspot import TOKEN
from tests.adapters.crms.hubspot.portal import LAG_SECONDS, Portal
from tests.builders import Clock
from tests.contracts.crm import CrmContract
from tests.contracts.crm_mailboxes import OneMailboxOnePerson
from tests.contracts.crm_notes import CrmNotesContract


class SearchedLater(HubSpotCrm):
    """People search when the index has caught up; everything else is asked at once."""

    clock: Clock

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        self.clock.advance(seconds=LAG_SECONDS + 1)
        return super().search_accounts(text, limit=limit)


class InThePortal:
    def __init__(self, portal: Any) -> None:
        self._portal = portal

    def see(self, record: Opportunity | Contact) -> list[str]:
        """Read notes as a browser shows them."""
        kind, record_id = (
            ("deals", record.opportunity_id)
            if isinstance(record, Opportunity)
            else ("contacts", record.contact_id)
        )
        listed = self._portal.associations.v4.basic_api.get_page(kind, record_id, "notes")
        return [self._shown(found.to_object_id) for found in listed.results]

    def _shown(self, note_id: int) -> str:
        note = self._portal.objects.notes.basic_api.get_by_id(note_id, properties=["hs_note_body"])
        return unescape(note.properties["hs_note_body"].replace("<br>", "\n"))


class TestHubSpotCrm(OneMailboxOnePerson, CrmNotesContract, CrmContract):
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

    @pytest.fixture
    def people(self, portal: Portal) -> InThePortal:
        return InThePortal(Client.create(access_token=TOKEN, host=portal.url).crm)
