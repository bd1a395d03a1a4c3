"""A request finds its operation, and a start imports none that it does not ask for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from functions.api.http import Request
from functions.api.operations import AREAS, operations_near
from functions.api.operations.operation import Operation, begins
from functions.api.operations.table import OPERATIONS
from functions.api.refusals import UnknownRoute
from functions.api.routing import find

ASKED = """
import json, sys
from functions.api.app import handler
from functions.api.http import Request
from functions.api.routing import find
for path in sys.argv[1:]:
    find(Request("GET", path))
print(json.dumps(sorted(sys.modules)))
"""


def loaded_after(*paths: str) -> set[str]:
    """What a fresh process has imported to find the operations of these paths."""
    command = [sys.executable, "-c", ASKED, *paths]
    env = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def areas_in(modules: set[str]) -> set[str]:
    return {area for area in AREAS.values() if f"functions.api.operations.{area}" in modules}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.operation_id)
def test_every_operation_of_the_table_is_found_by_its_path(operation: Operation) -> None:
    found, _ = find(Request(operation.method, operation.path))

    assert found is operation


def test_no_beginning_leads_to_an_area_without_such_paths() -> None:
    needless = [
        beginning
        for beginning in AREAS
        if not any(begins(o.path, beginning) for o in operations_near(beginning))
    ]

    assert needless == []


@pytest.mark.parametrize("path", ["/", "", "/v1", "/v1/referral", "/v2/referrals", "//v1/keys"])
def test_a_path_outside_of_all_areas_leads_nowhere(path: str) -> None:
    assert operations_near(path) == ()

    with pytest.raises(UnknownRoute):
        find(Request("GET", path))


def test_the_api_starts_without_any_operation() -> None:
    modules = loaded_after()

    assert areas_in(modules) == set()
    assert not {m for m in modules if m.startswith("functions.api.routes.")}


def test_a_request_imports_the_operations_of_its_area_and_no_others() -> None:
    assert areas_in(loaded_after("/v1/referrals")) == {"referrals"}
    assert areas_in(loaded_after("/v1/keys", "/health")) == {"access", "about"}


def test_whoever_asks_for_keys_waits_for_nothing_of_referrals() -> None:
    modules = loaded_after("/v1/keys")

    assert "referral_hub.application.access" in modules
    assert not modules & {"referral_hub.application.decisions", "functions.api.representation"}
