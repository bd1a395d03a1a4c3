"""
Crash schedules drawn by lot from all that can be broken: the calls and effects of a clean run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tests.workflow.crms import Place
from tests.workflow.plays import BEFORE, Play, Schedule

MOST_LAG_SECONDS = 60


@dataclass(frozen=True)
class Survey:
    """What there is to break in a clean run."""

    before: str
    calls: int
    effects: tuple[str, ...]
    steps: int


def survey(place: Place, before: str) -> Survey:
    """
    Raises:
        AssertionError: a run without any fault is not right.
    """
    play = Play(place, Schedule(before))
    verdict = play.play()
    assert verdict.right, verdict
    return Survey(before, len(place.calls()), tuple(play.faults.effects), play.steps)


def generated(place: Place, amount: int, *, seed: int) -> Iterator[Schedule]:
    """
    Draw schedules: every call of every clean run under every fault in turn, the rest by lot.

    Half of them have a second fault somewhere, in every other turn a third: but one refusal at
    most, for each takes a retry.
    """
    lot = Random(seed)  # noqa: S311 - a schedule is no secret
    surveys = [survey(place, before) for before in BEFORE]
    faults = (*place.faults, *place.refusals)
    points = [(s, nth, f) for s in surveys for nth in range(1, s.calls + 1) for f in faults]
    lot.shuffle(points)
    for turn in range(amount):
        surveyed, nth, fault = points[turn % len(points)]
        more = lot.choice((0, 1)) + turn // len(points) % 2
        others = {lot.randint(1, surveyed.calls): lot.choice(place.faults) for _ in range(more)}
        yield _drawn(lot, surveyed, {**others, nth: fault})


def _drawn(lot: Random, surveyed: Survey, breaks: Mapping[int, str]) -> Schedule:
    places = [f"{moment} {effect}" for moment in ("before", "after") for effect in surveyed.effects]
    return Schedule(
        before=surveyed.before,
        breaks=tuple(sorted(breaks.items())),
        crash=lot.choice(["", *places]),
        lost_step=lot.randint(0, surveyed.steps),
        referral_twice=lot.choice((False, True)),
        contact_twice=lot.choice((False, True)),
        contact_early=lot.choice((False, True)),
        lag_seconds=lot.randint(0, MOST_LAG_SECONDS),
    )
