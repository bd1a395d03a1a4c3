from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws
from moto.awslambda_simple.models import LambdaSimpleBackend

from tests.workflow.world import World, answer_lambda

pytest.register_assert_rewrite("tests.workflow.main_job", "tests.workflow.partner_job")

_CONFIG = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}


@pytest.fixture
def a_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., World]]:
    """Make a world; its Lambda functions run in this process."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    made: dict[str, World] = {}

    def invoke(
        _: Any, function: str, _qualifier: Any, body: Any, _headers: Any, answer: dict[str, str]
    ) -> bytes:
        world = made.get(function.rpartition("-")[2])
        result, failed = answer_lambda(world, function, body) if world else ("{}", True)
        if failed:
            answer["x-amz-function-error"] = "Unhandled"
        return result.encode()

    # moto's Lambda without Docker answers with the request; this is the one patch, and it is
    # moto's.
    monkeypatch.setattr(LambdaSimpleBackend, "invoke", invoke)

    def make(**options: Any) -> World:
        world = World(**options)
        made[str(world.place)] = world
        return world

    with mock_aws(config=_CONFIG):
        yield make


@pytest.fixture
def world(a_world: Callable[..., World]) -> World:
    return a_world()
