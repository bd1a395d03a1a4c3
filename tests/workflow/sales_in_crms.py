"""
CRMs in which people sell what a referrer brought, and the hub that hears of it: the built-in one by
its stream, the others by their events and when they are asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, cast

from functions.schedule import poll_crm
from functions.sqs import crm_hint
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.domain.forms import Fields
from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.domain.lifecycles.shipped import OPPORTUNITY_TO_ORDER
from referral_hub.hub import Hub
from referral_hub.ports import CrmConnection
from sandbox.hubspot import CLIENT_SECRET
from sandbox.hubspot.webhooks import Delivery, Sender
from tests.adapters.crms.hubspot.portal import opened
from tests.adapters.crms.hubspot.salespeople import Salespeople
from tests.adapters.crms.sales_people import BuiltInSalesAtWork
from tests.adapters.crms.salesforce.org import staged
from tests.adapters.crms.salesforce.salespeople import SalesOfTheOrg
from tests.builders import Clock, a_hub
from tests.contracts.sales_at_work import LEAD, OPPORTUNITY, ORDER, SalesAtWork
from tests.contracts.tells_of_sales import SalesAtWorkElsewhere
from tests.functions.api.client import Client
from tests.functions.sales_line import TellingTable, relayed
from tests.lifecycle_records import CODE, a_code, with_codes

_URL = "https://hub.example/v1/crm-events/hubspot"
ORDERS = "HARBOUR-ORDERS"


class Words(NamedTuple):
    """How a CRM says what the story tells."""

    code: str
    new_lead: Fields
    qualified: Fields
    amount: str
    closed_on: str
    currency: Fields
    fulfilled: Fields
    order_amount: str


@dataclass
class Sale:
    """
    `hear` brings what the CRM told since, and `ask`, where the CRM can be asked, what changed. What
    was told can be told again. `rest` lets the hub end by itself what it has begun.
    """

    hub: Hub
    people: SalesAtWork
    words: Words
    hear: Callable[[], None]
    rest: Callable[[], None]
    ask: Callable[[], None] | None = None
    told: list[Mapping[str, Any]] = field(default_factory=list)

    # What people do

    def brings_a_lead(self, code: str = CODE) -> str:
        return self.people.add(LEAD, {**self.words.new_lead, self.words.code: code})

    def sells(self, lead_id: str, amount: str) -> str:
        """Somebody finds that the lead is a good one, and makes an opportunity of it."""
        if self.words.qualified:
            self.people.change(LEAD, lead_id, self.words.qualified)
        opportunity_id = self.people.convert(lead_id).opportunity_id
        self.says(opportunity_id, amount)
        return opportunity_id

    def says(self, opportunity_id: str, amount: str) -> None:
        worth = {self.words.amount: amount, **self.words.currency}
        self.people.change(OPPORTUNITY, opportunity_id, worth)

    def wins(self, opportunity_id: str) -> None:
        today = {self.words.closed_on: self.hub.clock().date().isoformat()}
        self.people.change(OPPORTUNITY, opportunity_id, today)
        self.people.win(opportunity_id)

    def deletes(self, opportunity_id: str) -> None:
        """In the built-in CRM nothing is deleted."""
        cast(SalesAtWorkElsewhere, self.people).delete(OPPORTUNITY, opportunity_id)

    def restores(self, opportunity_id: str) -> None:
        """In the built-in CRM nothing is deleted."""
        cast(Salespeople | SalesOfTheOrg, self.people).restore(OPPORTUNITY, opportunity_id)

    def merges(self, kind: RecordKind, kept: str, other: str) -> None:
        """In the built-in CRM nothing is merged, and in Salesforce no opportunity."""
        cast(Salespeople | SalesOfTheOrg, self.people).merge(kind, kept, other)

    def opens_with_a_code(self) -> str:
        return self.people.add(OPPORTUNITY, {self.words.code: ORDERS})

    def orders(self, opportunity_id: str, amount: str) -> str:
        return self.people.add(ORDER, {self.words.order_amount: amount}, of=opportunity_id)

    def fulfils(self, order_id: str) -> None:
        self.people.change(ORDER, order_id, self.words.fulfilled)


@contextmanager
def built_in() -> Iterator[Sale]:
    table = TellingTable()
    hub = _with_codes(a_hub(table=table, crm_hints=MemoryHintQueue()))
    sale = _sale(hub, BuiltInSalesAtWork(table, hub), _BUILT_IN)
    sale.hear = sale.rest
    yield sale


@contextmanager
def salesforce() -> Iterator[Sale]:
    events: list[Mapping[str, Any]] = []
    with staged(on_event=events.append) as stage:
        sale = _sale(_hub_of(stage.connection, stage.clock), SalesOfTheOrg(stage), _SALESFORCE)

        def hear() -> None:
            _follow(sale, _taken(events))
            sale.rest()

        sale.hear, sale.ask = hear, partial(_ask, sale)
        yield sale


@contextmanager
def salesforce_without_a_mapping() -> Iterator[Sale]:
    """An org in which nobody mapped the code from leads to opportunities."""
    with salesforce() as sale:
        cast(SalesOfTheOrg, sale.people).map_no_codes()
        yield sale


@contextmanager
def hubspot() -> Iterator[Sale]:
    events: list[Mapping[str, Any]] = []
    with opened(on_event=events.append) as portal:
        sale = _sale(_hub_of(portal.connection, portal.clock), Salespeople(portal), _HUBSPOT)

        def hear() -> None:
            _post(sale.hub, _taken(events))
            sale.rest()

        sale.hear, sale.ask = hear, partial(_ask, sale)
        yield sale


OPENED: Mapping[str, Callable[[], Any]] = {
    "built-in": built_in,
    "salesforce": salesforce,
    "hubspot": hubspot,
}

_BUILT_IN = Words(
    code="referral_code",
    new_lead={"status": "new", "source": "partner"},
    qualified={},
    amount="amount",
    closed_on="close_date",
    currency={"currency": "EUR"},
    fulfilled={"status": "fulfilled"},
    order_amount="amount",
)
_SALESFORCE = Words(
    code="Referral_Code__c",
    new_lead={"Status": "New", "LeadSource": "Partner Referral"},
    qualified={},
    amount="Amount",
    closed_on="CloseDate",
    currency={},
    fulfilled={"Status": "Fulfilled"},
    order_amount="TotalAmount",
)
_HUBSPOT = Words(
    code="referral_code",
    new_lead={"lifecyclestage": "lead"},
    qualified={"lifecyclestage": "salesqualifiedlead"},
    amount="amount",
    closed_on="closedate",
    currency={"deal_currency_code": "EUR"},
    fulfilled={"hs_fulfillment_status": "Delivered"},
    order_amount="hs_total_price",
)


def _hub_of(connection: CrmConnection, clock: Clock) -> Hub:
    hub = a_hub(
        table=TellingTable(),
        crm=connection.crm,
        clock=clock,
        crm_events=connection.events,
        crm_hints=MemoryHintQueue(),
        public_url="https://hub.example",
    )
    return _with_codes(hub)


def _with_codes(hub: Hub) -> Hub:
    """Harbour has a code for leads and one for orders; what the host sells, it sells in euros."""
    for lifecycle in list(hub.lifecycle_desk.lifecycles.all()):
        in_euros = lifecycle.model_copy(update={"version": 1, "currency": "EUR"})
        hub.lifecycle_desk.lifecycles.publish(in_euros)
    of_orders: ReferralCode = a_code(code=ORDERS, lifecycle_id=OPPORTUNITY_TO_ORDER)
    return with_codes(hub, a_code(), of_orders)


def _sale(hub: Hub, people: SalesAtWork, words: Words) -> Sale:
    sale = Sale(hub, people, words, hear=lambda: None, rest=lambda: _rest(sale))
    return sale


def _rest(sale: Sale) -> None:
    """Let the relay and the queue of hints do their work until nothing is left to be done."""
    table = sale.hub.table
    assert isinstance(table, TellingTable)
    relayed(table, sale.hub)
    while messages := _queued(sale.hub):
        _follow(sale, messages)
        relayed(table, sale.hub)


def _ask(sale: Sale) -> None:
    """Ask when events have had their time."""
    sale.people.wait(120)
    poll_crm.handle({}, hub=sale.hub)
    sale.rest()


def _follow(sale: Sale, messages: Sequence[Mapping[str, Any]]) -> None:
    sale.told += messages
    records = [{"messageId": str(n), "body": json.dumps(m)} for n, m in enumerate(messages)]
    assert crm_hint.handle({"Records": records}, hub=sale.hub) == {"batchItemFailures": []}


def tell_again(sale: Sale) -> None:
    """Tell all that was told so far once more, the newest first."""
    _follow(sale, sale.told[::-1])
    sale.rest()


def _queued(hub: Hub) -> list[Mapping[str, Any]]:
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    return _taken(hub.crm_hints.hints)


def _taken(waiting: list[Any]) -> list[Mapping[str, Any]]:
    taken = list(waiting)
    waiting.clear()
    return taken


def _post(hub: Hub, events: Sequence[Mapping[str, Any]]) -> None:
    """Post webhooks as HubSpot signs them."""
    delivery = Delivery(_URL, tuple(dict(event) for event in events), hub.clock())
    signed = Sender(CLIENT_SECRET).headers(delivery, hub.clock())
    reply = Client(hub).send(
        "POST",
        "/v1/crm-events/hubspot",
        body=delivery.body().decode(),
        headers={name.lower(): value for name, value in signed.items()},
    )
    assert reply.status == 202, reply.text
