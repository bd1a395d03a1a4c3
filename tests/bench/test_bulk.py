from __future__ import annotations

from bench import bulk


def test_a_batch_is_counted_from_its_answer_to_its_end() -> None:
    walked = bulk.share(customers=12, rows=12)

    assert walked.bill.invoked == [bulk.API, bulk.WORKER, bulk.WORKER]
    assert walked.writes(bulk.API) < walked.writes(bulk.WORKER)


def test_what_a_row_writes_does_not_grow_with_the_batch() -> None:
    few, more = bulk.share(10, rows=10), bulk.share(30, rows=30)

    assert more.writes(bulk.WORKER) / 30 <= few.writes(bulk.WORKER) / 10
