"""
Whatever comes, ends, is declined, or goes wrong: turns are fair, and nobody is given too much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.fitness import is_open
from referral_hub.ports import Write
from tests.application.routing.stage import (
    TEAM,
    a_rule,
    a_team,
    comes_in,
    decline,
    look_again,
    publish,
)
from tests.application.stage import reject

CAPACITY = 3


class MoodyTable(MemoryTable):
    """Dies before or after a write, when a test says so."""

    mood = ""

    def put_all(self, writes: Sequence[Write]) -> None:
        mood, self.mood = self.mood, ""
        if mood != "before":
            super().put_all(writes)
        if mood:
            raise ConnectionError("the hub died")


class Routing(RuleBasedStateMachine):
    """Three owners, each with room for three."""

    def __init__(self) -> None:
        super().__init__()
        self.table = MoodyTable()
        self.hub = a_team(table=self.table)
        publish(self.hub, a_rule(*TEAM, capacity=CAPACITY))
        self.came = 0

    def _all(self) -> list[Referral]:
        return sorted(self.hub.referrals.newest(), key=lambda r: r.number)

    def _held(self) -> Counter[str]:
        given = (r.assignment.owner for r in self._all() if is_open(r))
        return Counter(owner for owner in given if owner)

    def _turns(self) -> Counter[str]:
        return Counter(self.hub.routing_rules.turns("everything").asked)

    @rule(mood=st.sampled_from(["", "", "before", "after"]))
    def one_comes_in(self, mood: str) -> None:
        held, turns = self._held(), self._turns()
        self.came += 1
        self.table.mood = mood
        try:
            comes_in(self.hub, str(self.came))
        except ConnectionError:
            self.table.mood = ""

        owner = comes_in(self.hub, str(self.came)).assignment.owner

        free = [name for name in TEAM if held[name] < CAPACITY]
        assert owner == (min(free, key=lambda name: turns[name]) if free else "")

    @precondition(lambda self: self._held())
    @rule(data=st.data(), dies=st.booleans())
    def an_owner_declines(self, *, data: st.DataObject, dies: bool) -> None:
        owned = [r for r in self._all() if r.assignment.owner and is_open(r)]
        referral = data.draw(st.sampled_from(owned))
        self.table.mood = "before" if dies else ""
        try:
            after = decline(self.hub, referral)
        except ConnectionError:
            after = decline(self.hub, referral)

        assert after.assignment.owner not in after.assignment.declined

    @precondition(lambda self: self._held())
    @rule(data=st.data())
    def one_ends(self, data: st.DataObject) -> None:
        referral = data.draw(st.sampled_from([r for r in self._all() if is_open(r)]))
        reject(self.hub, referral.number)

    @rule()
    def what_waits_is_looked_at(self) -> None:
        look_again(self.hub)

        held = self._held()
        for waiting in self.hub.referrals.late.unassigned():
            declined = waiting.assignment.declined
            assert all(held[name] >= CAPACITY for name in TEAM if name not in declined)

    @invariant()
    def nobody_has_more_than_fits(self) -> None:
        assert max(self._held().values(), default=0) <= CAPACITY

    @invariant()
    def each_has_one_owner_or_waits(self) -> None:
        waiting = {r.number for r in self.hub.referrals.late.unassigned()}
        without = {r.number for r in self._all() if is_open(r) and not r.assignment.owner}
        assert waiting == without


class Arriving(RuleBasedStateMachine):
    """Nobody is ever full: whatever happens around a write, loads differ by one at most."""

    def __init__(self) -> None:
        super().__init__()
        self.table = MoodyTable()
        self.hub = a_team(table=self.table)
        publish(self.hub, a_rule(*TEAM))
        self.came = 0

    @rule(mood=st.sampled_from(["", "before", "after"]), again=st.booleans())
    def one_comes_in(self, *, mood: str, again: bool) -> None:
        self.came += 0 if again and self.came else 1
        self.table.mood = mood
        try:
            comes_in(self.hub, str(self.came))
        except ConnectionError:
            comes_in(self.hub, str(self.came))
        self.table.mood = ""

    @invariant()
    def loads_differ_by_one_at_most(self) -> None:
        given = Counter(r.assignment.owner for r in self.hub.referrals.newest())
        loads = [given[name] for name in TEAM]
        assert max(loads) - min(loads) <= 1
        assert sum(loads) == self.came


FEW = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestRouting = Routing.TestCase
TestRouting.settings = FEW
TestArriving = Arriving.TestCase
TestArriving.settings = FEW
