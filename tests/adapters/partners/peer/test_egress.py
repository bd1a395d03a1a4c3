"""Where a Referral URL leads is looked at as with webhooks: nowhere near the hub itself (API7)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partner_wire import Wire
from referral_hub.adapters.partners.peer.connection import connect
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import Step
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.ports import PartnerConnection
from referral_hub.settings import Settings
from tests.adapters.partners.peer.outbound import KEY, outbound
from tests.adapters.partners.peer.taking import PeerTakingStage
from tests.builders import Clock
from tests.contracts.taking_stage import taker_of, token_of

PUBLIC = "93.184.216.34"
PATH = "/v1/access/5f0c6e2b9a7d4c1e8f3a2b10"
NEAR = (
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 - not bound to, refused
    "10.0.0.5",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
)
SPELLED = (
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "127.1",
    "0x7f.1",
    "0",
)


class Secret:
    def __call__(self) -> dict[str, str]:
        return {"key": KEY}


def connected(url: str, *, local: bool = False) -> PartnerConnection:
    partner = Partner(
        partner_id="fjord", name="Fjord", kind=PartnerKind.PEER, settings={"url": url}
    )
    secret: Any = Secret()
    hub = Settings(table="hub", local_addresses="yes" if local else "")
    return connect(partner, PartnerContext(secret, Clock(), hub))


def told(connection: PartnerConnection) -> object:
    referral = PeerTakingStage().whole()
    return taker_of(connection).take(Step.CREATE, referral, token=token_of(Step.CREATE, referral))


@pytest.mark.parametrize("address", NEAR)
def test_a_name_that_leads_near_the_hub_is_not_called(address: str) -> None:
    def resolve(*_: object) -> Sequence[str]:
        return [PUBLIC, address]

    connection = outbound(Wire("The peer", resolve=resolve), url=f"https://fjord.example{PATH}")

    with pytest.raises(Unavailable, match="public addresses only"):
        told(connection)


@pytest.mark.parametrize("host", SPELLED)
def test_other_ways_to_write_an_address_are_looked_up_like_names(host: str) -> None:
    connection = outbound(Wire("The peer"), url=f"https://{host}{PATH}")

    with pytest.raises(Unavailable, match="public addresses only"):
        told(connection)


@pytest.mark.parametrize("url", ["http://127.0.0.1:4566", "https://localhost:8443"])
def test_this_machine_is_called_only_by_a_local_hub(url: str) -> None:
    with pytest.raises(Unavailable, match=r"on port 443|public addresses"):
        told(connected(url + PATH))


@pytest.mark.usefixtures("loopback")
def test_a_name_that_leads_elsewhere_a_moment_later_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    reached: list[Any] = []

    def connection_to(address: Any, *_: object) -> socket.socket:
        reached.append(address)
        raise OSError("nobody is there")

    monkeypatch.setattr(socket, "create_connection", connection_to)
    wire = Wire("The peer", resolve=lambda *_: next(answers))

    with pytest.raises(Unavailable, match="could not be reached"):
        told(outbound(wire, url=f"https://fjord.example{PATH}"))

    assert reached == [(PUBLIC, 443)]
    assert next(answers) == ["127.0.0.1"]


class Elsewhere(BaseHTTPRequestHandler):
    """Answers each message as `says`, and remembers what came."""

    says: ClassVar[tuple[int, dict[str, str], bytes]] = (200, {}, b"{}")
    came: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.came.append(self.path + self.rfile.read(length).decode())
        status, headers, body = self.says
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(loopback: None) -> Iterator[str]:  # noqa: ARG001 - opens the way to the server
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Elsewhere.came = []
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_over_a_socket_it_is_the_same(elsewhere: str) -> None:
    Elsewhere.says = (200, {}, b'{"results": [{"id": "key-1", "number": "R-000009"}]}')

    assert told(connected(elsewhere + PATH, local=True)) == Done(result="R-000009")


def test_a_redirect_leads_nowhere(elsewhere: str) -> None:
    Elsewhere.says = (307, {"Location": f"{elsewhere}/stolen"}, b"")

    outcome = told(connected(elsewhere + PATH, local=True))

    assert isinstance(outcome, Refused)
    assert [path for path in Elsewhere.came if "stolen" in path] == []


def test_no_proxy_is_asked(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Elsewhere.says = (200, {}, b'{"results": [{"id": "key-1", "number": "R-000009"}]}')
    for name in ("http_proxy", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert told(connected(elsewhere + PATH, local=True)) == Done(result="R-000009")


def test_an_answer_is_read_up_to_a_megabyte(elsewhere: str) -> None:
    Elsewhere.says = (200, {}, b"x" * 1_000_001)

    with pytest.raises(Unavailable, match="larger than 1 MB"):
        told(connected(elsewhere + PATH, local=True))
