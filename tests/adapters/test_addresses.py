"""Partners choose addresses; none of them leads into the hub's own network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

import pytest

from referral_hub.adapters import addresses
from referral_hub.adapters.addresses import AddressRefused, connected, place_of

PUBLIC = "93.184.216.34"
HOST = "hooks.harbour.example"


def leading_to(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


def test_a_public_address_is_connected_to_by_the_address_that_was_looked_at() -> None:
    asked = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return [PUBLIC]

    place = place_of(f"https://{HOST}/in?a=1", resolve=resolve)

    assert (place.host, place.address, place.port) == (HOST, PUBLIC, 443)
    assert place.target == "/in?a=1"
    assert asked == [(HOST, 443)]


NEAR = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 - not bound to, refused
    "10.0.0.5",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "192.0.0.192",
    "169.254.170.2",
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]


@pytest.mark.parametrize("address", NEAR)
def test_what_is_near_the_hub_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="public addresses only"):
        place_of(f"https://{HOST}/", resolve=leading_to(address))


@pytest.mark.parametrize("address", NEAR)
def test_one_near_address_among_public_ones_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        place_of(f"https://{HOST}/", resolve=leading_to(PUBLIC, address))


@pytest.mark.parametrize(
    "host",
    ["2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "127.1", "0x7f.1", "0"],
)
def test_other_ways_to_write_an_address_are_looked_up_like_names(host: str) -> None:
    with pytest.raises(AddressRefused, match="public addresses only"):
        place_of(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/",
        f"https://{HOST}:8443/",
        f"https://user:word@{HOST}/",
        f"https://169.254.169.254@{HOST}/",
        f"ftp://{HOST}/",
        f"//{HOST}/",
        "https:///nowhere",
        "https://[::1/",
        f"https://{HOST}:port/",
        f"https://{HOST}/a b",
        f"https://{HOST}/\r\nX-Injected: 1",
        f"https://{HOST}/{'a' * 2048}",
        "https://håvn.example/",
        "",
    ],
)
def test_an_address_that_is_no_plain_https_url_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        place_of(url, resolve=leading_to(PUBLIC))


def test_a_host_that_is_not_known_is_refused() -> None:
    def resolve(host: str, _: int) -> Sequence[str]:
        raise OSError(host)

    with pytest.raises(AddressRefused, match="cannot be found"):
        place_of(f"https://{HOST}/", resolve=resolve)


def test_a_look_up_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_LOOK_UP_SECONDS", 0.01)
    over = Event()

    def resolve(*_: object) -> Sequence[str]:
        over.wait()
        return [PUBLIC]

    with pytest.raises(AddressRefused, match="cannot be found"):
        place_of(f"https://{HOST}/", resolve=resolve)

    over.set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/in", "https://localhost:8443/in"])
def test_this_machine_is_called_only_where_that_is_allowed(url: str) -> None:
    local = leading_to("127.0.0.1")

    assert place_of(url, this_machine=True, resolve=local).address == "127.0.0.1"
    with pytest.raises(AddressRefused):
        place_of(url, resolve=local)


def test_where_this_machine_is_allowed_its_network_is_not() -> None:
    with pytest.raises(AddressRefused):
        place_of("http://10.0.0.5/", this_machine=True, resolve=leading_to("10.0.0.5"))


@pytest.mark.usefixtures("loopback")
def test_a_name_that_leads_elsewhere_a_moment_later_is_not_followed() -> None:
    answers = iter([["127.0.0.1"], [PUBLIC]])
    place = place_of("http://localhost:9/", this_machine=True, resolve=lambda *_: next(answers))

    with pytest.raises(OSError, match="refused"), connected(place, seconds=1):
        pass

    assert next(answers) == [PUBLIC]
