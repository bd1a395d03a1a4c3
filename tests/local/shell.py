"""The local hub as a shell starts it, and what is left of it afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import ROOT

PATIENCE_SECONDS = 180.0


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
