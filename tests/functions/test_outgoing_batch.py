"""The parts of a batch are worked off as SQS brings them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions._entrypoint import metrics
from functions.sqs.outgoing_batch import handle
from referral_hub.adapters.memory import MemoryDeadLetters, MemoryRedelivery
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.batch import Tally
from referral_hub.hub import Hub
from tests.application.outgoing.batch_stage import (
    INGRID,
    MoodyCrm,
    a_bulk_hub,
    begin,
    mails,
    sales,
    seen,
)
from tests.functions.dead_letters import letters_of

SAMPLE = Path(__file__).parents[2] / "events" / "sqs" / "outgoing_batch.json"
BATCH = "00f1c2d3e4a5b6978012cdef"
WELL: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture
def hub() -> Hub:
    metrics.clear_metrics()
    queue = {"redelivery": MemoryRedelivery(), "dead_letters": MemoryDeadLetters()}
    return a_bulk_hub(MemoryPartner(), public_url="https://hub.example", **queue)


def sample() -> dict[str, Any]:
    return dict(json.loads(SAMPLE.read_text()))


def test_all_parts_make_the_whole_batch_and_the_mail_leads_to_it(hub: Hub) -> None:
    batch = begin(hub, sales(hub, 12), batch_id=BATCH, notify=INGRID)

    assert handle(sample(), hub=hub) == WELL

    assert seen(hub, batch).tally == Tally(total=12, created=12)
    (mail,) = hub.mail.sent.values()  # type: ignore[union-attr]
    assert f"https://hub.example/v1/outgoing-referral-batches/{BATCH}" in mail.text


def test_new_referrals_are_counted_once(hub: Hub) -> None:
    begin(hub, sales(hub, 12), batch_id=BATCH)

    for _ in range(2):
        handle(sample(), hub=hub)

    assert metrics.metric_set["ReferralCreated"]["Value"] == [10.0, 2.0]


def test_a_part_that_has_to_wait_holds_up_those_behind_it_and_all_come_back_soon(hub: Hub) -> None:
    ids = sales(hub, 12)
    crm_of(hub).moods = {ids[3]: Unavailable("Salesforce", "did not answer")}
    batch = begin(hub, ids, batch_id=BATCH)

    told = handle(sample(), hub=hub)

    assert [each["itemIdentifier"] for each in told["batchItemFailures"]] == ["m-0", "m-1"]
    assert hub.redelivery.pauses == {"receipt-0": 5, "receipt-1": 5}  # type: ignore[union-attr]
    assert seen(hub, batch).tally.done == 3


def test_what_nobody_can_read_goes_where_people_look(hub: Hub) -> None:
    record = {"messageId": "m-0", "body": "{}", "attributes": {"MessageGroupId": "b"}}

    assert handle({"Records": [record]}, hub=hub) == WELL

    assert letters_of(hub) == ["{}"]


def test_a_batch_that_is_gone_goes_there_too(hub: Hub) -> None:
    assert handle(sample(), hub=hub) == WELL

    assert len(letters_of(hub)) == 2


def test_what_nobody_foresaw_is_logged_without_what_it_says(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    ids = sales(hub, 1)
    crm_of(hub).moods = {ids[0]: ZeroDivisionError("Maren Holt")}
    begin(hub, ids, batch_id=BATCH, notify=INGRID)

    handle(sample(), hub=hub)

    logged = caplog.text + str([record.__dict__ for record in caplog.records])
    assert "ZeroDivisionError" in logged
    assert "Maren" not in logged
    assert INGRID not in logged
    assert mails(hub) == ["Referrals to harbour: 0 of 1 are there, 1 failed"]


def crm_of(hub: Hub) -> MoodyCrm:
    assert isinstance(hub.crm, MoodyCrm)
    return hub.crm
