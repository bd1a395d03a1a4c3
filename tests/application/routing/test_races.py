"""Many come in at once, and the hub may die at any write: every turn is taken once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.routing import filing
from referral_hub.domain.errors import Conflict
from referral_hub.ports import Write
from tests.application.routing.stage import (
    ANNA,
    BO,
    CLEO,
    TEAM,
    a_rule,
    a_team,
    comes_in,
    look_again,
    owners_of,
    publish,
)


class NoQueue:
    """As between two processes, which share no lock."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


class DyingTable(MemoryTable):
    """Dies around its writes: before or after the one that is due."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_in = 0
        self.is_done = False

    def put_all(self, writes: Sequence[Write]) -> None:
        self.dies_in -= 1
        if self.dies_in != 0:
            return super().put_all(writes)
        if self.is_done:
            super().put_all(writes)
        raise ConnectionError("the hub died")


class OvertakenTable(MemoryTable):
    """Lets somebody else be faster, once, when somebody is about to write."""

    meanwhile: Callable[[], object] | None = None

    def put_all(self, writes: Sequence[Write]) -> None:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        super().put_all(writes)


@pytest.fixture
def _separate_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "IN_TURN", NoQueue())


@pytest.mark.usefixtures("_separate_processes")
def test_whoever_is_overtaken_looks_again_and_takes_the_next_turn() -> None:
    table = OvertakenTable()
    hub = a_team(table=table)
    publish(hub, a_rule(*TEAM))
    faster: list[str] = []
    table.meanwhile = lambda: faster.extend(owners_of(hub, "2"))

    slower = owners_of(hub, "1")

    assert (faster, slower, owners_of(hub, "3")) == ([ANNA], [BO], [CLEO])


@pytest.mark.usefixtures("_separate_processes")
def test_the_last_place_goes_to_one_of_two_whom_two_rules_give_it() -> None:
    table = OvertakenTable()
    hub = a_team(ANNA, table=table)
    publish(hub, a_rule(ANNA, capacity=1, rule_id="lamps", when='title == "lamps"'))
    publish(hub, a_rule(ANNA, capacity=1, rule_id="rest"))
    faster: list[str] = []
    table.meanwhile = lambda: faster.extend(owners_of(hub, "2"))

    slower = comes_in(hub, "1", title="lamps").assignment

    assert (faster, slower.owner, slower.is_waiting) == ([ANNA], "", True)


def test_a_place_that_was_given_once_is_never_given_again() -> None:
    hub = a_team(ANNA)
    publish(hub, a_rule(ANNA, capacity=2))
    for their_id in ("1", "2"):
        hub.referrals.save(comes_in(hub, their_id).expire())

    room = hub.routing_desk.workloads.room(ANNA, "R-000009", capacity=2)

    assert room
    assert [int(key.sk) for key in room.over] == [1]
    assert int(room.write.item["sk"]) == 3


@pytest.mark.usefixtures("_separate_processes")
def test_of_many_deliveries_at_once_every_owner_gets_as_many() -> None:
    hub = a_team()
    publish(hub, a_rule(*TEAM, capacity=9))
    theirs = [str(n) for n in range(24)] * 2

    with ThreadPoolExecutor(8) as crew:
        list(crew.map(lambda their_id: comes_in(hub, their_id), theirs))
    look_again(hub)

    given = [r.assignment.owner for r in hub.referrals.newest()]
    assert {owner: given.count(owner) for owner in TEAM} == dict.fromkeys(TEAM, 8)


@pytest.mark.usefixtures("_separate_processes")
def test_two_rules_that_ask_one_user_at_once_do_not_give_more_than_fits() -> None:
    hub = a_team(ANNA)
    publish(hub, a_rule(ANNA, capacity=3, rule_id="odd", when='title == "odd"'))
    publish(hub, a_rule(ANNA, capacity=3, rule_id="even"))

    with ThreadPoolExecutor(8) as crew:
        said = [(str(n), "odd" if n % 2 else "even") for n in range(16)]
        list(crew.map(lambda one: comes_in(hub, one[0], title=one[1]), said))
    look_again(hub)

    given = [r.assignment.owner for r in hub.referrals.newest()]
    assert given.count(ANNA) == 3


@pytest.mark.parametrize("mood", ["before", "after"])
@pytest.mark.parametrize("dies_in", [1, 2, 3])
def test_a_crash_around_any_write_takes_no_turn_twice_and_loses_none(
    dies_in: int, mood: str
) -> None:
    table = DyingTable()
    hub = a_team(ANNA, BO, table=table)
    publish(hub, a_rule(ANNA, BO))
    table.dies_in, table.is_done = dies_in, mood == "after"

    with pytest.raises(ConnectionError):
        comes_in(hub, "1")

    assert owners_of(hub, "1", "2", "3") == [ANNA, BO, ANNA]


def test_whoever_is_overtaken_all_the_time_is_filed_and_finds_an_owner_later() -> None:
    class BusyTable(MemoryTable):
        def put_all(self, writes: Sequence[Write]) -> None:
            if any(write.item["kind"] == "ROUTING_TURNS" for write in writes):
                raise Conflict("somebody else's turn")
            super().put_all(writes)

    table = BusyTable()
    hub = a_team(ANNA, BO, table=table)
    publish(hub, a_rule(ANNA, BO, partner_manager=BO))

    filed = comes_in(hub)

    assert filed.assignment.is_waiting
    assert filed.assignment.partner_manager == BO
    assert [r.number for r in hub.referrals.late.unassigned()] == [filed.number]
