"""Two hubs on this machine, North and South, each whole and with a port of its own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from local.hub import LocalHub, local_hub
from local.processes import free_port, refuse_a_taken_port
from local.steps import Steps


@dataclass(frozen=True)
class TwoHubs:
    north: LocalHub
    south: LocalHub

    @property
    def named(self) -> dict[str, LocalHub]:
        return {"North": self.north, "South": self.south}


@contextmanager
def two_hubs(steps: Steps, *, port: int | None = None) -> Iterator[TwoHubs]:
    """
    Start two hubs, one after the other, and end both when the block ends.

    Args:
        port: Where North's emulator listens, and South's on the next one; free ones if not given.

    Raises:
        CannotStartError: something is missing or taken; the message says what.
    """
    ports = (port, port + 1) if port else (free_port(), free_port())
    # Both before either: half of it would have to be ended again.
    for each in ports:
        refuse_a_taken_port(each)
    with ExitStack() as stack:
        started = []
        for name, own_port in zip(("North", "South"), ports, strict=True):
            steps.heading(f"Starting {name}")
            started.append(stack.enter_context(local_hub(steps, port=own_port)))
        yield TwoHubs(*started)
