"""A batch: what was asked for, what became of each row, and what is written about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from referral_hub.domain.outgoing.batch import (
    MAIL,
    Batch,
    BatchOutcome,
    BatchPart,
    BatchRow,
    RowOutcome,
    Tally,
)
from referral_hub.domain.outgoing.batch_mail import mail_of
from tests.builders import NOON

URL = "https://hub.example/v1/outgoing-referral-batches/b1"


def a_batch(rows: int = 3, **override: Any) -> Batch:
    said = {
        "batch_id": "b1",
        "partner_id": "harbour",
        "opportunity_ids": tuple(f"opp-{place}" for place in range(rows)),
        "by": "operator:Ingrid",
        "created_at": NOON,
    }
    return Batch(**said | override)


def created(place: int) -> BatchRow:
    return BatchRow(
        opportunity_id=f"opp-{place}", outcome=RowOutcome.CREATED, number=f"R-{place:06}"
    )


def failed(place: int) -> BatchRow:
    return BatchRow.failed(f"opp-{place}", {"fields.title": "is required"})


@pytest.mark.parametrize(("rows", "parts"), [(1, 1), (10, 1), (11, 2), (200, 20)])
def test_every_row_is_in_one_part(rows: int, parts: int) -> None:
    batch = a_batch(rows)

    worked = [each for place in batch.parts for each in batch.part(place)]

    assert len(batch.parts) == parts
    assert tuple(worked) == batch.opportunity_ids


def test_rows_are_listed_as_they_were_asked_for_and_wait_until_they_are_done() -> None:
    batch = a_batch()
    part = BatchPart(batch_id="b1", place=0).done(created(0)).done(failed(1))

    rows = batch.rows([part])

    assert [row.outcome for row in rows] == [
        RowOutcome.CREATED,
        RowOutcome.FAILED,
        RowOutcome.WAITING,
    ]
    assert Tally.of(rows).done == 2


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([created(0), created(1)], BatchOutcome.FULL_SUCCESS),
        ([created(0), failed(1)], BatchOutcome.PARTIAL),
        ([failed(0), failed(1)], BatchOutcome.FAILURE),
        ([created(0), BatchRow(opportunity_id="opp-1")], None),
    ],
)
def test_the_outcome_is_told_once_no_row_waits(
    rows: list[BatchRow], outcome: BatchOutcome | None
) -> None:
    assert Tally.of(rows).outcome is outcome


def test_an_opportunity_that_has_a_referral_already_is_no_failure() -> None:
    there = BatchRow(opportunity_id="opp-0", outcome=RowOutcome.EXISTING, number="R-000007")

    assert Tally.of([there]).outcome is BatchOutcome.FULL_SUCCESS


def test_a_row_that_goes_on_is_no_longer_held_up() -> None:
    waiting = BatchPart(batch_id="b1", place=0).waits("the CRM did not answer")

    assert waiting.done(created(0)).held_up == ""


def test_nobody_waits_for_a_row_longer_than_an_hour() -> None:
    batch = a_batch()

    assert batch.has_patience(at=NOON + timedelta(minutes=59))
    assert not batch.has_patience(at=NOON + timedelta(minutes=60))


def test_who_wants_to_know_is_written_to_once() -> None:
    batch = a_batch(notify="ingrid@host.example").finished([created(0)], at=NOON)

    again = batch.finished([created(0)], at=NOON + timedelta(hours=1))

    assert list(batch.ledger.effects) == [MAIL]
    assert again == batch


def test_nobody_is_written_to_who_did_not_ask() -> None:
    assert a_batch().finished([created(0)], at=NOON).ledger.effects == {}


def test_the_mail_names_every_error_and_where_the_referrals_are() -> None:
    rows = [created(0), failed(1), BatchRow.failed("opp-2", {"": "the CRM did not answer"})]

    mail = mail_of(a_batch(notify="ingrid@host.example"), rows, url=URL)

    assert mail.to == "ingrid@host.example"
    assert mail.subject == "Referrals to harbour: 1 of 3 are there, 2 failed"
    assert "opp-1\n  fields.title: is required\n" in mail.text
    assert "opp-2\n  the CRM did not answer\n" in mail.text
    assert mail.text.endswith(f"{URL}\n")
    assert "opp-0" not in mail.text


def test_the_mail_of_a_full_success_lists_nothing() -> None:
    mail = mail_of(a_batch(1, notify="ingrid@host.example"), [created(0)], url=URL)

    assert mail.subject == "Referrals to harbour: 1 of 1 are there"
    assert "These failed" not in mail.text
