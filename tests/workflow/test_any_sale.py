"""
Whatever a sale goes through, and however the hub hears of it: each event and each reward once, the
ledger right at every moment, and in the end what it would be if all had been heard in order (LC-9).

`SALES` plays another number of them; they take some 60 ms each.
"""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from referral_hub.domain.lifecycles.sales_record import RecordSeen
from tests.lifecycle_records import CODE
from tests.workflow.sale_plays import Ear, Sale, in_order

AMOUNT = int(os.environ.get("SALES", "300"))
CODES = st.sampled_from([CODE, CODE, ""])
AMOUNTS = st.sampled_from(["12500.00", "8000.00", "9000.05", "0", "", "-5.00", "many"])


class AnySale(RuleBasedStateMachine):
    """What people do in the CRM is heard later, if at all before the end."""

    def __init__(self) -> None:
        super().__init__()
        self.sale, self.ear = Sale(), Ear()
        self.unheard: list[RecordSeen] = []
        self.heard: list[RecordSeen] = []
        self.noted = 0

    @initialize(code=CODES, as_lead=st.booleans())
    def begin(self, code: str, *, as_lead: bool) -> None:
        if as_lead:
            self.sale.comes_as_a_lead(code)
        else:
            self.sale.comes_as_an_opportunity(code)
        self._notice()

    @precondition(lambda self: self.sale.lead)
    @rule(status=st.sampled_from(["New", "Working", "Qualified"]))
    def a_seller_works_on_the_lead(self, status: str) -> None:
        self.sale.lead_is(status)
        self._notice()

    @precondition(lambda self: self.sale.lead and not self.sale.opportunity)
    @rule(code=CODES)
    def a_seller_converts_the_lead(self, code: str) -> None:
        self.sale.is_converted(code)
        self._notice()

    @precondition(lambda self: self.sale.opportunity)
    @rule(amount=AMOUNTS)
    def a_seller_edits_the_amount(self, amount: str) -> None:
        self.sale.opportunity_is(amount=amount)
        self._notice()

    @precondition(lambda self: self.sale.opportunity)
    @rule(won=st.booleans())
    def the_deal_is_won_or_open_again(self, *, won: bool) -> None:
        self.sale.opportunity_is(won=won, status="won" if won else "in_progress")
        self._notice()

    @precondition(lambda self: self.sale.opportunity)
    @rule(currency=st.sampled_from(["EUR", "USD", "XX"]))
    def a_seller_edits_the_currency(self, currency: str) -> None:
        self.sale.opportunity_is(currency=currency)
        self._notice()

    @precondition(lambda self: self.sale.opportunity)
    @rule(gone=st.booleans())
    def somebody_deletes_the_opportunity_or_restores_it(self, *, gone: bool) -> None:
        self.sale.opportunity_is(gone=gone)
        self._notice()

    @precondition(lambda self: self.unheard)
    @rule(data=st.data())
    def news_arrives(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.unheard) - 1))
        seen = self.unheard.pop(place)
        self.ear.hear(seen)
        self.heard.append(seen)

    @precondition(lambda self: self.heard)
    @rule(data=st.data())
    def news_arrives_again(self, data: st.DataObject) -> None:
        self.ear.hear(data.draw(st.sampled_from(self.heard)))

    @precondition(lambda self: self.unheard)
    @rule(data=st.data(), when=st.sampled_from(["before", "after"]))
    def the_hub_dies_around_its_write(self, data: st.DataObject, when: str) -> None:
        self.ear.hear_and_die(data.draw(st.sampled_from(self.unheard)), when)

    @invariant()
    def the_ledger_adds_up_to_what_is_owed(self) -> None:
        assert self.ear.booked == self.ear.owed

    @invariant()
    def each_event_happened_once(self) -> None:
        for referral in self.ear.referrals:
            events = [reached.event for reached in referral.reached]
            assert len(events) == len(set(events))

    def teardown(self) -> None:
        for seen in reversed(self.unheard):
            self.ear.hear(seen)
        assert self.ear.end == in_order(self.sale).end
        assert self.ear.booked == self.ear.owed

    def _notice(self) -> None:
        self.unheard += self.sale.saved[self.noted :]
        self.noted = len(self.sale.saved)


def test_a_sale_heard_in_any_order_ends_as_one_that_was_heard_in_order() -> None:
    run_state_machine_as_test(
        AnySale, settings=settings(max_examples=AMOUNT, stateful_step_count=20)
    )
