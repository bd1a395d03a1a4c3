"""Sandboxes as processes of their own, as anybody starts them from a shell."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.sandbox.rehearsal import REPOSITORY


@dataclass
class Started:
    process: subprocess.Popen[str]
    word: str
    url: str

    def ends(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def command(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"sandbox.{name}", *arguments]


@contextmanager
def started(name: str, *arguments: str) -> Iterator[Started]:
    """Start a sandbox on a free port, and wait until it says where it listens."""
    wanted = command(name, "--port", "0", *arguments)
    with subprocess.Popen(wanted, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            word, url = process.stdout.readline().split()
            yield Started(process, word, url)
        finally:
            process.kill()
