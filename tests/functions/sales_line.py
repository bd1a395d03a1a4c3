"""
A hub whose CRM is the built-in one, with a referral code of Harbour's: what people save there comes
back through the stream, the relay and the queue of hints, as on AWS.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from functions.sqs import crm_hint
from functions.stream import relay_changes
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.dynamodb import _write
from referral_hub.adapters.memory import MemoryHintQueue, MemoryTable
from referral_hub.application.sales import converting, keeping
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.hub import Hub
from referral_hub.ports import Key, Page, Write
from tests.builders import Clock, a_hub, ask
from tests.lifecycle_records import CODE, with_codes

WELL: dict[str, Any] = {"batchItemFailures": []}


class TellingTable(MemoryTable):
    """Keeps what the stream would tell the relay of, and counts queries."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[dict[str, Any]] = []
        self.queries: list[str] = []

    def put_all(self, writes: Sequence[Write]) -> None:
        before = [self.get(Key(w.item["pk"], w.item["sk"])) for w in writes]
        super().put_all(writes)
        for old, write in zip(before, writes, strict=True):
            # What else the relay hears of is not about sales.
            if write.item.get("due") == "yes":
                images = {"NewImage": _write(write.item)}
                images |= {"OldImage": _write(old)} if old else {}
                self.changes.append(images)

    def query(self, pk: str, **how: Any) -> Page:
        self.queries.append(pk)
        return super().query(pk, **how)


class CountingCrm(BuiltInCrm):
    """The built-in CRM, which counts the records of sales that are read."""

    reads = 0

    def sales_record(
        self, kind: RecordKind, record_id: str, fields: Sequence[str]
    ) -> SalesRecord | None:
        self.reads += 1
        return super().sales_record(kind, record_id, fields)


def relayed(table: TellingTable, hub: Hub) -> None:
    """Let the relay see what the stream has for it."""
    changes, table.changes = table.changes, []
    records = [
        {"eventID": str(n), "dynamodb": {"SequenceNumber": str(n), **images}}
        for n, images in enumerate(changes)
    ]
    assert relay_changes.handle({"Records": records}, hub=hub) == WELL


class SalesLine:
    def __init__(self, *, coded: bool = True) -> None:
        self.clock, self.table = Clock(), TellingTable()
        self.crm, self.hints = CountingCrm(self.table, self.clock), MemoryHintQueue()
        self.hub: Hub = a_hub(
            table=self.table, clock=self.clock, crm=self.crm, crm_hints=self.hints
        )
        self._tokens = map("token {}".format, count(1))
        if coded:
            with_codes(self.hub)

    # What people do

    def add_lead(self, **fields: str) -> str:
        """Somebody makes a lead of Harbour's; it has the code unless told."""
        said = {"company": "Fenwick", "source": "partner", "referral_code": CODE} | fields
        lead = ask(self.hub, keeping.add_lead, fields=said, token=next(self._tokens))
        return str(lead.lead_id)

    def add_code(self, lead_id: str) -> None:
        self.clock.advance(minutes=1)
        ask(self.hub, keeping.change_lead, lead_id=lead_id, fields={"referral_code": CODE})

    def convert(self, lead_id: str, **opportunity: str) -> str:
        said = {"account_id": "", "account": {}, "opportunity": opportunity}
        saved = ask(
            self.hub,
            converting.convert,
            lead_id=lead_id,
            token=next(self._tokens),
            desk=self.hub.rule_desk,
            **said,
        )
        return str(saved.opportunity.opportunity_id)

    def add_opportunity(self, **fields: str) -> str:
        account_id = self.crm.create_account({"name": "Fenwick"}, token="acc").result
        made = self.crm.create_opportunity(
            account_id, {"name": "Lamps", **fields}, token=next(self._tokens)
        )
        return made.result

    def change(self, opportunity_id: str, **fields: str) -> None:
        self.clock.advance(minutes=1)
        self.crm.update_opportunity(opportunity_id, fields)

    # What happens by itself

    def deliver(self) -> None:
        """Let the relay and the queue do their work until nothing is left to be done."""
        while self.table.changes or self.hints.hints:
            self.relay()
            self.follow()

    def relay(self) -> None:
        relayed(self.table, self.hub)

    def follow(self) -> None:
        hints, self.hints.hints = self.hints.hints, []
        records = [{"messageId": str(n), "body": json.dumps(h)} for n, h in enumerate(hints)]
        assert crm_hint.handle({"Records": records}, hub=self.hub) == WELL

    # What can be seen

    @property
    def referrals(self) -> list[TrackedReferral]:
        return list(self.hub.lifecycle_desk.tracked.newest())

    @property
    def referral(self) -> TrackedReferral:
        (only,) = self.referrals
        return only
