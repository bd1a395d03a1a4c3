"""What people do inside a CRM reaches its referral: the stand-ins of both tell it their own way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.sqs.crm_hint import handle
from functions.workflow import carry_out_decision
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.domain.deals.value import Side
from referral_hub.domain.referrals.axes import Stage as SaleStage
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from referral_hub.ports import CrmConnection
from sandbox.hubspot import CLIENT_SECRET
from sandbox.hubspot.webhooks import Delivery, Sender
from tests.adapters.crms.hubspot.portal import opened
from tests.adapters.crms.salesforce.org import Stage, staged
from tests.application.crm_stage import deal_of, show
from tests.application.deal_troubles import edit, tell
from tests.application.stage import accept, filed
from tests.application.troubles import numbers
from tests.builders import Clock, a_hub
from tests.functions.api.client import Client

pytestmark = pytest.mark.usefixtures("loopback")
Event = dict[str, Any]


@pytest.fixture
def told() -> list[Event]:
    """The events that Salesforce put onto the bus and nobody has read yet."""
    return []


@pytest.fixture
def stage(told: list[Event]) -> Iterator[Stage]:
    with staged(on_event=told.append) as stage:
        yield stage


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return hub_of(stage.connection, stage.clock)


def hub_of(connection: CrmConnection, clock: Clock) -> Hub:
    return a_hub(
        crm=connection.crm,
        clock=clock,
        referral_list=connection.referral_list,
        crm_events=connection.events,
        crm_hints=MemoryHintQueue(),
        public_url="https://hub.example",
    )


def read(hub: Hub, told: list[Any]) -> None:
    """Bring all that was told so far, each event twice."""
    records = [{"messageId": f"m-{n}", "body": json.dumps(event)} for n, event in enumerate(told)]
    told.clear()

    assert handle({"Records": [*records, *records]}, hub=hub) == {"batchItemFailures": []}


def test_a_referral_accepted_in_salesforce_is_won_in_salesforce(
    hub: Hub, stage: Stage, told: list[Event]
) -> None:
    number = filed(hub).number
    show(hub, number)
    (record,) = stage.records("Referral__c")
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")

    chosen = {"Decision__c": "Accept", "Account__c": account_id}
    stage.org.person(edit=record["Id"], fields=chosen)
    read(hub, told)
    carry_out_decision.handle({"number": number}, hub=hub)

    referral = hub.referrals.get(number)
    assert (referral.status, referral.account_id) == (Status.ACCEPTED, account_id)
    assert referral.decision
    assert referral.decision.by.startswith("salesforce:005")

    won = {"StageName": "Closed Won", "Amount": 20000}
    stage.org.person(edit=referral.opportunity_id, fields=won)
    read(hub, told)
    show(hub, number)

    (record,) = stage.records("Referral__c")
    assert hub.referrals.get(number).stage is SaleStage.WON
    assert deal_of(hub, number).text(DealField.AMOUNT) == "20000"
    assert (record["Status__c"], record["Stage__c"], record["Value__c"]) == (
        "accepted",
        "won",
        20000.0,
    )


def test_what_the_hub_writes_to_salesforce_comes_back_as_no_work(
    hub: Hub, stage: Stage, told: list[Event]
) -> None:
    number = filed(hub).number
    show(hub, number)
    before = len(stage.calls())

    read(hub, told)

    assert len(stage.calls()) == before


def test_an_amount_in_dinars_is_the_partners_until_a_seller_changes_its_third_decimal(
    hub: Hub, stage: Stage, told: list[Event]
) -> None:
    number = filed(hub, value=Money.of("12500.345", "BHD")).number
    accept(hub, number)
    carry_out_decision.handle({"number": number}, hub=hub)

    read(hub, told)

    assert hub.deals.find(number) is None
    stage.org.person(edit=hub.referrals.get(number).opportunity_id, fields={"Amount": 12500.346})
    read(hub, told)
    amount = deal_of(hub, number).values[DealField.AMOUNT]
    assert (amount.text, amount.by) == ("12500.346", Side.CRM)


def test_a_negative_amount_is_left_alone_until_a_seller_mends_it(
    hub: Hub, stage: Stage, told: list[Event]
) -> None:
    number = filed(hub).number
    accept(hub, number)
    carry_out_decision.handle({"number": number}, hub=hub)
    opportunity_id = hub.referrals.get(number).opportunity_id

    stage.org.person(edit=opportunity_id, fields={"Amount": -5})
    read(hub, told)
    edit(hub, number, **{"value.amount": "9900.00"}, target_close_date="2027-12-24")
    stage.org.person(edit=opportunity_id, fields={"Amount": -6})
    tell(hub, number)

    (record,) = stage.records("Opportunity")
    assert (record["Amount"], record["CloseDate"]) == (-6, "2027-12-24")
    assert numbers(hub) == [number]
    stage.org.person(edit=opportunity_id, fields={"Amount": 14000})
    read(hub, told)
    tell(hub, number)
    assert (numbers(hub), deal_of(hub, number).text(DealField.AMOUNT)) == ([], "14000")


def test_a_decision_that_cannot_be_followed_is_answered_in_salesforce(
    hub: Hub, stage: Stage, told: list[Event]
) -> None:
    number = filed(hub).number
    show(hub, number)
    (record,) = stage.records("Referral__c")
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    both = {"Account__c": account_id, "Create_Account__c": True}

    stage.org.person(edit=record["Id"], fields={"Decision__c": "Accept", **both})
    read(hub, told)
    show(hub, number)

    (record,) = stage.records("Referral__c")
    assert record["Hub_Answer__c"] == "Not done. Account: choose one or ask for a new one, not both"
    assert (record["Status__c"], record["Decision__c"]) == ("pending_acceptance", "Accept")


def test_a_referral_accepted_in_hubspot_is_won_in_hubspot() -> None:
    events: list[Event] = []
    with opened(on_event=events.append) as portal:
        hub = hub_of(portal.connection, portal.clock)
        number = filed(hub).number
        show(hub, number)
        (record,) = portal.records("p_referral")

        decision = {"decision": "Accept", "create_account": "true"}
        portal.hubspot.person_edits("p_referral", str(record["id"]), decision)
        post(hub, events)
        carry_out_decision.handle({"number": number}, hub=hub)

        referral = hub.referrals.get(number)
        assert referral.status is Status.ACCEPTED
        won = {"dealstage": "closedwon", "amount": "20000"}
        portal.hubspot.person_edits("deals", referral.opportunity_id, won)
        post(hub, events)

        assert hub.referrals.get(number).stage is SaleStage.WON
        assert deal_of(hub, number).text(DealField.AMOUNT) == "20000"


def post(hub: Hub, events: list[Event]) -> None:
    """Post webhooks as HubSpot signs them, and let what they hint at be read."""
    url = "https://hub.example/v1/crm-events/hubspot"
    delivery = Delivery(url, tuple(events), hub.clock())
    headers = Sender(CLIENT_SECRET).headers(delivery, hub.clock())
    events.clear()

    reply = Client(hub).send(
        "POST",
        "/v1/crm-events/hubspot",
        body=delivery.body().decode(),
        headers={name.lower(): value for name, value in headers.items()},
    )

    assert reply.status == 202, reply.text
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    read(hub, hub.crm_hints.hints)
