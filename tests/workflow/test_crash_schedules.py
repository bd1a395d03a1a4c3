"""
Whatever breaks between the hub and its CRM, whatever dies and whatever is said twice: one record
each, nothing lost, done by itself or by one retry (N-2, IN-20).

`CRM_SCHEDULES` plays another number of them, `CRM_SEED` others; they take about 30 ms each. The
steps are the use cases themselves; `test_salesforce` and `test_hubspot` take a sample through the
state machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.builders import Clock
from tests.workflow.crms import LATE, OPENED, Place
from tests.workflow.mutants import MUTANTS
from tests.workflow.plays import BEFORE, Play, Schedule, Verdict
from tests.workflow.schedules import generated, survey

AMOUNT = int(os.environ.get("CRM_SCHEDULES", "1000"))
SEED = int(os.environ.get("CRM_SEED", "20270301"))
# Of each mutant at most: the first that catches it is the last.
OF_A_MUTANT = 500

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture(params=OPENED)
def place(request: pytest.FixtureRequest, loopback: None) -> Iterator[Place]:  # noqa: ARG001
    with OPENED[request.param](Clock()) as place:
        yield place


def played(place: Place, amount: int) -> Iterator[Verdict]:
    return (Play(place, schedule).play() for schedule in generated(place, amount, seed=SEED))


def test_every_schedule_ends_with_one_record_of_each_and_nothing_lost(place: Place) -> None:
    verdicts = list(played(place, AMOUNT))

    wrong = [verdict for verdict in verdicts if not verdict.right]
    assert wrong[:3] == []
    assert sum(verdict.duplicates + verdict.lost for verdict in verdicts) == 0
    assert len(verdicts) == AMOUNT


def test_the_schedules_break_every_call_of_a_clean_run_in_every_way(place: Place) -> None:
    surveys = [survey(place, before) for before in BEFORE]
    faults = (*place.faults, *place.refusals)
    points = {(s.before, n, f) for s in surveys for n in range(1, s.calls + 1) for f in faults}

    drawn = list(generated(place, len(points), seed=SEED))

    broken = {(schedule.before, *one) for schedule in drawn for one in schedule.breaks}
    assert broken >= points


def test_every_planned_break_of_a_clean_run_strikes(place: Place) -> None:
    calls = survey(place, "nothing").calls

    verdicts = [Play(place, Schedule("nothing", ((n, LATE),))).play() for n in range(1, calls + 1)]

    assert [verdict.unmet for verdict in verdicts] == [0] * calls
    assert all(verdict.right for verdict in verdicts)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_connector_that_creates_under_no_token_is_caught(mutant: str) -> None:
    crm, wrong = MUTANTS[mutant]
    with OPENED[crm](Clock()) as place:
        connect = place.connect
        place.connect = lambda: wrong(connect())

        caught = next((v for v in played(place, OF_A_MUTANT) if v.duplicates), None)

    assert caught


def test_the_same_seed_draws_the_same_schedules(place: Place) -> None:
    first, second = (list(generated(place, 50, seed=SEED)) for _ in range(2))

    assert first == second
