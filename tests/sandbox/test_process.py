import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest

from tests.sandbox.rehearsal import REPOSITORY

COMMAND = [sys.executable, "-m", "sandbox.partner_central"]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, "--port", "0", "--events-endpoint", "http://127.0.0.1:9"],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_it_says_where_it_listens_and_ends_cleanly(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    word, url = process.stdout.readline().split()
    client = boto3.client(
        "partnercentral-selling",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )

    listed = client.list_opportunities(Catalog="Sandbox")
    process.send_signal(signal.SIGTERM)

    assert word == "ready"
    assert listed["OpportunitySummaries"] == []
    assert process.wait(timeout=20) == 0


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        ended = subprocess.run(
            [*COMMAND, "--port", port], cwd=REPOSITORY, capture_output=True, text=True, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"cannot listen on 127.0.0.1:{port}")
