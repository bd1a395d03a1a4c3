"""The built-in CRM keeps the contract of CRMs over either table."""

from __future__ import annotations

from typing import ClassVar

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.crm import Contact, Opportunity
from referral_hub.ports import ShowsNotes
from tests.builders import Clock, a_contact
from tests.contracts.crm import CrmContract
from tests.contracts.crm_accounts import names
from tests.contracts.crm_mailboxes import SharedMailbox
from tests.contracts.crm_notes import CrmNotesContract


class AtTheHub:
    def __init__(self, crm: ShowsNotes) -> None:
        self._crm = crm

    def see(self, record: Opportunity | Contact) -> list[str]:
        if isinstance(record, Opportunity):
            return [note.text for note in self._crm.notes(record.opportunity_id)]
        at_account = self._crm.contact_notes(record.account_id)
        return [note.text for note in at_account if note.on_contact == record.contact_id]


class BuiltInContract(SharedMailbox, CrmNotesContract, CrmContract):
    """What the built-in CRM promises beyond the port."""

    words: ClassVar = {"account_name": "name", "opportunity_name": "name"}

    @pytest.fixture
    def people(self, crm: BuiltInCrm) -> AtTheHub:
        return AtTheHub(crm)

    def test_one_person_at_one_account_has_one_record_whoever_creates_it(
        self, crm: BuiltInCrm
    ) -> None:
        account_id = self.an_account(crm)

        first = crm.create_contact(account_id, a_contact(), token="referral 1")
        other = crm.create_contact(account_id, a_contact(phone=""), token="referral 2")

        assert other.result == first.result
        assert len(crm.contacts(account_id)) == 1

    def test_accounts_are_found_in_alphabetical_order(self, crm: BuiltInCrm) -> None:
        for port in ("narvik", "Bergen", "Molde"):
            self.an_account(crm, f"{port} Harbour")

        found = names(crm.search_accounts("harbour"))

        assert found == ["Bergen Harbour", "Molde Harbour", "narvik Harbour"]

    def test_a_name_of_one_endless_word_is_found_too(self, crm: BuiltInCrm) -> None:
        endless = "Donaudampfschifffahrtsgesellschaft" * 40

        self.an_account(crm, endless)

        assert names(crm.search_accounts(endless)) == [endless]
        assert names(crm.search_accounts("donaudampf")) == [endless]

    def test_every_contact_of_a_large_account_is_listed(self, crm: BuiltInCrm) -> None:
        account_id = self.an_account(crm)
        for number in range(120):
            person = a_contact(email=f"{number}@fenwick.example")
            crm.create_contact(account_id, person, token=person.key)

        assert len(crm.contacts(account_id)) == 120


class TestBuiltInCrmInMemory(BuiltInContract):
    @pytest.fixture
    def crm(self) -> BuiltInCrm:
        return BuiltInCrm(MemoryTable(), Clock())


class TestBuiltInCrmInDynamo(BuiltInContract):
    @pytest.fixture
    def crm(self, dynamo_table: DynamoTable) -> BuiltInCrm:
        return BuiltInCrm(dynamo_table, Clock())
