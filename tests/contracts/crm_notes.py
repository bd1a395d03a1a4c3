"""What every CRM owes the hub of notes: once per token, on all its records or on none."""

from __future__ import annotations

from abc import abstractmethod

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_notes import LONGEST_NOTE, CrmNote
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Crm
from tests.builders import a_contact

from .crm_words import InItsWords

TEXT = "Shared by Nordlys.\n\n“Ask for Åse & <Bo>”"


class CrmNotesContract(InItsWords):
    """A subclass says what people see on a record, by whatever shows it to them."""

    @abstractmethod
    def seen_on_opportunity(self, crm: Crm, opportunity_id: str) -> list[str]: ...

    @abstractmethod
    def seen_on_contact(self, crm: Crm, account_id: str, contact_id: str) -> list[str]: ...

    @pytest.fixture
    def account_id(self, crm: Crm) -> str:
        return self.an_account(crm)

    @pytest.fixture
    def opportunity_id(self, crm: Crm, account_id: str) -> str:
        return self.an_opportunity(crm, account_id)

    @pytest.fixture
    def contact_id(self, crm: Crm, account_id: str) -> str:
        return crm.create_contact(account_id, a_contact(), token="c-1").result

    def test_a_note_is_seen_on_its_opportunity_as_it_was_told(
        self, crm: Crm, opportunity_id: str
    ) -> None:
        outcome = crm.add_note(CrmNote(text=TEXT, on_opportunity=opportunity_id), token="n-1")

        assert isinstance(outcome, Done), outcome
        assert outcome.result
        assert self.seen_on_opportunity(crm, opportunity_id) == [TEXT]

    def test_a_note_on_a_contact_is_seen_there_and_on_the_opportunity(
        self, crm: Crm, account_id: str, opportunity_id: str, contact_id: str
    ) -> None:
        note = CrmNote(text=TEXT, on_opportunity=opportunity_id, on_contact=contact_id)

        outcome = crm.add_note(note, token="n-1")

        assert isinstance(outcome, Done), outcome
        assert self.seen_on_opportunity(crm, opportunity_id) == [TEXT]
        assert self.seen_on_contact(crm, account_id, contact_id) == [TEXT]

    def test_a_note_is_on_no_record_besides(
        self, crm: Crm, account_id: str, opportunity_id: str, contact_id: str
    ) -> None:
        other = self.an_opportunity(crm, account_id, "Other lamps")

        crm.add_note(CrmNote(text=TEXT, on_opportunity=opportunity_id), token="n-1")

        assert self.seen_on_opportunity(crm, other) == []
        assert self.seen_on_contact(crm, account_id, contact_id) == []

    def test_a_note_is_left_once_per_token(
        self, crm: Crm, account_id: str, opportunity_id: str, contact_id: str
    ) -> None:
        note = CrmNote(text=TEXT, on_opportunity=opportunity_id, on_contact=contact_id)

        first = crm.add_note(note, token="n-1")
        again = crm.add_note(note, token="n-1")

        assert again == first
        assert self.seen_on_opportunity(crm, opportunity_id) == [TEXT]
        assert self.seen_on_contact(crm, account_id, contact_id) == [TEXT]

    def test_the_same_words_under_another_token_are_another_note(
        self, crm: Crm, opportunity_id: str
    ) -> None:
        note = CrmNote(text=TEXT, on_opportunity=opportunity_id)

        made = [crm.add_note(note, token=token) for token in ("n-1", "n-2")]

        assert made[0] != made[1]
        assert self.seen_on_opportunity(crm, opportunity_id) == [TEXT, TEXT]

    def test_the_longest_note_fits(self, crm: Crm, opportunity_id: str) -> None:
        longest = "ø" * LONGEST_NOTE

        outcome = crm.add_note(CrmNote(text=longest, on_opportunity=opportunity_id), token="n-1")

        assert isinstance(outcome, Done), outcome
        assert self.seen_on_opportunity(crm, opportunity_id) == [longest]

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
        self, crm: Crm, opportunity_id: str, nobody: str
    ) -> None:
        note = CrmNote(text=TEXT, on_opportunity=opportunity_id, on_contact=nobody)

        refused = crm.add_note(note, token="n-1")

        assert isinstance(refused, Refused)
        assert refused.cause == Cause.RECORD_GONE
        assert "contact" in refused.reason
        assert self.seen_on_opportunity(crm, opportunity_id) == []
