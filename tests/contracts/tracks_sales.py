"""What a CRM owes the hub of leads, opportunities and orders: each as it is at this moment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from referral_hub.domain.lifecycles.sales_record import RecordKind

from .sales_at_work import (
    CODE,
    COMPANY,
    LEAD,
    OPPORTUNITY,
    ORDER,
    InItsSalesWords,
    SalesAtWork,
)


class TracksSalesContract(InItsSalesWords):
    @pytest.mark.parametrize("kind", list(RecordKind))
    def test_a_record_is_read_under_its_kind_and_id(
        self, at_work: SalesAtWork, kind: RecordKind
    ) -> None:
        record_id = self.some_record(at_work, kind)

        found = self.read(at_work, kind, record_id)

        assert (found.kind, found.record_id, found.gone) == (kind, record_id, False)

    def test_a_lead_says_its_code_and_its_status(self, at_work: SalesAtWork) -> None:
        status = self.statuses[LEAD][0]

        lead_id = self.a_record(at_work, LEAD, code=CODE, status=status, source="Partner")

        assert self.said(at_work, LEAD, lead_id, "code") == CODE
        assert self.said(at_work, LEAD, lead_id, "status") == status
        assert self.said(at_work, LEAD, lead_id, "source") == "Partner"

    def test_an_opportunity_says_its_code_its_amount_and_its_close_date(
        self, at_work: SalesAtWork
    ) -> None:
        told = {"code": CODE, "amount": "12500.50", "close_date": "2027-09-30"}

        opportunity_id = self.a_record(at_work, OPPORTUNITY, **told)

        assert self.said(at_work, OPPORTUNITY, opportunity_id, "code") == CODE
        amount = self.said(at_work, OPPORTUNITY, opportunity_id, "amount")
        assert Decimal(amount) == Decimal("12500.50")
        assert self.said(at_work, OPPORTUNITY, opportunity_id, "close_date") == "2027-09-30"

    def test_an_order_says_its_status_and_its_amount(self, at_work: SalesAtWork) -> None:
        status = self.statuses[ORDER][0]

        order_id = self.a_record(at_work, ORDER, status=status, amount="310.00")

        assert self.said(at_work, ORDER, order_id, "status") == status
        assert Decimal(self.said(at_work, ORDER, order_id, "amount")) == Decimal("310.00")

    def test_only_what_was_asked_for_is_told(self, at_work: SalesAtWork) -> None:
        status = self.statuses[LEAD][0]
        lead_id = self.a_record(at_work, LEAD, code=CODE, status=status)

        found = self.read(at_work, LEAD, lead_id, "status")

        assert found.fields == self.worded(LEAD, status=status)

    def test_a_field_of_what_a_record_belongs_to_is_read_with_it(
        self, at_work: SalesAtWork
    ) -> None:
        opportunity_id = self.a_record(at_work, OPPORTUNITY, amount="12500.00")

        assert self.said(at_work, OPPORTUNITY, opportunity_id, "company") == COMPANY

    def test_a_field_that_nobody_filled_says_nothing(self, at_work: SalesAtWork) -> None:
        opportunity_id = self.some_record(at_work, OPPORTUNITY)

        assert self.said(at_work, OPPORTUNITY, opportunity_id, "code") == ""

    @pytest.mark.parametrize("kind", list(RecordKind))
    @pytest.mark.parametrize("strange", ["nowhere", "Nowhere__c", "nowhere.name", "account.lamp"])
    def test_a_field_that_the_crm_does_not_have_is_left_out_and_the_others_are_read(
        self, at_work: SalesAtWork, kind: RecordKind, strange: str
    ) -> None:
        name = "amount" if kind is OPPORTUNITY else "status"
        record_id = self.some_record(at_work, kind)

        found = at_work.crm.sales_record(kind, record_id, [strange, self.words[kind][name]])

        assert found is not None
        assert set(found.fields) == {self.words[kind][name]}

    @pytest.mark.parametrize("kind", list(RecordKind))
    @pytest.mark.parametrize(
        "record_id", ["nowhere", "00Q000000000001AAA", "999999999", "' OR Id != '", "../1", "?a=b"]
    )
    def test_a_record_that_never_was_is_none(
        self, at_work: SalesAtWork, kind: RecordKind, record_id: str
    ) -> None:
        self.some_record(at_work, kind)

        assert at_work.crm.sales_record(kind, record_id, []) is None

    def test_a_record_is_none_under_another_kind(self, at_work: SalesAtWork) -> None:
        lead_id = self.some_record(at_work, LEAD)

        assert at_work.crm.sales_record(OPPORTUNITY, lead_id, []) is None

    # When

    @pytest.mark.parametrize("kind", list(RecordKind))
    def test_a_record_says_when_it_was_saved_last(
        self, at_work: SalesAtWork, kind: RecordKind
    ) -> None:
        made_at, record_id = at_work.now, self.some_record(at_work, kind)
        first = self.read(at_work, kind, record_id)
        at_work.wait(60)
        changed_at = at_work.now
        self.change_somehow(at_work, kind, record_id)
        at_work.wait(60)

        changed = self.read(at_work, kind, record_id)

        assert first.changed_at == made_at.replace(microsecond=0)
        assert changed.changed_at == changed_at.replace(microsecond=0)

    @pytest.mark.parametrize("kind", list(RecordKind))
    def test_reading_changes_nothing(self, at_work: SalesAtWork, kind: RecordKind) -> None:
        record_id = self.some_record(at_work, kind)
        at_work.wait(60)

        first, again = (self.read(at_work, kind, record_id) for _ in range(2))

        assert again == first

    def test_what_is_read_is_what_was_saved_last(self, at_work: SalesAtWork) -> None:
        lead_id = self.a_record(at_work, LEAD, code=CODE, status=self.statuses[LEAD][0])
        for status in (self.statuses[LEAD][1], self.statuses[LEAD][0]):
            at_work.wait(60)
            self.change(at_work, LEAD, lead_id, code="OTHER-CODE", status=status)

        assert self.said(at_work, LEAD, lead_id, "code") == "OTHER-CODE"
        assert self.said(at_work, LEAD, lead_id, "status") == self.statuses[LEAD][0]

    # What belongs together

    def test_a_lead_and_an_opportunity_name_themselves(self, at_work: SalesAtWork) -> None:
        lead_id, opportunity_id = (self.some_record(at_work, kind) for kind in (LEAD, OPPORTUNITY))

        lead = self.read(at_work, LEAD, lead_id)
        opportunity = self.read(at_work, OPPORTUNITY, opportunity_id)

        assert (lead.lead_id, lead.opportunity_id) == (lead_id, "")
        assert (opportunity.opportunity_id, opportunity.lead_id) == (opportunity_id, "")
        assert opportunity.account_id

    def test_a_converted_lead_names_what_it_became(self, at_work: SalesAtWork) -> None:
        lead_id = self.a_record(at_work, LEAD, code=CODE, status=self.statuses[LEAD][0])

        became = at_work.convert(lead_id)

        lead = self.read(at_work, LEAD, lead_id)
        assert (lead.account_id, lead.opportunity_id) == became

    def test_what_a_lead_became_names_no_other_lead(self, at_work: SalesAtWork) -> None:
        """A CRM that knows the way back tells it; the lead knows anyhow."""
        self.some_record(at_work, LEAD)
        lead_id = self.a_record(at_work, LEAD, code=CODE, status=self.statuses[LEAD][0])

        became = at_work.convert(lead_id)

        opportunity = self.read(at_work, OPPORTUNITY, became.opportunity_id)
        assert opportunity.account_id == became.account_id
        assert opportunity.lead_id in ("", lead_id)

    def test_an_order_names_its_opportunity_and_its_account(self, at_work: SalesAtWork) -> None:
        opportunity_id = self.some_record(at_work, OPPORTUNITY)
        status = self.worded(ORDER, status=self.statuses[ORDER][0])

        order_id = at_work.add(ORDER, status, of=opportunity_id)

        opportunity = self.read(at_work, OPPORTUNITY, opportunity_id)
        order = self.read(at_work, ORDER, order_id)
        assert (order.opportunity_id, order.account_id) == (opportunity_id, opportunity.account_id)

    # Won or not

    def test_an_opportunity_is_won_when_it_is_closed_as_won(self, at_work: SalesAtWork) -> None:
        opportunity_id = self.some_record(at_work, OPPORTUNITY)
        open_yet = self.read(at_work, OPPORTUNITY, opportunity_id)

        at_work.win(opportunity_id)

        assert not open_yet.won
        assert self.read(at_work, OPPORTUNITY, opportunity_id).won

    def test_an_opportunity_that_is_lost_is_not_won(self, at_work: SalesAtWork) -> None:
        opportunity_id = self.some_record(at_work, OPPORTUNITY)

        at_work.lose(opportunity_id)

        assert not self.read(at_work, OPPORTUNITY, opportunity_id).won

    def test_an_opportunity_that_is_open_again_is_not_won(self, at_work: SalesAtWork) -> None:
        opportunity_id = self.some_record(at_work, OPPORTUNITY)
        at_work.win(opportunity_id)
        at_work.wait(60)

        at_work.reopen(opportunity_id)

        assert not self.read(at_work, OPPORTUNITY, opportunity_id).won
