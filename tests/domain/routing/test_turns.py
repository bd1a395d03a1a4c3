"""Whose turn it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.routing.turns import Turns

POOL = ["anna", "bo", "cleo"]


def test_owners_are_asked_in_the_order_of_the_rule_again_and_again() -> None:
    turns, asked = Turns(), []

    for _ in range(7):
        asked.append(turns.in_turn(POOL)[0])
        turns = turns.taken(asked[-1], passed=(), pool=POOL)

    assert asked == ["anna", "bo", "cleo", "anna", "bo", "cleo", "anna"]


def test_whoever_could_not_be_asked_has_had_the_turn_and_is_not_given_two_for_it() -> None:
    away = Turns().taken("bo", passed=["anna"], pool=POOL)

    assert away.in_turn(POOL)[0] == "cleo"
    assert away.taken("cleo", passed=(), pool=POOL).in_turn(POOL)[0] == "anna"


def test_whoever_comes_anew_begins_with_those_who_were_asked_least() -> None:
    turns = Turns()
    for owner in ["anna", "bo"] * 5 + ["anna"]:
        turns = turns.taken(owner, passed=(), pool=["anna", "bo"])

    assert turns.in_turn(POOL) == ["bo", "cleo", "anna"]


def test_whoever_leaves_the_rule_is_forgotten() -> None:
    turns = Turns().taken("anna", passed=(), pool=POOL)

    assert set(turns.taken("bo", passed=(), pool=["bo", "cleo"]).asked) == {"bo", "cleo"}


@given(st.lists(st.sets(st.sampled_from(POOL), max_size=2), max_size=60))
def test_of_those_who_can_be_asked_the_next_was_never_asked_more_often(
    away: list[set[str]],
) -> None:
    turns = Turns()

    for absent in away:
        order = turns.in_turn(POOL)
        asked = next(owner for owner in order if owner not in absent)
        counted = {owner: turns.asked.get(owner, 0) for owner in POOL}
        assert all(counted[asked] <= counted[o] for o in POOL if o not in absent)
        passed = order[: order.index(asked)]
        turns = turns.taken(asked, passed=passed, pool=POOL)

        assert max(turns.asked.values()) - min(turns.asked.values()) <= 2
