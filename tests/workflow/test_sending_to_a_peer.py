"""
Whatever breaks between two hubs, whatever dies and is delivered or asked for twice: one referral
there, one here, one note (AX-5, N-2).

`PEER_SCHEDULES` plays another number of them, `PEER_SEED` others; they take about 20 ms each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from referral_hub.adapters.partners.peer import taking
from referral_hub.domain.outgoing.disclosed import item_of
from referral_hub.domain.outgoing.submission import Disclosure
from tests.workflow.peer_plays import FAULTS, MOVES, PLACES, PeerPlay, PeerSchedule, drawn

AMOUNT = int(os.environ.get("PEER_SCHEDULES", "300"))
SEED = int(os.environ.get("PEER_SEED", "20270301"))
OF_A_MUTANT = 100


def test_every_schedule_ends_with_one_referral_there() -> None:
    ends = ((schedule, PeerPlay(schedule).play()) for schedule in drawn(AMOUNT, seed=SEED))

    assert [(schedule, wrong) for schedule, wrong in ends if wrong][:3] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_call_may_break_in_every_way_before_and_after_the_next(fault: str) -> None:
    ends = {
        (other, move): PeerPlay(PeerSchedule(faults=(fault, other), moves=(move,))).play()
        for other, move in product(("", *FAULTS), ("", *MOVES))
    }

    assert {schedule: wrong for schedule, wrong in ends.items() if wrong} == {}


@pytest.mark.parametrize("place", PLACES)
def test_the_hub_may_die_before_and_after_every_step(place: str) -> None:
    assert PeerPlay(PeerSchedule(crashes=(place,))).play() == []


def test_the_same_seed_draws_the_same_schedules() -> None:
    assert list(drawn(50, seed=SEED)) == list(drawn(50, seed=SEED))


def _another_id(_: str, disclosure: Disclosure) -> Mapping[str, Any]:
    return item_of(uuid4().hex, disclosure)


def _what_comes_to_mind(key: str, disclosure: Disclosure) -> Mapping[str, Any]:
    said = dict(item_of(key, disclosure))
    return said | {"deal": {**said["deal"], "title": f"Tide gauges {uuid4().hex}"}}


# Senders that do it wrong, which the schedules must catch.
MUTANTS: dict[str, Callable[[str, Disclosure], Mapping[str, Any]]] = {
    "another id for each attempt": _another_id,
    "other words for each attempt": _what_comes_to_mind,
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_sender_that_does_it_wrong_is_caught(
    mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "item_of", MUTANTS[mutant])

    ends = [PeerPlay(schedule).play() for schedule in drawn(OF_A_MUTANT, seed=SEED)]

    assert any(ends)
