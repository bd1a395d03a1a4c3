"""What every CRM owes the hub of notes: once per token, on all its records or on none."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Contact, Opportunity
from referral_hub.domain.crm_notes import LONGEST_NOTE, CrmNote
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Crm
from tests.builders import a_contact

from .crm_words import InItsWords

TEXT = "Shared by Nordlys.\n\n“Ask for Åse & <Bo>”"


class People(Protocol):
    """Those who work in the CRM."""

    def see(self, record: Opportunity | Contact) -> list[str]:
        """List the notes on a record."""


def a_note(opportunity: Opportunity, contact: Contact | None = None, text: str = TEXT) -> CrmNote:
    on_contact = contact.contact_id if contact else ""
    return CrmNote(text=text, on_opportunity=opportunity.opportunity_id, on_contact=on_contact)


class CrmNotesContract(InItsWords):
    """A subclass says by what people see a record: the vendor's own client, not the connector."""

    @abstractmethod
    @pytest.fixture
    def people(self) -> People: ...

    @pytest.fixture
    def account_id(self, crm: Crm) -> str:
        return self.an_account(crm)

    @pytest.fixture
    def opportunity(self, crm: Crm, account_id: str) -> Opportunity:
        return self.opened(crm, account_id, "Lamps")

    @pytest.fixture
    def contact(self, crm: Crm, account_id: str) -> Contact:
        made = crm.create_contact(account_id, a_contact(), token="c-1")
        found = crm.contact(account_id, made.result)
        assert found
        return found

    def opened(self, crm: Crm, account_id: str, name: str) -> Opportunity:
        found = crm.opportunity(self.an_opportunity(crm, account_id, name))
        assert found
        return found

    def test_a_note_is_seen_on_its_opportunity_as_it_was_told(
        self, crm: Crm, people: People, opportunity: Opportunity
    ) -> None:
        outcome = crm.add_note(a_note(opportunity), token="n-1")

        assert isinstance(outcome, Done), outcome
        assert outcome.result
        assert people.see(opportunity) == [TEXT]

    def test_a_note_on_a_contact_is_seen_there_and_on_the_opportunity(
        self, crm: Crm, people: People, opportunity: Opportunity, contact: Contact
    ) -> None:
        note = a_note(opportunity, contact)

        outcome = crm.add_note(note, token="n-1")

        assert isinstance(outcome, Done), outcome
        assert people.see(opportunity) == [TEXT]
        assert people.see(contact) == [TEXT]

    def test_a_note_is_on_no_record_besides(
        self, crm: Crm, people: People, opportunity: Opportunity, contact: Contact
    ) -> None:
        other = self.opened(crm, opportunity.account_id, "Other lamps")

        crm.add_note(a_note(opportunity), token="n-1")

        assert people.see(other) == []
        assert people.see(contact) == []

    def test_a_note_is_left_once_per_token(
        self, crm: Crm, people: People, opportunity: Opportunity, contact: Contact
    ) -> None:
        note = a_note(opportunity, contact)

        first = crm.add_note(note, token="n-1")
        again = crm.add_note(note, token="n-1")

        assert again == first
        assert people.see(opportunity) == [TEXT]
        assert people.see(contact) == [TEXT]

    def test_the_same_words_under_another_token_are_another_note(
        self, crm: Crm, people: People, opportunity: Opportunity
    ) -> None:
        note = a_note(opportunity)

        made = [crm.add_note(note, token=token) for token in ("n-1", "n-2")]

        assert made[0] != made[1]
        assert people.see(opportunity) == [TEXT, TEXT]

    def test_the_longest_note_fits(
        self, crm: Crm, people: People, opportunity: Opportunity
    ) -> None:
        longest = "ø" * LONGEST_NOTE

        outcome = crm.add_note(a_note(opportunity, text=longest), token="n-1")

        assert isinstance(outcome, Done), outcome
        assert people.see(opportunity) == [longest]

    @pytest.mark.parametrize("nowhere", ["nowhere", "51999999999", "006000000000001AAA"])
    def test_a_note_on_an_opportunity_that_is_not_there_is_refused_in_plain_words(
        self, crm: Crm, nowhere: str
    ) -> None:
        refused = crm.add_note(CrmNote(text=TEXT, on_opportunity=nowhere), token="n-1")

        assert isinstance(refused, Refused)
        assert refused.cause == Cause.RECORD_GONE
        assert "opportunity" in refused.reason or "deal" in refused.reason
        assert refused.fix

    @pytest.mark.parametrize("nobody", ["nobody", "51999999999", "003000000000001AAA"])
    def test_a_note_on_a_contact_who_is_not_there_is_refused_and_left_nowhere(
        self, crm: Crm, people: People, opportunity: Opportunity, nobody: str
    ) -> None:
        note = CrmNote(text=TEXT, on_opportunity=opportunity.opportunity_id, on_contact=nobody)

        refused = crm.add_note(note, token="n-1")

        assert isinstance(refused, Refused)
        assert refused.cause == Cause.RECORD_GONE
        assert "contact" in refused.reason
        assert people.see(opportunity) == []
