"""What every test stands on: no network, no real credentials, and a fresh hub in memory."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

# The same examples on every run, and no stopwatch: a slow machine is not a bug.
settings.register_profile("hub", deadline=None, derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "hub"))

# Set before anything imports botocore: whoever runs the tests has credentials of their own.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
os.environ.pop("AWS_PROFILE", None)

pytest.register_assert_rewrite("tests.builders", "tests.contracts")

from referral_hub.hub import Hub  # noqa: E402
from tests.builders import a_hub  # noqa: E402

# Tests below these folders talk to servers that they started on this machine.
_TALKING = {"e2e", "sandbox"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Silence(AssertionError):
    """A test that should stay within the process tried to reach a network."""


@pytest.fixture
def loopback() -> None:
    """Let a test reach servers on this machine, wherever the test lives."""


@pytest.fixture(autouse=True)
def _quiet(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    talking = "loopback" in request.fixturenames or _TALKING & set(request.path.parts)
    allowed = _LOOPBACK if talking else frozenset[str]()

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and address[0] not in allowed:
                raise Silence(f"{request.node.nodeid} reached for {address[0]}")
            return real(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


@pytest.fixture
def hub() -> Hub:
    """A hub in memory, with one partner."""
    return a_hub()
