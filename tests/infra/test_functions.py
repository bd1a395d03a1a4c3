from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from tests.infra.template import Template, mentioned

ROOT = Path(__file__).parent.parent.parent

# Every module of functions/ that AWS can call; the others are their parts.
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "functions").with_suffix("").parts)
    for path in (ROOT / "functions").rglob("*.py")
    if "\nhandler = " in path.read_text() or "\ndef handler(" in path.read_text()
)


def test_every_entry_point_is_deployed(template: Template) -> None:
    assert sorted(template.modules) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_its_handler_can_be_imported(module: str) -> None:
    handler = importlib.import_module(f"functions.{module}").handler

    assert callable(handler)


def test_every_function_is_named_after_its_module(template: Template) -> None:
    expected = {module: module.rpartition(".")[2].replace("_", "") for module in MODULES}

    named = {
        function["Handler"].removeprefix("functions.").removesuffix(".handler"): id_.lower()
        for id_, function in template.functions.items()
    }

    assert all(named[module].startswith(expected[module]) for module in MODULES)


def test_every_function_has_a_log_group_of_its_own_that_forgets(template: Template) -> None:
    groups = template.all("Logs::LogGroup")

    used = [mentioned(function["LoggingConfig"]) for function in template.functions.values()]

    assert len(set().union(*used)) == len(used)
    assert all(groups[group]["RetentionInDays"] for (group,) in used)


def test_every_log_group_forgets(template: Template) -> None:
    assert all(group["RetentionInDays"] for group in template.all("Logs::LogGroup").values())


def test_every_function_has_a_role_of_its_own(template: Template) -> None:
    roles = [mentioned(function["Role"]).pop() for function in template.functions.values()]

    assert len(set(roles)) == len(roles)


def test_every_function_runs_on_the_interpreter_that_compiled_its_code(template: Template) -> None:
    runtimes = {function["Runtime"] for function in template.functions.values()}

    assert runtimes == {f"python3.{sys.version_info.minor}"}


def test_all_functions_share_one_upload(template: Template) -> None:
    assert len({str(function["Code"]) for function in template.functions.values()}) == 1


def test_steps_of_the_workflow_do_not_know_the_workflow(template: Template) -> None:
    knowing = {
        module.partition(".")[0]
        for module, function in template.modules.items()
        if "HUB_STATE_MACHINE_ARN" in function["Environment"]["Variables"]
    }

    assert knowing == {"api", "schedule", "sqs", "stream"}
