"""
What a batch of 200 costs with the built-in CRM: the answer of the API, and each row until the batch
is finished.

Once every opportunity is of a customer of its own, once all are of the same one: then each row
meets the referrals of those before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench import anchors
from bench.metered_table import Bill, MeteredTable
from bench.metered_world import http_event
from bench.report import Cell, Target, table
from functions._entrypoint import logger, metrics
from functions.api import app
from functions.sqs import outgoing_batch
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.access import Role
from referral_hub.domain.outgoing.batch import MOST_ROWS
from referral_hub.hub import Hub
from tests.application.outgoing.batch_stage import INGRID, a_bulk_hub
from tests.functions.api.client import a_client
from tests.functions.batch_parts import parts_of

PATH = "/v1/outgoing-referral-batches"
API, WORKER = "Api", "OutgoingBatch"


@dataclass(frozen=True)
class Batched:
    """What one batch took, step by step."""

    customers: int
    bill: Bill

    def calls(self, step: str) -> int:
        return len(self.bill.of(step))

    def writes(self, step: str) -> int:
        return sum(charge.writes for charge in self.bill.of(step))

    def reads(self, step: str) -> float:
        return sum(charge.reads for charge in self.bill.of(step))


def measure() -> list[Target]:
    """Share, print, and return the targets."""
    logger.setLevel("CRITICAL")
    walked = [share(customers) for customers in (MOST_ROWS, 1)]
    _totals(walked)
    _by_kind(walked[0])
    each, _ = walked
    return [
        Target("write units for the answer to a batch", each.writes(API), anchors.BATCH_ANSWER),
        Target(
            "write units per row of a batch", each.writes(WORKER) / MOST_ROWS, anchors.BATCH_ROW
        ),
        Target(
            "calls of the table per row of a batch",
            each.calls(WORKER) / MOST_ROWS,
            anchors.BATCH_CALLS,
        ),
    ]


def share(customers: int, rows: int = MOST_ROWS) -> Batched:
    """Share so many opportunities of so many customers, through the shipped handlers."""
    bill = Bill()
    hub = a_bulk_hub(MemoryPartner(), table=MeteredTable(MemoryTable(), bill))
    ids = [_sale(hub, place % customers, place) for place in range(rows)]
    key = a_client(hub, Role.OPERATOR).key
    body = {"partner_id": "harbour", "opportunity_ids": ids, "notify": INGRID}
    body |= {"fields": {"need": "Price"}, "ready_for_submit": True}
    with bill.invocation(API):
        answer = app.handle(http_event("POST", PATH, key, body, {}), hub=hub)
    assert answer["statusCode"] == 202, answer["body"]  # noqa: PLR2004 - HTTP's own number
    (batch,) = hub.batches.newest()
    for event in parts_of(batch):
        with bill.invocation(WORKER):
            outgoing_batch.handle(event, hub=hub)
    metrics.clear_metrics()
    done = hub.batches.get(batch.batch_id)
    assert done.tally, "the batch is finished"
    assert done.tally.created == rows
    return Batched(customers, bill)


def _sale(hub: Hub, customer: int, place: int) -> str:
    named = {"name": f"Customer {customer}", "country_code": "NO"}
    account = hub.crm.create_account(named, token=f"{customer:020}")
    fields = {"name": "Lamp modernisation", "amount": "12500.00", "currency": "EUR"}
    made = hub.crm.create_opportunity(getattr(account, "result", ""), fields, token=f"{place:020}")
    return str(getattr(made, "result", ""))


def _totals(walked: list[Batched]) -> None:
    counted: dict[str, Callable[[Batched], Cell]] = {
        "the API's answer: write units": lambda w: w.writes(API),
        "the API's answer: read units": lambda w: w.reads(API),
        "the API's answer: calls of the table": lambda w: w.calls(API),
        "invocations of the worker": lambda w: w.bill.invoked.count(WORKER),
        "a row: write units": lambda w: w.writes(WORKER) / MOST_ROWS,
        "a row: read units": lambda w: w.reads(WORKER) / MOST_ROWS,
        "a row: calls of the table": lambda w: w.calls(WORKER) / MOST_ROWS,
        "200 rows, one call after the other, at 5 ms: seconds": lambda w: w.calls(WORKER) * 0.005,
    }
    rows = [[what, *(count(each) for each in walked)] for what, count in counted.items()]
    head = ["", *(f"{each.customers} customers" for each in walked)]
    table("A batch of 200, ready for submit, with the built-in CRM", head, rows)


def _by_kind(walked: Batched) -> None:
    writes: Counter[str] = Counter()
    for charge in walked.bill.of(WORKER):
        writes[charge.kind] += charge.writes
    rows = [[kind, count / MOST_ROWS] for kind, count in writes.items() if count]
    table("Write units of a row, by kind of item", ("", "units"), rows)
