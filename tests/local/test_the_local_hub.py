"""The local hub as a person meets it: started from a shell, watched, and ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from local.hub import FACTS, FOLDER
from local.processes import free_port
from tests.local.shell import PATIENCE_SECONDS, left_behind, started

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
