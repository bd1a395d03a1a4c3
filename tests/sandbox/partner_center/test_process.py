import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests.sandbox.partner_center.wire import SPECIFICATION
from tests.sandbox.rehearsal import REPOSITORY

COMMAND = [sys.executable, "-m", "sandbox.partner_center"]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    checked = ["--specification", str(SPECIFICATION)] if SPECIFICATION.exists() else []
    with subprocess.Popen(
        [*COMMAND, "--port", "0", "--tenant", "contoso.example", *checked],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_it_says_where_it_listens_and_ends_cleanly(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    word, url = process.stdout.readline().split()

    app = requests.get(f"{url}/_sandbox/app", timeout=5).json()
    process.send_signal(signal.SIGTERM)

    assert word == "ready"
    assert app["tenant"] == "contoso.example"
    assert process.wait(timeout=20) == 0


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        ended = subprocess.run(
            [*COMMAND, "--port", port], cwd=REPOSITORY, capture_output=True, text=True, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"cannot listen on 127.0.0.1:{port}")
