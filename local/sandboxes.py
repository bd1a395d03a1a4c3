"""Stand-ins for partner platforms as child processes."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import ROOT
from local.processes import CannotStartError, child, clean_environment, tail

START_SECONDS = 20.0
_READY = "ready "


@contextmanager
def partner_central(folder: Path, *, events_endpoint: str) -> Iterator[str]:
    """
    Run AWS Partner Central's stand-in on a free port of 127.0.0.1 and yield its address.

    Args:
        events_endpoint: Where its events go: an EventBridge API.

    Raises:
        CannotStartError: it did not say that it is ready.
    """
    log = folder / "partner_central.log"
    command = [sys.executable, "-m", "sandbox.partner_central", "--port", "0"]
    command += ["--events-endpoint", events_endpoint]
    with child(command, environment=clean_environment(), log=log, cwd=ROOT) as process:
        deadline = time.monotonic() + START_SECONDS
        while (address := _address(log)) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotStartError(f"The Partner Central sandbox did not start:\n{tail(log)}")
            time.sleep(0.05)
        yield address


def _address(log: Path) -> str | None:
    lines = log.read_text(errors="replace").splitlines(keepends=True)
    ready = [line for line in lines if line.startswith(_READY) and line.endswith("\n")]
    return ready[0].removeprefix(_READY).strip() if ready else None
