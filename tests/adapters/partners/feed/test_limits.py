"""What a partner may not do to the hub: each is refused with a reason, and nothing is stored."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from referral_hub.adapters.partners.feed.door import Door
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.feed.stage import PAGINGS, Stage, a_hub_with_a_feed, poll_of


def refused(stage: Stage, **settings: Any) -> Unavailable:
    """Poll once: it fails, nothing is stored, and the state of the feed says why."""
    hub = a_hub_with_a_feed(stage)
    connector = stage.connected(**settings) if settings else stage.connector

    with pytest.raises(Unavailable) as trouble:
        poll_of(hub, stage, connector).run()

    state = hub.feed_states.of("harbour")
    assert (state.error, state.cause) == (trouble.value.reason, trouble.value.cause)
    assert (state.cursor, state.failures, state.found) == ("", 1, 0)
    assert list(hub.referrals.newest()) == []
    return trouble.value


@pytest.mark.parametrize(
    ("fault", "reason", "cause"),
    [
        ("redirect", "redirect", Cause.REFUSED),
        ("not_modified", "nothing has changed, although", Cause.REFUSED),
        ("too_large", "larger than 10 MB", Cause.REFUSED),
        ("wrong_type", "not of the type application/json", Cause.REFUSED),
        ("compressed", "compressed", Cause.REFUSED),
        ("not_json", "no JSON: line 1, column 12", Cause.REFUSED),
        ("not_utf8", "not UTF-8", Cause.REFUSED),
        ("no_list", "no list where settings.entries says", Cause.REFUSED),
        ("unauthorized", "see its secret", Cause.SIGNED_OUT),
        ("too_many_requests", "less often", Cause.BUSY),
        ("internal_error", "answered 500", Cause.UNREACHABLE),
        ("html_page", "answered 502", Cause.UNREACHABLE),
        ("forgotten_cursor", "does not know an address that it gave", Cause.REFUSED),
        ("drop_before_commit", "could not be reached", Cause.UNREACHABLE),
        ("truncated_body", "broke off", Cause.UNREACHABLE),
    ],
)
def test_an_answer_that_the_hub_does_not_take_is_refused_with_its_reason(
    stage: Stage, fault: str, reason: str, cause: Cause
) -> None:
    stage.shares()
    stage.partner.behave(**{fault: 2})

    trouble = refused(stage)

    assert reason in trouble.reason
    assert trouble.cause is cause


def test_how_long_a_busy_partner_wants_to_be_left_alone_is_kept(stage: Stage) -> None:
    stage.partner.behave(too_many_requests=1)
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable):
        poll_of(hub, stage).run()

    state, wanted = hub.feed_states.of("harbour"), stage.clock() + timedelta(seconds=30)
    assert state.asked_again_at == wanted
    assert not state.is_due(timedelta(0), wanted - timedelta(seconds=1))
    assert state.is_due(timedelta(0), wanted)


def test_a_token_that_the_partner_does_not_know_is_told_without_the_token(stage: Stage) -> None:
    trouble = refused(stage, token="s3cret-of-harbour")

    assert trouble.cause is Cause.SIGNED_OUT
    assert "s3cret" not in str(trouble)


@pytest.mark.parametrize("token", ["", "two\r\nX-Lines: 1", "tøken"])
def test_a_token_that_fits_into_no_header_is_not_sent(stage: Stage, token: str) -> None:
    trouble = refused(stage, token=token)

    assert trouble.reason == "its secret has no usable token"
    assert stage.partner.calls == []


@pytest.mark.parametrize("way", ["link", "link_header"])
@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/feed",
        "http://127.0.0.1:1/v2/referrals",
        "http://169.254.169.254/latest/meta-data/",
        "//elsewhere.example/feed",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_a_next_link_to_another_host_is_not_followed(stage: Stage, way: str, target: str) -> None:
    stage.shares()
    stage.shares()
    stage.partner.behave(paging=way, page_size=1, leads_to=target)

    trouble = refused(stage, paging=PAGINGS[way])

    assert "next link" in trouble.reason
    assert len(stage.partner.calls) == 1


def test_a_user_in_a_next_link_is_not_followed(stage: Stage) -> None:
    stage.shares()
    stage.shares()
    host = stage.server.feed_url.removeprefix("http://")
    stage.partner.behave(paging="link", page_size=1, leads_to=f"http://me:too@{host}")

    refused(stage, paging=PAGINGS["link"])

    assert len(stage.partner.calls) == 1


def test_a_page_that_leads_back_to_where_it_was_ends_the_walk(stage: Stage) -> None:
    stage.shares()
    stage.partner.behave(leads_to=f"{stage.server.feed_url}?cursor=0", paging="link", page_size=1)
    stage.shares()
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match="read before"):
        poll_of(hub, stage, stage.connected(paging=PAGINGS["link"])).run()

    assert len(stage.partner.calls) == 2


@contextmanager
def dripping() -> Iterator[str]:
    """A server whose answer begins, and comes byte by byte for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()
        thread = threading.Thread(target=_drip, args=(listening, over), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        over.set()
        thread.join()


def _drip(listening: socket.socket, over: threading.Event) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        while not over.wait(0.001):
            try:
                connection.sendall(b" ")
            except OSError:
                return


@pytest.mark.usefixtures("loopback")
def test_an_answer_that_never_ends_is_left_alone_in_time() -> None:
    with dripping() as url:
        door = Door(url, system="s", secret=dict, this_machine=True, seconds=0.2)

        with pytest.raises(Unavailable, match=r"longer than 0\.2 seconds"):
            door.get(url)


@pytest.mark.parametrize("address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1"])
def test_a_name_that_leads_into_a_private_network_is_no_partner(address: str) -> None:
    url = "https://harbour.example/feed"
    addresses = ["93.184.215.14", address]
    door = Door(url, system="s", secret=dict, resolve=lambda *_: addresses)

    with pytest.raises(Unavailable, match="public addresses only"):
        door.get(url)


def test_the_address_that_was_checked_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called = []

    def no_way(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", no_way)
    url = "https://harbour.example/feed"
    door = Door(url, system="s", secret=dict, resolve=lambda *_: ["93.184.215.14"])

    with pytest.raises(Unavailable, match="could not be reached"):
        door.get(url)

    assert called == [("93.184.215.14", 443)]


@pytest.mark.parametrize("url", ["http://harbour.example/feed", "http://127.0.0.1:9001/feed"])
def test_without_tls_nothing_is_asked_unless_a_sandbox_is_meant(url: str) -> None:
    door = Door(url, system="s", secret=dict, resolve=lambda *_: ["93.184.215.14"])

    with pytest.raises(Unavailable, match="must be https"):
        door.get(url)


def test_a_host_that_nobody_knows_is_told() -> None:
    url = "https://harbour.example/"
    door = Door(url, system="s", secret=dict, resolve=lambda *_: [])

    with pytest.raises(Unavailable, match="cannot be found"):
        door.get(url)
