"""
Whatever dies, and whenever: one account, one opportunity, one contact, one role, and nothing lost
(N-2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Item
from tests.workflow.world import AINO, Crash, World

EFFECTS = (
    "account",
    "opportunity",
    "partner_notice",
    "partner_crm_id",
    "contact",
    "role",
)
# One of each, and the word under which the account's name is found.
ONE_OF_EACH = {"CRM_ACCOUNT": 1, "CRM_OPPORTUNITY": 1, "CRM_CONTACT": 1, "CRM_ROLE": 1}

# What the workflow writes for one contact that was here before: CRM records and its own.
WRITES = 8


class CrashAt:
    """Kill the process at one moment of one effect, the first time only."""

    def __init__(self, effect: str, moment: str) -> None:
        self.effect = effect
        self.moment = moment
        self.happened = False

    def before(self, effect: str) -> None:
        self._strike(effect, "before")

    def after(self, effect: str) -> None:
        self._strike(effect, "after")

    def _strike(self, effect: str, moment: str) -> None:
        if not self.happened and (effect, moment) == (self.effect, self.moment):
            self.happened = True
            raise Crash(f"{moment} {effect}")


def records(world: World) -> dict[str, int]:
    return {kind: len(world.table.items(kind)) for kind in ONE_OF_EACH}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", EFFECTS)
def test_a_crash_around_an_effect_doubles_and_loses_nothing(
    world: World, effect: str, moment: str
) -> None:
    world.faults = crash = CrashAt(effect, moment)
    number = world.partner_shares().number
    world.partner_tells(number, AINO)

    world.operator_accepts(number)
    world.until(number, "done")

    assert crash.happened
    assert records(world) == ONE_OF_EACH


def test_the_workflow_makes_as_many_writes_as_are_crashed_here(world: World) -> None:
    number = world.partner_shares().number
    world.partner_tells(number, AINO)
    world.operator_accepts(number)
    before = len(world.table.changes)

    world.until(number, "done")

    assert len(world.table.changes) - before == WRITES


class CrashAtWrite:
    """Kill the process before or after the nth write that the workflow makes."""

    def __init__(self, world: World, nth: int, moment: str) -> None:
        self.left = nth
        self.moment = moment
        self.happened = False
        self._put = world.table.put
        world.table.put = self.put  # type: ignore[method-assign]

    def put(self, item: Item, *, version: int) -> None:
        self.left -= 1
        strikes = self.left == 0
        if strikes and self.moment == "before":
            self._die()
        self._put(item, version=version)
        if strikes and self.moment == "after":
            self._die()

    def _die(self) -> None:
        self.happened = True
        raise Crash


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("nth", range(1, WRITES + 1))
def test_a_crash_around_any_write_of_the_workflow_doubles_and_loses_nothing(
    world: World, nth: int, moment: str
) -> None:
    number = world.partner_shares().number
    world.partner_tells(number, AINO)
    world.operator_accepts(number)
    crash = CrashAtWrite(world, nth, moment)

    world.until(number, "done")

    assert crash.happened
    assert records(world) == ONE_OF_EACH


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_crash_while_a_wait_runs_out_loses_nothing_that_comes_late(
    a_world: Callable[..., World], nth: int, moment: str
) -> None:
    world = a_world(contact_wait=4)
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.eventually(lambda: world.hub.contacts.waiting(number))
    crash = CrashAtWrite(world, nth, moment)
    world.until(number, "contact_overdue")

    world.partner_tells(number, AINO)
    world.until(number, "done")

    assert crash.happened
    assert records(world) == ONE_OF_EACH


class Outage:
    """A CRM that does not answer for a while."""

    def __init__(self, crm: Any) -> None:
        self._crm = crm
        self.down = True

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._crm, name)
        return self._unless_down(call) if name.startswith(("create", "give")) else call

    def _unless_down(self, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args, **named: self._trouble() if self.down else call(*args, **named)

    def _trouble(self) -> Outcome:
        raise Unavailable("crm", "the CRM is down for maintenance")


class Refusal(Outage):
    """A CRM whose validation rule refuses one kind of record until an admin mends it."""

    def __init__(self, crm: Any) -> None:
        super().__init__(crm)
        self.refuses = "create_opportunity"

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._crm, name)
        return self._unless_down(call) if name == self.refuses else call

    def _trouble(self) -> Outcome:
        return Refused(reason="owner: is required")


def test_a_crm_outage_leaves_the_referral_visibly_waiting_and_it_completes_by_itself(
    a_world: Callable[..., World],
) -> None:
    world = a_world(crm=Outage)
    number = world.partner_shares().number
    world.partner_tells(number, AINO)
    world.operator_accepts(number)

    waiting = world.eventually(
        lambda: (e := world.referral(number).ledger.get("account")) and e.problem
    )
    assert waiting == "the CRM is down for maintenance"
    world.crm.down = False
    world.until(number, "done", seconds=40)

    assert records(world) == ONE_OF_EACH


@pytest.mark.parametrize(
    "refused", ["create_account", "create_opportunity", "create_contact", "give_role"]
)
def test_what_the_crm_refused_is_shown_and_completes_with_one_retry(
    a_world: Callable[..., World], refused: str
) -> None:
    world = a_world(crm=Refusal)
    world.crm.refuses = refused
    number = world.partner_shares().number
    world.partner_tells(number, AINO)
    world.operator_accepts(number)
    failed = world.until(number, "failed")
    world.until_quiet()

    world.crm.down = False
    world.operator_retries(number)
    world.until(number, "done")
    world.until_quiet()

    assert "owner: is required" in failed.problem
    assert records(world) == ONE_OF_EACH
    assert f"{number}-2" in world.executions()
