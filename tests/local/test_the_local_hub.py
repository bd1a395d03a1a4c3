"""The local hub as a person meets it: started from a shell, watched, and ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local import ROOT
from local.hub import FACTS, FOLDER
from local.processes import free_port

PATIENCE_SECONDS = 180.0
DOORS = (
    "AWS Partner Central",
    "a partner's platform",
    "Microsoft Partner Center",
    "a partner's JSON feed",
)


def test_the_demo_walks_through_every_step_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()

    with started("demo", port, tmp_path) as hub:
        code = hub.process.wait(PATIENCE_SECONDS)

    assert code == 0, hub.output
    assert "✗" not in hub.output
    assert hub.output.count("\nA referral from") == len(DOORS)
    assert [door for door in DOORS if f"A referral from {door}" not in hub.output] == []
    assert hub.output.endswith("Every step happened.\n")
    assert left_behind(port) == []
    # The emulator enforces policies: no role was too narrow for its part of the main job.
    assert "not authorized" not in (FOLDER / "functions.log").read_text()


def test_ctrl_c_ends_the_hub_and_all_that_it_started(tmp_path: Path) -> None:
    port = free_port()

    with started("run", port, tmp_path) as hub:
        hub.wait_for("Ctrl-C ends everything")
        facts = json.loads(FACTS.read_text())
        hub.process.send_signal(signal.SIGINT)
        code = hub.process.wait(PATIENCE_SECONDS)

    assert code == 0
    assert f"127.0.0.1:{port}" in facts["url"]
    assert set(facts["keys"]) == {
        "admin",
        "operator",
        "partner_manager",
        "partner_staff",
        "read_only",
        "integration",
    }
    assert not FACTS.exists()
    assert left_behind(port) == []


def test_ending_it_half_started_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()

    with started("run", port, tmp_path) as hub:
        hub.wait_for("emulator answers")
        hub.process.terminate()
        code = hub.process.wait(PATIENCE_SECONDS)

    assert code == 128 + signal.SIGTERM
    assert left_behind(port) == []


def test_even_when_it_is_killed_outright_nothing_is_left_behind(tmp_path: Path) -> None:
    port = free_port()

    with started("run", port, tmp_path) as hub:
        hub.wait_for("sandbox answers")
        hub.process.kill()
        hub.process.wait(PATIENCE_SECONDS)

    assert_soon(lambda: left_behind(port) == [])
    shutil.rmtree(FOLDER / str(port))


def test_a_step_that_does_not_happen_fails_the_demo(tmp_path: Path) -> None:
    port = free_port()

    with started("demo", port, tmp_path) as hub:
        hub.wait_for("sandbox answers")
        for process in left_behind(port, "sandbox.partner_central"):
            os.kill(process, signal.SIGKILL)
        code = hub.process.wait(PATIENCE_SECONDS)

    assert code == 1
    assert "✗" in hub.output
    assert left_behind(port) == []


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        port = somebody.getsockname()[1]

        with started("demo", port, tmp_path) as hub:
            code = hub.process.wait(PATIENCE_SECONDS)

    assert code == 1
    assert hub.output.strip().endswith(
        f"Port {port} cannot be used (Address already in use). Choose another: HUB_PORT=4577"
    )


def assert_soon(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


class Started:
    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def output(self) -> str:
        return self._log.read_text()

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)


@contextmanager
def started(verb: str, port: int, folder: Path) -> Iterator[Started]:
    log = folder / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local", verb],
            cwd=ROOT,
            env=os.environ | {"HUB_PORT": str(port), "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Started(process, log)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def left_behind(port: int, command: str = "") -> list[int]:
    """Return the processes that this hub started, by what their environment says."""
    marks = (f"GATEWAY_PORT={port}", f"HUB_PORT={port}", f"127.0.0.1:{port}")
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if any(mark in _told(process) for mark in marks) and command in _told(process)
    ]


def _told(process: Path) -> str:
    try:
        told = (process / "environ").read_bytes() + b" " + (process / "cmdline").read_bytes()
    except OSError:  # it ended while we looked
        return ""
    return told.replace(b"\0", b" ").decode(errors="replace")
