"""
Whatever breaks between the hub and AWS, whatever dies and whatever is edited meanwhile: one
opportunity, associated and submitted once, saying what was said last (OUT-5, OUT-12, N-2).

`SHARING_SCHEDULES` plays another number of them, `SHARING_SEED` others; they take about 15 ms each.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from referral_hub.adapters.partners.aws.outgoing import creating, submitting
from referral_hub.domain.effects import Done
from tests.workflow.sharing_plays import FAULTS, PLACES, Play, Schedule, generated

AMOUNT = int(os.environ.get("SHARING_SCHEDULES", "500"))
SEED = int(os.environ.get("SHARING_SEED", "20270301"))
OF_A_MUTANT = 300


def test_every_schedule_ends_with_one_opportunity_that_says_what_was_said_last() -> None:
    ends = ((schedule, Play(schedule).play()) for schedule in generated(AMOUNT, seed=SEED))

    assert [(schedule, wrong) for schedule, wrong in ends if wrong][:3] == []


def test_every_call_of_a_clean_run_may_break_in_every_way() -> None:
    clean = Play(Schedule())
    assert clean.play() == []

    breaks = [((number, fault),) for number, fault in product(range(1, clean.calls + 1), FAULTS)]
    ends = {one: Play(Schedule(breaks=one)).play() for one in breaks}

    assert clean.calls >= len(("create", "read", "associate", "associate", "list", "start"))
    assert {one: wrong for one, wrong in ends.items() if wrong} == {}


@pytest.mark.parametrize("place", PLACES)
def test_the_hub_may_die_before_and_after_every_step(place: str) -> None:
    assert Play(Schedule(crashes=(place,))).play() == []


def test_the_same_seed_draws_the_same_schedules() -> None:
    assert list(generated(50, seed=SEED)) == list(generated(50, seed=SEED))


def _under_a_new_token(central: Any, referral: Any, _token: str) -> Done:
    told = creating.document.creation(referral)
    return Done(result=central.ask("create_opportunity", ClientToken=uuid4().hex, **told)["Id"])


def _created_again(central: Any, referral: Any) -> Done:
    return _under_a_new_token(central, referral, "")


# Connectors that do it wrong, which the schedules must catch: what is replaced, and by what.
MUTANTS: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "creating under a new token each time": (creating, "create", _under_a_new_token),
    "creating again what was edited meanwhile": (creating, "_created_before", _created_again),
    "starting what failed under its old token": (
        submitting,
        "effect_token",
        lambda token, _: token,
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_connector_that_does_it_wrong_is_caught(
    mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, wrong = MUTANTS[mutant]
    monkeypatch.setattr(owner, name, wrong)

    ends = (Play(schedule).play() for schedule in generated(OF_A_MUTANT, seed=SEED))

    assert next(filter(None, ends), None)
