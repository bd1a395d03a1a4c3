"""Tell what happens while it happens: one line a step, with what it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class StepFailedError(Exception):
    """A step did not happen; the message says what came instead."""


class Steps:
    """
    Prints `✓ name … 1.23 s` for each step.

    On a terminal the name stands there while the step runs; in a file each line is whole.
    """

    def __init__(self, output: TextIO = sys.stdout) -> None:
        self._output = output
        self._live = output.isatty()

    def heading(self, text: str) -> None:
        self._write(f"\n{text}\n")

    def tell(self, text: str) -> None:
        """Print what a step has shown."""
        self._write(f"      {text}\n")

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self._live:
            self._write(f"  … {name}")
        start = time.monotonic()
        try:
            yield
        except BaseException:
            self._finish("✗", name, start)
            raise
        self._finish("✓", name, start)

    def _finish(self, mark: str, name: str, start: float) -> None:
        again = "\r\033[K" if self._live else ""
        self._write(f"{again}  {mark} {name} … {time.monotonic() - start:.2f} s\n")

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()
