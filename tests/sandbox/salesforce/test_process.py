import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.sandbox.rehearsal import REPOSITORY
from tests.sandbox.salesforce.rehearsal import JWT_BEARER, assertion, public_pem

COMMAND = [sys.executable, "-m", "sandbox.salesforce"]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "hub.pem").write_text(public_pem())
    with subprocess.Popen(
        [*COMMAND, "--port", "0", "--certificate", str(tmp_path / "hub.pem")],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_it_says_where_it_listens_and_ends_cleanly(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    word, url = process.stdout.readline().split()

    form = {"grant_type": JWT_BEARER, "assertion": assertion()}
    granted = requests.post(f"{url}/services/oauth2/token", data=form, timeout=5)
    process.send_signal(signal.SIGTERM)

    assert word == "ready"
    assert granted.json()["instance_url"] == url
    assert process.wait(timeout=20) == 0


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        ended = subprocess.run(
            [*COMMAND, "--port", port], cwd=REPOSITORY, capture_output=True, text=True, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"cannot listen on 127.0.0.1:{port}")
