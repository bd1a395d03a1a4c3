from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.intake_workflow import DEFINITION
from tests.infra.template import Template, mentioned

FUNCTIONS = Path(__file__).parent.parent.parent / "functions" / "workflow"


def test_waiting_for_contact_info_ends_after_a_literal_number_of_seconds(
    template: Template,
) -> None:
    waiting = [
        state
        for state in states(template.workflow)
        if state.get("Resource", "").endswith(".waitForTaskToken")
    ]

    assert [state["TimeoutSeconds"] for state in waiting] == [1800]


def test_the_wait_is_what_the_parameter_says(template: Template) -> None:
    machine = template.one("StepFunctions::StateMachine")

    substitutions = machine["DefinitionSubstitutions"]

    assert substitutions["ContactWaitSeconds"] == {"Ref": "ContactWaitSeconds"}


def test_every_placeholder_of_the_definition_is_filled_in(template: Template) -> None:
    machine = template.one("StepFunctions::StateMachine")

    placeholders = set(re.findall(r"\$\{(\w+)\}", machine["DefinitionString"]))

    assert placeholders == set(machine["DefinitionSubstitutions"])


def test_every_step_of_the_definition_is_a_module_beside_it() -> None:
    called = set(re.findall(r'"\$\{(\w+)\}"', DEFINITION.read_text()))

    steps = {name for name in called if not name.endswith("Seconds")}

    modules = {
        path.stem.replace("_", " ").title().replace(" ", "")
        for path in FUNCTIONS.glob("*.py")
        if path.stem != "__init__"
    }
    assert steps == modules


def test_each_step_is_the_function_of_its_name(template: Template) -> None:
    substitutions = template.one("StepFunctions::StateMachine")["DefinitionSubstitutions"]

    functions = {
        name: mentioned(value).pop()
        for name, value in substitutions.items()
        if not name.endswith("Seconds")
    }

    assert all(id_.startswith(name) for name, id_ in functions.items())


def test_every_task_is_tried_again_when_something_raises(template: Template) -> None:
    tasks = [state for state in states(template.workflow) if state["Type"] == "Task"]

    assert tasks
    assert all(state["Retry"][0]["JitterStrategy"] == "FULL" for state in tasks)


def states(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every state of a machine, those inside a Map included."""
    for state in machine["States"].values():
        yield state
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])
