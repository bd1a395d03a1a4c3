"""A request repeated under its Idempotency-Key gets the first answer again (X-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.hub import Hub
from referral_hub.records.answers import KeptAnswer, KeyReused, StillRunning
from tests.builders import NOON


def begin(hub: Hub, *, request: str = "request", after: timedelta = timedelta()) -> KeptAnswer:
    return hub.answers.begin("caller", "key", request, now=NOON + after)


def finish(hub: Hub, claim: KeptAnswer, body: str = "done") -> None:
    answer = claim.model_copy(update={"status": 201, "body": body})
    hub.answers.finish("caller", "key", answer, now=NOON)


def test_the_first_request_is_let_through(hub: Hub) -> None:
    assert begin(hub).status == 0


def test_a_repeated_request_gets_the_first_answer(hub: Hub) -> None:
    finish(hub, begin(hub), body="R-000001")

    again = begin(hub, after=timedelta(hours=1))

    assert (again.status, again.body) == (201, "R-000001")


def test_another_request_under_the_same_key_is_refused(hub: Hub) -> None:
    finish(hub, begin(hub))

    with pytest.raises(KeyReused):
        begin(hub, request="another request")


def test_another_request_is_refused_even_while_the_first_is_running(hub: Hub) -> None:
    begin(hub)

    with pytest.raises(KeyReused):
        begin(hub, request="another request")


def test_the_same_request_at_the_same_time_has_to_wait(hub: Hub) -> None:
    begin(hub)

    with pytest.raises(StillRunning):
        begin(hub, after=timedelta(seconds=59))


def test_a_request_that_never_ended_is_let_through_again_after_a_minute(hub: Hub) -> None:
    begin(hub)

    assert begin(hub, after=timedelta(seconds=60)).status == 0


def test_only_one_of_those_who_wait_is_let_through(hub: Hub) -> None:
    begin(hub)
    begin(hub, after=timedelta(seconds=60))

    with pytest.raises(StillRunning):
        begin(hub, after=timedelta(seconds=61))


def test_an_answer_is_forgotten_after_a_day(hub: Hub) -> None:
    finish(hub, begin(hub))

    assert begin(hub, request="another request", after=timedelta(hours=24)).status == 0


def test_a_failure_gives_the_key_free(hub: Hub) -> None:
    begin(hub)

    hub.answers.forget("caller", "key")

    assert begin(hub, request="corrected request").status == 0


def test_callers_do_not_share_keys(hub: Hub) -> None:
    finish(hub, begin(hub))

    theirs = hub.answers.begin("another caller", "key", "another request", now=NOON)

    assert theirs.status == 0


def test_an_answer_lapses_in_the_table_by_itself(hub: Hub) -> None:
    finish(hub, begin(hub))

    [item] = hub.table.query("IDEMPOTENCY#caller").items

    assert item["ttl"] == int((NOON + timedelta(hours=24)).timestamp())
