"""Two hubs on one machine, as a person meets them: linked, and a deal from one to the other."""

from __future__ import annotations

import socket
from pathlib import Path

from local.hub import FOLDER
from local.processes import free_port
from tests.local.shell import PATIENCE_SECONDS, left_behind, started


def test_a_deal_goes_from_one_to_the_other_and_nothing_is_left_behind(tmp_path: Path) -> None:
    port = free_port()

    with started("demo-two", port, tmp_path) as hubs:
        code = hubs.process.wait(2 * PATIENCE_SECONDS)

    assert code == 0, hubs.output
    assert "✗" not in hubs.output
    for told in (
        "owner over there: operator@host.example",
        "owner over there: admin@host.example",
        "note in South's CRM: ",
        "note in North's CRM: ",
    ):
        assert told in hubs.output
    assert hubs.output.endswith("Every step happened.\n")
    assert left_behind(port) + left_behind(port + 1) == []
    # The emulator enforces policies: no role was too narrow for its part.
    assert "not authorized" not in (FOLDER / "functions.log").read_text()


def test_the_port_of_the_second_hub_is_looked_at_before_the_first_starts(tmp_path: Path) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        port = somebody.getsockname()[1]

        with started("demo-two", port - 1, tmp_path) as hubs:
            code = hubs.process.wait(PATIENCE_SECONDS)

    assert code == 1
    assert f"Port {port} cannot be used (Address already in use)" in hubs.output
    assert "Starting" not in hubs.output
