"""The issuer's keys: read where it publishes them, and kept for as long as they may be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from referral_hub.adapters.issuer_documents import IssuerDocuments
from referral_hub.adapters.issuer_keys import IssuerKeys
from referral_hub.domain.errors import Unavailable
from sandbox.http_door import Answer
from sandbox.identity_provider import IdentityProviderServer
from tests.builders import NOON

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture
def server() -> Iterator[IdentityProviderServer]:
    with IdentityProviderServer() as server:
        yield server


def documents(server: IdentityProviderServer) -> IssuerDocuments:
    return IssuerDocuments(server.url, this_machine=True)


@pytest.fixture
def keys(server: IdentityProviderServer) -> IssuerKeys:
    return IssuerKeys(documents(server).keys)


def knows(keys: IssuerKeys, kid: str, *, minutes: float = 0) -> bool:
    """Tell whether the hub knows a key so many minutes after it began."""
    return keys.find(kid, now=NOON + timedelta(minutes=minutes)) is not None


def reads(server: IdentityProviderServer) -> int:
    return server.provider.calls.count("GET /jwks")


def down(server: IdentityProviderServer) -> None:
    server.provider.behave(down=999)


def test_the_keys_are_found_through_the_configuration(server: IdentityProviderServer) -> None:
    assert list(documents(server).keys()) == ["key-1"]


def test_what_another_issuer_publishes_at_the_address_does_not_count(
    server: IdentityProviderServer,
) -> None:
    server.provider.behave(issuer="https://another.example")

    with pytest.raises(Unavailable, match="another issuer's"):
        documents(server).keys()


def test_an_issuer_on_this_machine_counts_on_a_laptop_only(server: IdentityProviderServer) -> None:
    with pytest.raises(Unavailable, match="must be https"):
        IssuerDocuments(server.url).keys()


@pytest.mark.parametrize(
    "at", ["https://127.0.0.1", "https://169.254.169.254", "https://10.0.0.7", "file:///etc/passwd"]
)
def test_keys_are_read_nowhere_near_the_hub(at: str) -> None:
    with pytest.raises(Unavailable, match="not called"):
        IssuerDocuments(at).keys()


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"down": 1}, "503"),
        ({"html_page": 1}, "502"),
        ({"truncated_body": 1}, "no answer"),
        ({"drop_before_commit": 1}, "no answer"),
    ],
)
def test_an_issuer_in_trouble_is_said_to_be(
    server: IdentityProviderServer, wish: dict[str, int], why: str
) -> None:
    server.provider.behave(**wish)

    with pytest.raises(Unavailable, match=why):
        documents(server).keys()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Answer.of(200, []), "no JSON object"),
        (Answer(200, b"{" * 100_000), "no answer"),
        (Answer(200, b" " * 300_000), "too long"),
        (Answer(302, headers={"Location": "https://another.example/keys"}), "302"),
        (Answer.of(200, {"issuer": None}), "another issuer's"),
    ],
    ids=["a list", "braces", "long", "elsewhere", "nobody"],
)
def test_an_answer_that_is_no_configuration_is_refused(
    server: IdentityProviderServer, told: Answer, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.provider, "serve", lambda *_: told)

    with pytest.raises(Unavailable, match=why):
        documents(server).keys()


def test_a_slow_issuer_is_waited_for_briefly(server: IdentityProviderServer) -> None:
    server.provider.behave(silence_seconds=5)
    hasty = IssuerDocuments(server.url, this_machine=True, timeout=0.2)

    with pytest.raises(Unavailable, match="TimeoutError"):
        hasty.keys()


# Kept


def test_keys_are_read_once_for_many_tokens(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    found = [knows(keys, "key-1", minutes=minutes) for minutes in (0, 1, 14)]

    assert all(found)
    assert reads(server) == 1


def test_a_new_key_counts_with_its_first_token(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    knows(keys, "key-1")
    server.provider.rotate()

    assert knows(keys, "key-2", minutes=1)


def test_a_key_that_was_taken_back_counts_for_minutes_only(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    knows(keys, "key-1")
    server.provider.rotate(drop=True)

    assert knows(keys, "key-1", minutes=14)
    assert not knows(keys, "key-1", minutes=15)


def test_whatever_ids_tokens_name_the_issuer_is_asked_once_a_minute(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    found = [knows(keys, f"made-up-{n}", minutes=n / 60) for n in range(60)]

    assert not any(found)
    assert reads(server) == 1


def test_an_issuer_that_is_down_is_taken_at_its_last_word_for_a_day(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    knows(keys, "key-1")
    down(server)

    assert knows(keys, "key-1", minutes=23 * 60)
    with pytest.raises(Unavailable, match="503"):
        knows(keys, "key-1", minutes=24 * 60)


def test_while_the_issuer_is_down_nobody_can_say_that_a_key_is_none(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    down(server)

    for seconds in range(10):
        with pytest.raises(Unavailable):
            knows(keys, "key-1", minutes=seconds / 60)

    assert server.provider.calls == ["GET /.well-known/openid-configuration"]


def test_an_issuer_that_is_back_is_asked_again(
    keys: IssuerKeys, server: IdentityProviderServer
) -> None:
    server.provider.behave(down=1)
    with pytest.raises(Unavailable):
        knows(keys, "key-1")

    assert knows(keys, "key-1", minutes=10 / 60)
