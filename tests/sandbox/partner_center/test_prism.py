"""Prism between a plain client and the sandbox: a validator of requests and answers not our own."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.partner_center import PartnerCenter, PartnerCenterServer
from tests.sandbox.partner_center.wire import OWN, SPECIFICATION, Wire, add, replace

PRISM = os.environ.get("PRISM") or shutil.which("prism")

pytestmark = pytest.mark.skipif(
    PRISM is None or not SPECIFICATION.exists(),
    reason="no prism (npm @stoplight/prism-cli; PRISM says where), or no specification",
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on {port}")


def possible_specification() -> Any:
    """Leave out what HTTP does not have: two paths that end in a slash, and a body with 204."""
    known = json.loads(SPECIFICATION.read_text())
    known["paths"] = {path: held for path, held in known["paths"].items() if path[-1] != "/"}
    del known["paths"]["/referrals/{id}"]["patch"]["responses"]["204"]["schema"]
    return known


@pytest.fixture
def prism(server: PartnerCenterServer, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "specification.json").write_text(json.dumps(possible_specification()))
    port = free_port()
    upstream = f"{server.url}/v1.0/engagements"
    where = ["-h", "127.0.0.1", "-p", str(port), "--errors"]
    with subprocess.Popen(
        [str(PRISM), "proxy", str(tmp_path / "specification.json"), upstream, *where],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/referrals"
        process.terminate()


def test_prism_finds_nothing_wrong_with_the_way_of_a_referral(
    prism: str, wire: Wire, center: PartnerCenter
) -> None:
    # The specification knows 200 for a creation, Microsoft Learn 201.
    center.behave(create_status=200)
    referral_id = center.share()
    accepting = [replace("/status", "Active"), replace("/substatus", "Accepted")]
    adding = [add("/team/-", {"email": "jane@example.com"})]

    answers = [
        wire.call("GET", f"{prism}?$filter=status%20eq%20'New'&$top=5&$count=true"),
        wire.call("GET", f"{prism}/{referral_id}"),
        wire.call("PATCH", f"{prism}/{referral_id}", accepting),
        wire.call("PATCH", f"{prism}/{referral_id}", adding),
        wire.call("PUT", f"{prism}/{referral_id}", OWN, If_Match="*"),
        wire.call("POST", prism, OWN),
        wire.call("GET", f"{prism}/nobody"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 204, 204, 200, 200, 404]
    assert [a.headers["sl-violations"] for a in answers if "sl-violations" in a.headers] == []
    assert answers[1].json()["id"] == referral_id


def test_prism_and_the_sandbox_refuse_the_same_requests(
    prism: str, wire: Wire, center: PartnerCenter
) -> None:
    one = f"{prism}/{center.share()}"
    wrong = [
        ("PUT", OWN),
        ("POST", OWN | {"salesStage": "Negotiate"}),
        ("PATCH", [{"op": "remove", "path": "/team"}]),
        ("PATCH", [replace("/id", "mine")]),
    ]

    for method, body in wrong:
        address = prism if method == "POST" else one
        by_prism = wire.call(method, address, body)
        by_us = wire.call(method, address.replace(prism, f"{_own(wire)}/referrals"), body)

        assert "stoplight.io/prism" in by_prism.text
        assert by_us.status_code == requests.codes.bad_request


def _own(wire: Wire) -> str:
    return f"{wire.server.url}/v1.0/engagements"
