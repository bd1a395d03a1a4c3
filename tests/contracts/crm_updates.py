"""What every CRM owes the hub of an opportunity that changes: what is given, and nothing else."""

from __future__ import annotations

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.forms import Fields
from referral_hub.ports import Crm

from .crm_words import InItsWords


class CrmUpdatesContract(InItsWords):
    def written(self, crm: Crm) -> str:
        """An opportunity with an amount and a close date."""
        told = {"amount": "12500.00", "close_date": "2027-09-30"}
        fields = self.opportunity_fields(**told)
        return crm.create_opportunity(self.an_account(crm), fields, token="t-1").result

    def fields_of(self, crm: Crm, opportunity_id: str) -> Fields:
        found = crm.opportunity(opportunity_id)
        assert found is not None
        return found.fields

    def test_what_is_written_on_an_opportunity_is_read_as_it_was_told(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)
        told = {"opportunity_name": "Łódź lamps", "amount": "99000.50", "close_date": "2028-02-29"}
        news = self.worded(told) | {crm.stage_field: crm.stages()[-1].name}

        outcome = crm.update_opportunity(opportunity_id, news)

        assert outcome == Done(result=opportunity_id)
        assert news.items() <= self.fields_of(crm, opportunity_id).items()

    def test_an_amount_is_read_as_fine_as_it_was_told(self, crm: Crm) -> None:
        """A dinar has three decimals, whatever the CRM shows."""
        opportunity_id, dinars = self.written(crm), self.worded({"amount": "99000.345"})

        crm.update_opportunity(opportunity_id, dinars)

        assert dinars.items() <= self.fields_of(crm, opportunity_id).items()

    def test_only_the_fields_that_are_given_change(self, crm: Crm) -> None:
        """What an opportunity requires need not be given again."""
        opportunity_id = self.written(crm)
        kept = self.opportunity_fields(close_date="2027-09-30")

        crm.update_opportunity(opportunity_id, self.worded({"amount": "99000.00"}))

        changed = self.worded({"amount": "99000.00"})
        assert (kept | changed).items() <= self.fields_of(crm, opportunity_id).items()

    def test_a_changed_opportunity_says_when_and_reading_it_changes_nothing(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)

        crm.update_opportunity(opportunity_id, self.worded({"amount": "99000.00"}))

        first, again = (crm.opportunity(opportunity_id) for _ in range(2))
        assert first
        assert first.changed_at
        assert again == first

    def test_an_opportunity_is_changed_and_no_other(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)
        other = self.an_opportunity(crm, self.an_account(crm), "Other lamps")
        before = crm.opportunity(other)

        crm.update_opportunity(opportunity_id, self.worded({"opportunity_name": "New lamps"}))

        assert crm.opportunity(other) == before

    def test_writing_twice_is_writing_once(self, crm: Crm) -> None:
        opportunity_id, news = self.written(crm), self.worded({"amount": "99000.00"})

        first = crm.update_opportunity(opportunity_id, news)
        again = crm.update_opportunity(opportunity_id, news)

        assert again == first
        assert news.items() <= self.fields_of(crm, opportunity_id).items()

    def test_what_was_written_last_counts(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)

        for amount in ("1.00", "2.00", "1.00"):
            crm.update_opportunity(opportunity_id, self.worded({"amount": amount}))

        last = self.worded({"amount": "1.00"})
        assert last.items() <= self.fields_of(crm, opportunity_id).items()

    def test_an_opportunity_that_is_not_there_cannot_be_changed(self, crm: Crm) -> None:
        refused = crm.update_opportunity("opp-nowhere", self.worded({"amount": "99000.00"}))

        assert isinstance(refused, Refused)
        assert refused.cause == Cause.RECORD_GONE
        assert refused.fix

    def test_an_opportunity_that_is_not_there_is_not_made_by_changing_it(self, crm: Crm) -> None:
        crm.update_opportunity("opp-nowhere", self.worded({"amount": "99000.00"}))

        assert crm.opportunity("opp-nowhere") is None

    def test_every_value_that_does_not_fit_is_named_and_nothing_changes(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)
        before = self.fields_of(crm, opportunity_id)
        bad = {"opportunity_name": "New lamps", "amount": "a lot", "close_date": "soon"}
        wrong = self.worded({"amount": "", "close_date": ""})

        refused = crm.update_opportunity(opportunity_id, self.worded(bad))

        assert isinstance(refused, Refused)
        assert set(refused.fields) == set(wrong)
        assert all(name in refused.reason for name in wrong)
        assert self.fields_of(crm, opportunity_id) == before

    def test_a_stage_that_the_crm_does_not_have_is_refused_by_its_field(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)
        before = self.fields_of(crm, opportunity_id)

        refused = crm.update_opportunity(opportunity_id, {crm.stage_field: "Moon landing"})

        assert isinstance(refused, Refused)
        assert refused.fields == (crm.stage_field,)
        assert self.fields_of(crm, opportunity_id) == before

    def test_a_field_that_an_opportunity_does_not_have_is_refused_by_name(self, crm: Crm) -> None:
        opportunity_id = self.written(crm)

        refused = crm.update_opportunity(opportunity_id, {"colour": "red"})

        assert isinstance(refused, Refused)
        assert refused.fields == ("colour",)
