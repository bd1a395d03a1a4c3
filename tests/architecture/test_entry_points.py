"""Every function can be found from its trigger, its sample and its state, and the other way."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.code import ROOT, place

ASL = ROOT / "functions/workflow/referral_intake.asl.json"
NUMBERS = {"ContactWaitSeconds", "RetrySeconds"}


def entry_points() -> list[Path]:
    found = (ROOT / "functions").glob("*/*.py")
    return sorted(
        path for path in found if re.search(r"^handler = ", path.read_text(), re.MULTILINE)
    )


def samples(path: Path) -> list[Path]:
    """Its own samples, or those of its trigger that are nobody's own."""
    trigger = ROOT / "events" / path.parent.name
    own = sorted(trigger.glob(f"{path.stem}*.json"))
    owners = [other.stem for other in entry_points() if other.parent == path.parent]
    shared = [s for s in sorted(trigger.glob("*.json")) if not s.stem.startswith(tuple(owners))]
    return own or shared


def camel_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def test_the_entry_points_are_found() -> None:
    assert {path.parent.name for path in entry_points()} == {
        "api",
        "schedule",
        "sqs",
        "stream",
        "workflow",
    }


@pytest.mark.parametrize("path", entry_points(), ids=place)
def test_every_entry_point_has_a_sample_of_what_wakes_it(path: Path) -> None:
    assert samples(path)


@pytest.mark.parametrize("path", entry_points(), ids=place)
def test_every_entry_point_can_be_called_by_aws(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    assert callable(module.handler)


@pytest.mark.parametrize("path", sorted((ROOT / "events").rglob("*.json")), ids=place)
def test_every_sample_is_json(path: Path) -> None:
    assert json.loads(path.read_text()) is not None


def test_every_placeholder_of_the_state_machine_is_a_step_or_a_number() -> None:
    placeholders = set(re.findall(r"\$\{(\w+)\}", ASL.read_text()))
    steps = {camel_case(p.stem) for p in entry_points() if p.parent.name == "workflow"}

    assert placeholders - NUMBERS == steps
    assert placeholders >= NUMBERS


def called(states: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each state that calls a step, with the placeholder of that step."""
    for name, state in states.items():
        if function := state.get("Parameters", {}).get("FunctionName"):
            yield name, function.strip("${}")
        yield from called(state.get("ItemProcessor", {}).get("States", {}))


def test_every_state_that_calls_a_step_is_named_after_it() -> None:
    states = dict(called(json.loads(ASL.read_text())["States"]))

    assert len(states) == 7
    assert all(state == step for state, step in states.items())
