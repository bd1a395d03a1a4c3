"""The AWS emulator as a child process."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import ROOT
from local.processes import (
    CannotStartError,
    child,
    clean_environment,
    interpreter_of,
    tail,
)

START_SECONDS = 30.0


@contextmanager
def emulator(port: int, folder: Path) -> Iterator[str]:
    """
    Run the emulator on 127.0.0.1 and yield its endpoint once it answers.

    Args:
        folder: Where its log and its temporary files go.

    Raises:
        CannotStartError: the emulator did not come up; a taken port is one reason.
    """
    temporary = folder / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = clean_environment(
        BIND_HOST="127.0.0.1",
        MINISTACK_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        # Each concurrent invocation is a process of 60 MB and there is no ceiling otherwise.
        LAMBDA_ACCOUNT_CONCURRENCY="24",
        LOG_LEVEL="INFO",
        # Policies are enforced: a role that is too narrow fails here, not in AWS.
        AUTH="true",
        TMPDIR=str(temporary),
        STATE_DIR=str(folder / "state"),
        S3_DATA_DIR=str(folder / "s3"),
    )
    log = folder / "emulator.log"
    # -P: the emulator must not find our modules beside the script.
    command = [interpreter_of(ROOT / ".venv-emulator"), "-P", str(ROOT / "local/run_emulator.py")]
    with child(command, environment=environment, log=log, cwd=folder) as process:
        endpoint = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not _answers(endpoint):
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotStartError(f"The emulator did not start:\n{tail(log)}")
            time.sleep(0.1)
        yield endpoint


def _answers(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
