import socket
import subprocess

import boto3
import pytest

from tests.sandbox.processes import command, started
from tests.sandbox.rehearsal import REPOSITORY

SANDBOXES = (
    "feed",
    "hubspot",
    "mail_sink",
    "partner_center",
    "partner_central",
    "salesforce",
    "webhook_receiver",
)


def test_partner_central_says_where_it_listens_and_ends_cleanly() -> None:
    with started("partner_central", "--events-endpoint", "http://127.0.0.1:9") as sandbox:
        client = boto3.client(
            "partnercentral-selling",
            region_name="us-east-1",
            endpoint_url=sandbox.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

        listed = client.list_opportunities(Catalog="Sandbox")
        code = sandbox.ends()

    assert sandbox.word == "ready"
    assert listed["OpportunitySummaries"] == []
    assert code == 0


@pytest.mark.parametrize("name", SANDBOXES)
def test_a_taken_port_is_told_in_one_line(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        ended = subprocess.run(
            command(name, "--port", port),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"cannot listen on 127.0.0.1:{port}")
