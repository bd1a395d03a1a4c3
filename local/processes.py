"""Children that never outlive us: each leads a process group of its own, and the group is ended."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

GRACE_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1  # prctl(2)

# What a child may see of our environment. Not the rest: a profile, a proxy or credentials of the
# real AWS have no business in a local hub.
_INHERITED = ("HOME", "LANG", "PATH", "TZ", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


class CannotStartError(Exception):
    """Something the local hub needs is missing or taken; the message says what."""


def clean_environment(**extra: str) -> dict[str, str]:
    """Return an environment in which AWS means the emulator and nothing else."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    credentials = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return inherited | credentials | extra


@contextmanager
def child(
    command: Sequence[str], *, environment: Mapping[str, str], log: Path, cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command until the block ends; then end it and whatever it started."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C reaches us alone, and we decide the order of ending.
            start_new_session=True,
            preexec_fn=_end_with_our_parent,  # noqa: PLW1509 - we start children from one thread
        )
    try:
        yield process
    finally:
        _end(process)


def _end_with_our_parent() -> None:
    """Runs in the child: ask Linux to end it should we be killed without a chance to clear up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    # The leader may be gone while others of its group are not.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def refuse_a_taken_port(port: int) -> None:
    """
    Make sure that we could listen on the port.

    Raises:
        CannotStartError: somebody else does, or we may not.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStartError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: HUB_PORT=4577"
            ) from error


def interpreter_of(environment: Path) -> str:
    """
    Return the interpreter of one of our environments.

    Raises:
        CannotStartError: it has not been made.
    """
    python = environment / "bin" / "python"
    if not python.exists():
        raise CannotStartError(f"{environment.name} is missing: run make install")
    return str(python)


def tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
