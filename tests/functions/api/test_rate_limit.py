"""A key has so many requests a minute, and is told what is left."""

from __future__ import annotations

import pytest

from functions.api import rate_limit
from referral_hub.hub import Hub
from tests.functions.api.client import Client


@pytest.fixture(autouse=True)
def _three_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "LIMIT", 3)


def test_every_answer_says_what_is_left(operator: Client, hub: Hub) -> None:
    hub.clock.advance(seconds=20)  # type: ignore[attr-defined]

    me = operator.get("/v1/me")

    assert me.headers["RateLimit-Policy"] == '"default";q=3;w=60'
    assert me.headers["RateLimit"] == '"default";r=2;t=40'


def test_one_request_too_many_is_told_when_to_come_back(operator: Client) -> None:
    allowed = [operator.get("/v1/me").status for _ in range(3)]

    refused = operator.get("/v1/me")

    assert allowed == [200, 200, 200]
    assert (refused.status, refused.code) == (429, "too_many_requests")
    assert refused.headers["Retry-After"] == "60"


def test_the_next_minute_begins_anew(operator: Client, hub: Hub) -> None:
    for _ in range(4):
        operator.get("/v1/me")

    hub.clock.advance(seconds=60)  # type: ignore[attr-defined]

    assert operator.get("/v1/me").status == 200


def test_one_keys_haste_costs_no_other_key(operator: Client, reader: Client) -> None:
    for _ in range(4):
        operator.get("/v1/me")

    assert reader.get("/v1/me").status == 200


def test_a_refusal_says_what_is_left_too(operator: Client) -> None:
    assert operator.get("/v1/keys").headers["RateLimit"] == '"default";r=2;t=60'
