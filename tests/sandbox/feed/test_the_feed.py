"""The stand-in of a partner's feed, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from urllib3 import BaseHTTPResponse, PoolManager

from sandbox.feed import FeedPartner, FeedServer
from sandbox.feed.poison import POISONS
from sandbox.switches import BadBehaviourError

HTTP = PoolManager(retries=False)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(FeedPartner()) as server:
        yield server


def asked(server: FeedServer, query: str = "", **headers: str) -> BaseHTTPResponse:
    return HTTP.request("GET", f"{server.feed_url}{query}", headers=headers, redirect=False)


def told(server: FeedServer, word: str, wish: Any) -> BaseHTTPResponse:
    return HTTP.request("POST", f"{server.url}/_sandbox/{word}", json=wish)


def refs(answer: BaseHTTPResponse) -> list[str]:
    return [entry["ref"] for entry in answer.json()["data"]["items"]]


def test_what_a_control_call_shares_is_in_the_feed(server: FeedServer) -> None:
    ref = told(server, "share", {"name": "Lamps"}).json()["ref"]

    assert refs(asked(server)) == [ref]


@pytest.mark.parametrize("paging", ["cursor", "link"])
def test_a_page_tells_where_the_next_one_is(server: FeedServer, paging: str) -> None:
    told(server, "behave", {"paging": paging, "page_size": 1})
    first, second = (server.partner.share() for _ in range(2))

    meta = asked(server).json()["meta"]
    onwards = meta["next"] or f"{server.feed_url}?cursor={meta['next_cursor']}"

    assert refs(asked(server)) == [first]
    assert refs(HTTP.request("GET", onwards)) == [second]


def test_a_feed_that_has_not_changed_is_told_so(server: FeedServer) -> None:
    server.partner.share()
    tag = asked(server).headers["ETag"]

    assert asked(server, **{"If-None-Match": tag}).status == 304


@pytest.mark.parametrize("kind", sorted(set(POISONS) - {"null", "no_object"}))
def test_each_poison_is_one_entry_beside_others(server: FeedServer, kind: str) -> None:
    server.partner.share()
    server.partner.poison(kind)

    body = asked(server).data

    assert body.count(b'"ref": "F-00001"') == 1
    assert body != json.dumps({}).encode()


def test_an_entry_that_is_edited_is_whole_again(server: FeedServer) -> None:
    ref = server.partner.poison("missing_title")

    told(server, "edit", {"ref": ref, "name": "Lamps"})

    assert [e["name"] for e in asked(server).json()["data"]["items"]] == ["Lamps"]


def test_a_fault_strikes_as_often_as_it_was_planned(server: FeedServer) -> None:
    told(server, "behave", {"redirect": 1})

    assert [asked(server).status for _ in range(2)] == [302, 200]


def test_a_wish_that_nobody_knows_is_refused_and_nothing_is_done(server: FeedServer) -> None:
    with pytest.raises(BadBehaviourError, match="unknown"):
        server.partner.behave(page_size=1, teleport=1)

    assert server.partner.behaviour.page_size == 50
    assert told(server, "poison", {"kind": "hemlock"}).status == 400


def test_without_the_token_nothing_is_shown() -> None:
    with FeedServer(FeedPartner(token="t0ken")) as server:
        assert asked(server).status == 401
        assert asked(server, Authorization="Bearer t0ken").status == 200
