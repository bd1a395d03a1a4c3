"""What changed of a deal in the hub reaches the CRM, as SQS brings it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from functions._entrypoint import metrics
from functions.sqs.outbound import handle
from referral_hub.adapters.memory import MemoryRedelivery, MemoryTable
from referral_hub.application.deals import edits as deal_edits
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import (
    BusyCrm,
    a_connected_hub,
    a_synced_deal,
    crm_of,
)
from tests.application.lifecycles.outside_stage import Outside
from tests.application.stage import accept, filed, run
from tests.builders import Clock, ask
from tests.functions.dead_letters import FullLetters, letters_of
from tests.lifecycle_records import CODE, a_lead

SAMPLE = Path(__file__).parents[2] / "events" / "sqs" / "outbound.json"
WELL: dict[str, Any] = {"batchItemFailures": []}
CORRECTED = "9900.00"

SomeCrm = TypeVar("SomeCrm", bound=BusyCrm)


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


def messages(*bodies: Any) -> dict[str, Any]:
    """One message of each body, in order; those of one referral are one group."""
    return {"Records": [message(n, body) for n, body in enumerate(bodies)]}


def message(place: int, body: Any) -> dict[str, Any]:
    group = body["number"] if isinstance(body, dict) and "number" in body else "odd"
    text = body if isinstance(body, str) else json.dumps(body)
    return {"messageId": f"m-{place}", "body": text, "attributes": {"MessageGroupId": group}}


def about(*referrals: Referral) -> dict[str, Any]:
    return messages(*(to_crm(referral) for referral in referrals))


def to_crm(referral: Referral) -> dict[str, str]:
    return {"number": referral.number, "to": "crm"}


def failed(*message_ids: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in message_ids]}


def an_edited_deal(hub: Hub) -> Referral:
    referral = a_synced_deal(hub)
    edit(hub, referral)
    return referral


def another_edited_deal(hub: Hub) -> Referral:
    number = accept(hub, filed(hub, partner_referral_id="H-78").number).number
    run(hub, number)
    edit(hub, hub.referrals.get(number))
    return hub.referrals.get(number)


def edit(hub: Hub, referral: Referral) -> None:
    """Let somebody of the host correct the amount in the hub."""
    ask(hub, deal_edits.edit, number=referral.number, told={DealField.AMOUNT: CORRECTED})


def amount_of(hub: Hub, referral: Referral) -> str:
    opportunity = hub.crm.opportunity(referral.opportunity_id)
    assert opportunity
    return opportunity.fields["amount"]


def a_hub_beside(kind: type[SomeCrm]) -> tuple[Hub, SomeCrm]:
    table, clock = MemoryTable(), Clock()
    crm = kind(table, clock)
    return a_connected_hub(table=table, clock=clock, crm=crm), crm


def counted() -> set[str]:
    names = set(metrics.metric_set)
    metrics.clear_metrics()
    return names


def test_what_somebody_corrected_in_the_hub_is_in_the_crm_afterwards(hub: Hub) -> None:
    referral = an_edited_deal(hub)

    assert handle(about(referral), hub=hub) == WELL

    assert amount_of(hub, referral) == CORRECTED
    assert "DealTold" in counted()


def test_a_batch_as_sqs_brings_it_tells_each_deal(hub: Hub) -> None:
    first, second = an_edited_deal(hub), another_edited_deal(hub)

    assert handle(json.loads(SAMPLE.read_text()), hub=hub) == WELL

    assert [amount_of(hub, each) for each in (first, second)] == [CORRECTED] * 2


def test_a_message_that_comes_again_tells_nothing_and_counts_nothing(hub: Hub) -> None:
    referral = an_edited_deal(hub)
    handle(about(referral), hub=hub)
    counted()
    crm_of(hub).edit(referral.opportunity_id, amount="1.00")

    assert handle(about(referral), hub=hub) == WELL

    assert amount_of(hub, referral) == "1.00"
    assert counted() == set()


def test_a_crm_that_is_down_is_told_later(hub: Hub) -> None:
    referral = an_edited_deal(hub)
    crm_of(hub).closed = True

    assert handle(about(referral), hub=hub) == failed("m-0")

    crm_of(hub).closed = False
    assert handle(about(referral), hub=hub) == WELL
    assert amount_of(hub, referral) == CORRECTED


class MoodyCrm(BusyCrm):
    """A CRM in which one opportunity cannot be reached."""

    out_of_reach = ""

    def opportunity(self, opportunity_id: str) -> Any:
        if opportunity_id == self.out_of_reach:
            raise Unavailable(self.name, "try later")
        return super().opportunity(opportunity_id)


def test_what_is_behind_a_failed_message_of_its_referral_fails_with_it_and_nothing_else_does() -> (
    None
):
    hub, moody = a_hub_beside(MoodyCrm)
    stuck, free = an_edited_deal(hub), another_edited_deal(hub)
    moody.out_of_reach = stuck.opportunity_id

    assert handle(about(stuck, free, stuck), hub=hub) == failed("m-0", "m-2")

    assert amount_of(hub, free) == CORRECTED


class StrictCrm(BusyCrm):
    """A CRM whose rules refuse every change."""

    def update_opportunity(self, opportunity_id: str, fields: Any) -> Outcome:
        return Refused(reason=f"{opportunity_id} is closed: {sorted(fields)}")


def test_what_the_crm_refuses_is_counted_and_not_tried_again() -> None:
    hub, _ = a_hub_beside(StrictCrm)
    referral = an_edited_deal(hub)
    counted()

    assert handle(about(referral), hub=hub) == WELL

    assert "DealRefused" in counted()


def test_what_a_referral_by_code_is_due_in_the_crm_is_done_there() -> None:
    outside = Outside()
    outside.hear(a_lead(), outside.qualified(), outside.opportunity())
    due = messages({"number": "T-000001", "to": "crm", "about": "tracked"})
    outside.programme.closed_for = 1

    assert handle(due, hub=outside.hub) == failed("m-0")
    assert handle(due, hub=outside.hub) == WELL

    assert (outside.told, outside.code) == (["Refer", "Qualify"], CODE)


@pytest.mark.parametrize("body", ["{", "", "[]", "null", "3", '{"lamp": "lit"}'])
def test_what_nobody_can_read_goes_to_the_dead_letters_at_once(hub: Hub, body: str) -> None:
    assert handle(messages(body), hub=hub) == WELL

    assert letters_of(hub) == [body]


def test_a_referral_that_is_not_there_goes_there_as_it_came_and_holds_up_no_other(
    hub: Hub,
) -> None:
    referral = an_edited_deal(hub)
    hub.deals.save("R-000404", deal_of_nobody(hub, referral))
    lost = {"number": "R-000404", "to": "crm"}

    assert handle(messages(lost, to_crm(referral)), hub=hub) == WELL

    assert [json.loads(body) for body in letters_of(hub)] == [lost]
    assert amount_of(hub, referral) == CORRECTED


def deal_of_nobody(hub: Hub, referral: Referral) -> Any:
    known = hub.deals.find(referral.number)
    assert known
    return known.model_copy(update={"version": 0})


def test_what_the_dead_letters_did_not_take_is_brought_again() -> None:
    hub = a_connected_hub(dead_letters=FullLetters())

    assert handle(messages("{"), hub=hub) == failed("m-0")


def a_try(number: int, referral: Referral) -> dict[str, Any]:
    """The message of a referral at its first, second, ... try."""
    event = about(referral)
    (record,) = event["Records"]
    record["receiptHandle"] = f"receipt-{number}"
    record["attributes"]["ApproximateReceiveCount"] = str(number)
    return event


def test_what_failed_comes_back_within_seconds_at_first_and_then_less_often(hub: Hub) -> None:
    redelivery = MemoryRedelivery()
    hub = replace(hub, redelivery=redelivery)
    referral = an_edited_deal(hub)
    crm_of(hub).closed = True

    for number in range(1, 10):
        assert handle(a_try(number, referral), hub=hub) == failed("m-0")

    pauses = list(redelivery.pauses.values())
    assert pauses == sorted(pauses)
    assert pauses[0] == 5
    assert set(redelivery.pauses) == {f"receipt-{n}" for n in range(1, 7)}


def test_what_is_held_up_comes_back_as_soon_since_sqs_brings_nothing_of_a_group_until_then(
    hub: Hub,
) -> None:
    redelivery = MemoryRedelivery()
    hub = replace(hub, redelivery=redelivery)
    referral = an_edited_deal(hub)
    crm_of(hub).closed = True
    first, second = (a_try(number, referral)["Records"][0] for number in (1, 2))

    handle({"Records": [first, second | {"messageId": "m-1"}]}, hub=hub)

    assert redelivery.pauses == {"receipt-1": 5, "receipt-2": 15}
