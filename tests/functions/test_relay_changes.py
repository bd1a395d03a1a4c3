"""What the table's stream sets off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.stream.relay_changes import handle
from referral_hub.adapters.batch_queues import MemoryBatchQueue
from referral_hub.adapters.memory import MemoryOutbound, MemoryWorkflow
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from referral_hub.ports import About, Listener
from tests.application.stage import accepted, carry_out, wait
from tests.builders import a_contact, a_hub, an_arrival

SAMPLES = Path(__file__).parents[2] / "events" / "stream"
KEY = "4f2d1c0b9a87"
WELL = {"batchItemFailures": []}


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((SAMPLES / f"relay_changes.{name}.json").read_text()))


class Deaf(MemoryWorkflow):
    """A workflow service that cannot be reached."""

    def start(self, name: str, number: str) -> bool:
        raise Unavailable("stepfunctions", f"{name} for {number} could not be started")


@pytest.fixture
def hub() -> Hub:
    hub = a_hub()
    accepted(hub)
    return hub


def test_a_decision_starts_the_execution_that_bears_the_referrals_number(hub: Hub) -> None:
    assert handle(sample("accepted"), hub=hub) == WELL

    assert hub.workflow.started == {"R-000001": "R-000001"}


def test_a_decision_told_twice_starts_one_execution(hub: Hub) -> None:
    handle(sample("accepted"), hub=hub)
    assert handle(sample("accepted"), hub=hub) == WELL

    assert list(hub.workflow.started) == ["R-000001"]


def test_a_step_of_the_run_starts_nothing(hub: Hub) -> None:
    handle(sample("same_run"), hub=hub)

    assert hub.workflow.started == {}


def test_a_contact_is_brought_to_the_execution_that_waits(hub: Hub) -> None:
    carry_out(hub, "R-000001")
    wait(hub, "R-000001", "the-token")
    hub.contacts.save(an_arrival(key=KEY))

    handle(sample("contact"), hub=hub)

    assert hub.workflow.resumed == [("the-token", (KEY,))]


def test_contacts_that_come_together_are_brought_together(hub: Hub) -> None:
    carry_out(hub, "R-000001")
    wait(hub, "R-000001", "the-token")
    hub.contacts.save(an_arrival(key="111111111111", info=a_contact(email="first@fenwick.example")))
    hub.contacts.save(an_arrival(key=KEY))
    (record,) = sample("contact")["Records"]
    earlier = json.loads(json.dumps(record).replace(KEY, "111111111111"))

    handle({"Records": [earlier, record]}, hub=hub)

    assert hub.workflow.resumed == [("the-token", ("111111111111", KEY))]
    assert hub.workflow.started == {}


def sent_by(hub: Hub, change: dict[str, Any]) -> list[tuple[str, Listener, str]]:
    """What is queued when the stream tells of a change."""
    assert isinstance(hub.outbound, MemoryOutbound)
    assert handle(change, hub=hub) == WELL
    return hub.outbound.sent


def test_a_deal_with_something_that_the_crm_was_not_told_is_queued_with_its_version() -> None:
    hub = a_hub(outbound=MemoryOutbound())

    assert sent_by(hub, sample("deal")) == [("R-000001", Listener.CRM, "7")]


def test_a_deal_told_of_twice_is_queued_once() -> None:
    hub = a_hub(outbound=MemoryOutbound())

    sent_by(hub, sample("deal"))

    assert sent_by(hub, sample("deal")) == [("R-000001", Listener.CRM, "7")]


def test_a_deal_with_something_that_neither_was_told_is_queued_for_each_of_them() -> None:
    hub = a_hub(outbound=MemoryOutbound())
    untold = sample("deal")
    untold["Records"][0]["dynamodb"]["NewImage"]["unsaid"] = {"S": "yes"}

    sent = sent_by(hub, untold)

    assert sent == [("R-000001", Listener.CRM, "7"), ("R-000001", Listener.PARTNER, "7")]


def test_a_deal_of_which_the_crm_knows_all_is_not_queued() -> None:
    hub = a_hub(outbound=MemoryOutbound())
    known = sample("deal")
    del known["Records"][0]["dynamodb"]["NewImage"]["unsent"]

    assert sent_by(hub, known) == []


def test_an_outgoing_referral_with_steps_to_take_is_queued_by_what_was_asked_last() -> None:
    hub = a_hub(outbound=MemoryOutbound())

    assert sent_by(hub, sample("outgoing")) == [("R-000007", Listener.PARTNER, "referral-2")]


def test_a_step_that_was_taken_queues_nothing() -> None:
    hub = a_hub(outbound=MemoryOutbound())
    taken = sample("outgoing")
    taken["Records"][0]["dynamodb"]["OldImage"]["unsaid"] = {"S": "2"}

    assert sent_by(hub, taken) == []


def test_a_referral_by_code_with_something_to_be_done_in_the_crm_is_queued_for_it() -> None:
    hub = a_hub(outbound=MemoryOutbound())

    for _ in range(2):
        assert sent_by(hub, sample("tracked")) == [("T-000007", Listener.CRM, "tracked-1")]


def test_what_was_done_for_a_referral_by_code_queues_nothing() -> None:
    hub = a_hub(outbound=MemoryOutbound())
    done = sample("tracked")
    done["Records"][0]["dynamodb"]["OldImage"]["unsent"] = {"S": "1"}

    assert sent_by(hub, done) == []


class FullOutbound(MemoryOutbound):
    def send(self, number: str, *, to: Listener, mark: str, about: About = About.DEAL) -> None:
        raise Unavailable("sqs", f"{about} {number}, {mark}, was not taken for the {to}")


def test_a_deal_that_the_queue_does_not_take_is_tried_again_from_that_record() -> None:
    answer = handle(sample("deal"), hub=a_hub(outbound=FullOutbound()))

    assert answer == {"batchItemFailures": [{"itemIdentifier": "107"}]}


def test_a_start_that_does_not_succeed_is_tried_again_from_that_record() -> None:
    hub = a_hub(workflow=Deaf())
    accepted(hub)

    answer = handle(sample("accepted"), hub=hub)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "100"}]}


def test_a_record_that_nobody_can_use_does_not_hold_up_those_behind_it(hub: Hub) -> None:
    assert handle(sample("unknown_referral"), hub=hub) == WELL

    assert hub.workflow.started == {"R-000001": "R-000001"}


def test_a_batch_that_was_asked_for_is_queued_part_by_part_and_once() -> None:
    hub = a_hub(batch_queue=MemoryBatchQueue())

    for _ in range(2):
        assert handle(sample("batch"), hub=hub) == WELL

    assert isinstance(hub.batch_queue, MemoryBatchQueue)
    assert hub.batch_queue.waiting == [("00f1c2d3e4a5b6978012cdef", part) for part in range(20)]
