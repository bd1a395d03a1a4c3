"""People at work in the sales of a CRM, and how the contract of sales speaks its words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

import pytest

from referral_hub.domain.forms import Fields
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord
from referral_hub.ports import TracksSales

LEAD, OPPORTUNITY, ORDER = RecordKind.LEAD, RecordKind.OPPORTUNITY, RecordKind.ORDER
COMPANY = "Fenwick Lighthouses"
CODE = "HARBOUR-SPRING"


class Converted(NamedTuple):
    """What a lead became."""

    account_id: str
    opportunity_id: str


class SalesAtWork(Protocol):
    """
    A CRM with people at work in its sales, on a clock that moves when told.

    What makes a record returns its id as a hint names it.
    """

    crm: TracksSales
    now: datetime
    """The moment in the CRM: a change is stamped with it."""

    def wait(self, seconds: float) -> None:
        """Let time pass, at least as much as asked for."""

    def add(self, kind: RecordKind, fields: Fields, *, at: str = COMPANY, of: str = "") -> str:
        """
        Somebody makes a record with these fields and with what the CRM requires besides, `at` a
        company of this name; an order may be `of` an opportunity.
        """

    def change(self, kind: RecordKind, record_id: str, fields: Fields) -> None: ...

    def convert(self, lead_id: str) -> Converted:
        """Somebody makes a lead an account with an opportunity, as people do in this CRM."""

    def win(self, opportunity_id: str) -> None: ...

    def lose(self, opportunity_id: str) -> None: ...

    def reopen(self, opportunity_id: str) -> None:
        """Somebody puts a closed opportunity back into a stage that is open."""


class InItsSalesWords(ABC):
    """
    A subclass says in `words` how its CRM calls the fields that the tests fill and read, and in
    `statuses` two that a record of the kind may have.

    Of a lead: `code`, `status`, `source`. Of an opportunity: `code`, `amount`, `close_date`, and
    `company`, the name of its account, read off the opportunity. Of an order: `status`, `amount`.
    """

    words: Mapping[RecordKind, Mapping[str, str]] = {}
    statuses: Mapping[RecordKind, tuple[str, str]] = {}

    @abstractmethod
    @pytest.fixture
    def at_work(self) -> SalesAtWork: ...

    def worded(self, kind: RecordKind, **told: str) -> dict[str, str]:
        return {self.words[kind][name]: text for name, text in told.items()}

    def a_record(self, at_work: SalesAtWork, kind: RecordKind, **told: str) -> str:
        return at_work.add(kind, self.worded(kind, **told))

    def some_record(self, at_work: SalesAtWork, kind: RecordKind) -> str:
        """A record that says what every kind can say."""
        if kind is OPPORTUNITY:
            return self.a_record(at_work, kind, amount="12500.00")
        return self.a_record(at_work, kind, status=self.statuses[kind][0])

    def change(self, at_work: SalesAtWork, kind: RecordKind, record_id: str, **told: str) -> None:
        at_work.change(kind, record_id, self.worded(kind, **told))

    def change_somehow(self, at_work: SalesAtWork, kind: RecordKind, record_id: str) -> None:
        if kind is OPPORTUNITY:
            self.change(at_work, kind, record_id, amount="99000.00")
        else:
            self.change(at_work, kind, record_id, status=self.statuses[kind][1])

    def read(
        self, at_work: SalesAtWork, kind: RecordKind, record_id: str, *names: str
    ) -> SalesRecord:
        fields = [self.words[kind][name] for name in names]
        found = at_work.crm.sales_record(kind, record_id, fields)
        assert found is not None
        return found

    def said(self, at_work: SalesAtWork, kind: RecordKind, record_id: str, name: str) -> str:
        """What a record says in one field; empty where it says nothing."""
        found = self.read(at_work, kind, record_id, name)
        return found.fields.get(self.words[kind][name], "")
