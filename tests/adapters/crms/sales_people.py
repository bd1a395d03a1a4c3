"""People at work in the sales of the built-in CRM, over either table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.application.sales import converting, keeping
from referral_hub.domain.forms import Fields
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.hub import Hub
from referral_hub.ports import Table
from tests.builders import Clock, a_hub, ask
from tests.contracts.sales_at_work import COMPANY, LEAD, OPPORTUNITY, ORDER, Converted

WORDS: Mapping[RecordKind, Mapping[str, str]] = {
    LEAD: {"code": "referral_code", "status": "status", "source": "source"},
    OPPORTUNITY: {
        "code": "referral_code",
        "amount": "amount",
        "close_date": "close_date",
        "company": "account.name",
    },
    ORDER: {"status": "status", "amount": "amount"},
}
STATUSES: Mapping[RecordKind, tuple[str, str]] = {
    LEAD: ("new", "working"),
    ORDER: ("draft", "fulfilled"),
}


class BuiltInSalesAtWork:
    """On a table of their own, or on that of a hub."""

    def __init__(self, table: Table, hub: Hub | None = None) -> None:
        self._hub = hub or a_hub(table=table)
        assert isinstance(self._hub.clock, Clock)
        self._clock = self._hub.clock
        self.crm = BuiltInCrm(table, self._clock)
        self._ids = count(1)

    @property
    def now(self) -> datetime:
        return self._clock.now

    def wait(self, seconds: float) -> None:
        self._clock.advance(seconds=seconds)

    def add(self, kind: RecordKind, fields: Fields, *, at: str = COMPANY, of: str = "") -> str:
        token = f"{kind} {next(self._ids)}"
        if kind is LEAD:
            told = {"company": at, **fields}
            return str(ask(self._hub, keeping.add_lead, fields=told, token=token).lead_id)
        account_id = "" if of else self.crm.create_account({"name": at}, token=at).result
        if kind is ORDER:
            place = {"account_id": account_id, "opportunity_id": of}
            made = ask(self._hub, keeping.add_order, **place, fields=fields, token=token)
            return str(made.order_id)
        told = {"name": "Lamps", **fields}
        return self.crm.create_opportunity(account_id, told, token=token).result

    def change(self, kind: RecordKind, record_id: str, fields: Fields) -> None:
        if kind is LEAD:
            ask(self._hub, keeping.change_lead, lead_id=record_id, fields=fields)
        elif kind is ORDER:
            ask(self._hub, keeping.change_order, order_id=record_id, fields=fields)
        else:
            self.crm.update_opportunity(record_id, fields)

    def convert(self, lead_id: str) -> Converted:
        said = {"account_id": "", "account": {}, "opportunity": {}, "token": f"of {lead_id}"}
        desk = self._hub.rule_desk
        saved = ask(self._hub, converting.convert, lead_id=lead_id, desk=desk, **said)
        return Converted(saved.opportunity.account_id, saved.opportunity.opportunity_id)

    def win(self, opportunity_id: str) -> None:
        self.crm.update_opportunity(opportunity_id, {"stage": "won"})

    def lose(self, opportunity_id: str) -> None:
        self.crm.update_opportunity(opportunity_id, {"stage": "lost"})

    def reopen(self, opportunity_id: str) -> None:
        self.crm.update_opportunity(opportunity_id, {"stage": "in_progress"})
