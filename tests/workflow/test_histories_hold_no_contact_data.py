"""What ops can read for ninety days, and what is logged, are ids and facts (N-9)."""

from __future__ import annotations

import json

import pytest

from tests.workflow.world import AINO, ONNI, World

PLANTED = ("Aino", "Virta", "aino.virta", "Onni", "Laine", "Head of Tides")


def everything_readable(world: World) -> str:
    histories = [world.history(name) for name in world.executions()]
    return json.dumps(histories, default=str)


def failures(world: World) -> list[str]:
    events = (event for name in world.executions() for event in world.history(name))
    return [json.dumps(e["taskFailedEventDetails"]) for e in events if e["type"] == "TaskFailed"]


def test_no_execution_history_and_no_log_line_names_a_contact(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    number = world.partner_shares().number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")
    world.partner_tells(number, AINO)
    world.until(number, "done")
    world.partner_tells(number, ONNI)
    world.eventually(lambda: len(world.executions()) == 2)
    world.until_quiet()

    readable = everything_readable(world) + "".join(capsys.readouterr())

    assert "CreateContact" in readable
    assert [planted for planted in PLANTED if planted.casefold() in readable.casefold()] == []


def test_a_step_that_fails_on_a_contact_does_not_tell_who_it_is(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    number = world.partner_shares().number
    world.partner_tells(number, AINO)
    world.operator_accepts(number)
    (item,) = world.table.items("CONTACT")
    unreadable = item["doc"].replace('"last_name"', '"surname"')
    world.table.put(item | {"doc": unreadable, "version": 2}, version=1)

    (failure, *_) = world.eventually(lambda: failures(world))
    readable = everything_readable(world) + "".join(capsys.readouterr())

    assert "ValidationError" in failure
    assert [planted for planted in PLANTED if planted.casefold() in readable.casefold()] == []
