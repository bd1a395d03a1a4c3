"""A rule shares what people save in Salesforce, of which the hub only hears (OUT-6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.schedule import poll_crm
from functions.sqs.crm_hint import handle
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.adapters.crms.salesforce.org import Stage, staged
from tests.builders import Clock, a_hub
from tests.functions.api.client import a_client
from tests.functions.api.rules.stage import publish, shared, takes

pytestmark = pytest.mark.usefixtures("loopback")
LARGE = "opportunity.Amount and opportunity.Amount >= 10000 and account.Name != ''"


@pytest.fixture
def told() -> list[dict[str, Any]]:
    """The events that Salesforce put onto the bus and nobody has read yet."""
    return []


@pytest.fixture
def stage(told: list[dict[str, Any]]) -> Iterator[Stage]:
    with staged(on_event=told.append) as stage:
        yield stage


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return a_hub(
        crm=stage.crm,
        clock=stage.clock,
        referral_list=stage.referral_list,
        crm_events=stage.connection.events,
        crm_hints=MemoryHintQueue(),
        connections=takes(MemoryPartner()),
    )


@pytest.fixture
def sale(stage: Stage) -> str:
    """An opportunity of Fenwick that was there before any rule."""
    account = stage.seed("Account", Name="Fenwick")
    close = {"StageName": "Prospecting", "CloseDate": "2027-09-30"}
    return stage.seed("Opportunity", Name="Lamps", AccountId=account, Amount=500, **close)


def rule(hub: Hub, **said: Any) -> None:
    assert publish(a_client(hub, Role.ADMIN), criteria=LARGE, **said).status == 200


def follow(hub: Hub, messages: list[Any]) -> None:
    """Bring messages to the hub, each twice."""
    records = [{"messageId": f"m-{n}", "body": json.dumps(m)} for n, m in enumerate(messages)]
    messages.clear()

    assert handle({"Records": [*records, *records]}, hub=hub) == {"batchItemFailures": []}


def poll(hub: Hub) -> None:
    """Ask what changed, and follow what is found."""
    assert isinstance(hub.clock, Clock)
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    hub.clock.advance(minutes=5)
    poll_crm.handle({}, hub=hub)
    follow(hub, hub.crm_hints.hints)


def save(stage: Stage, sale: str, **fields: Any) -> None:
    stage.clock.advance(minutes=1)
    stage.org.person(edit=sale, fields=fields)


def test_a_save_that_brings_an_opportunity_into_a_rule_shares_it_once(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    rule(hub)
    poll(hub)

    save(stage, sale, Amount=25000)
    follow(hub, told)
    save(stage, sale, Amount=30000)
    follow(hub, told)

    (referral,) = shared(hub)
    assert (referral.opportunity_id, referral.fields["value.amount"]) == (sale, "25000.00")
    assert referral.fields["customer.company_name"] == "Fenwick"
    assert (referral.origin.rule, referral.link_locked) == ("large", True)
    assert referral.created_by.startswith("salesforce:005")


def test_what_left_the_criteria_and_comes_back_is_shared_once_more(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    rule(hub)
    poll(hub)

    for amount in (25000, 500, 25000):
        save(stage, sale, Amount=amount)
        follow(hub, told)

    assert len(shared(hub)) == 2


def test_what_met_a_rule_before_it_counted_is_not_shared_until_it_has_left(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    save(stage, sale, Amount=25000)
    told.clear()
    rule(hub)

    save(stage, sale, NextStep="Call")
    follow(hub, told)
    poll(hub)

    assert shared(hub) == []


def test_what_events_lost_is_found_by_the_poll(hub: Hub, stage: Stage, sale: str) -> None:
    rule(hub)
    poll(hub)

    save(stage, sale, Amount=25000)
    poll(hub)

    assert len(shared(hub)) == 1


def test_the_opportunities_that_are_there_are_noted_once_per_rule(
    hub: Hub, stage: Stage, sale: str
) -> None:
    rule(hub)
    poll(hub)
    before = len([call for call in stage.calls() if sale in call])

    poll(hub)

    assert hub.rule_desk.rules.sighting("large", sale)
    assert len([call for call in stage.calls() if sale in call]) == before


def test_a_user_who_is_not_permitted_shares_nothing(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    rule(hub, permitted=["005000000000000AAA"])
    poll(hub)

    save(stage, sale, Amount=25000)
    follow(hub, told)

    assert shared(hub) == []
    seen = hub.rule_desk.rules.sighting("large", sale)
    assert seen
    assert set(seen.refused) == {"permitted"}


def test_what_would_be_wrong_is_not_shared_until_it_is_mended(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    rule(hub, ready_for_submit=True)
    poll(hub)

    save(stage, sale, Amount=25000, CloseDate="2020-01-01")
    follow(hub, told)
    refused = hub.rule_desk.rules.sighting("large", sale)
    save(stage, sale, CloseDate="2028-01-01")
    follow(hub, told)

    assert refused
    assert set(refused.refused) == {"target_close_date"}
    (referral,) = shared(hub)
    assert referral.ready


def test_without_rules_an_opportunity_of_nobody_costs_no_call(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    save(stage, sale, Amount=25000)
    before = len(stage.calls())

    follow(hub, told)

    assert len(stage.calls()) == before


def test_a_rule_that_stops_counting_stops_looking(
    hub: Hub, stage: Stage, sale: str, told: list[Any]
) -> None:
    rule(hub)
    poll(hub)
    a_client(hub, Role.ADMIN).post("/v1/referral-rules/large/deactivate")

    save(stage, sale, Amount=25000)
    follow(hub, told)

    assert shared(hub) == []
