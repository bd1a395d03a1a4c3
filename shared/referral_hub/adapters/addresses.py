"""
Where an address that somebody else chose leads, and a connection that leads nowhere else.

Whoever lets partners name URLs is asked to call inside its own network (OWASP API7:2023, server
side request forgery). So a host is looked up once, all its addresses must be public, and the
connection goes to the address that was looked at, not to what the name means a moment later.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Event, Thread, Timer
from urllib.parse import urlsplit

from .public_address import Resolve, is_public, look_up

_LONGEST = 2048
_HTTPS = 443
_MUST_BE_HTTPS = "must be https, on port 443"
_MUST_BE_PUBLIC = "must lead to public addresses only"
_CONNECT_SECONDS = 5.0
# The resolver of the machine keeps on asking for half a minute, and cannot be told otherwise.
_LOOK_UP_SECONDS = 5.0


class AddressRefused(Exception):
    """The hub does not call this address; the text says why, after `the URL`."""


@dataclass(frozen=True)
class Place:
    """Where a URL leads: the name that was asked for, and the address that is connected to."""

    host: str
    port: int
    address: str
    target: str
    tls: bool


def place_of(url: str, *, this_machine: bool = False, resolve: Resolve = look_up) -> Place:
    """
    Find out where a URL leads; `this_machine` lets it lead to this one, over plain HTTP too.

    Raises:
        AddressRefused: it is no https URL, or leads where the hub does not call.
    """
    host, port, target, tls = _parts(url)
    addresses = _looked_up(host, port, resolve)
    if this_machine and all(ip_address(address).is_loopback for address in addresses):
        return Place(host, port, addresses[0], target, tls)
    if not tls or port != _HTTPS:
        raise AddressRefused(_MUST_BE_HTTPS)
    if not all(map(is_public, addresses)):
        raise AddressRefused(_MUST_BE_PUBLIC)
    return Place(host, port, addresses[0], target, tls)


def refuse_as_written(url: str) -> None:
    """
    Refuse what no look-up can make right, before anybody calls. This machine passes: whether it may
    be called is decided where it is.

    Raises:
        AddressRefused: as `place_of` does.
    """
    host, port, _, tls = _parts(url)
    address = _address_in(host)
    if host == "localhost" or (address and address.is_loopback):
        return
    if not tls or port != _HTTPS:
        raise AddressRefused(_MUST_BE_HTTPS)
    if address and not is_public(str(address)):
        raise AddressRefused(_MUST_BE_PUBLIC)


@contextmanager
def connected(place: Place, *, seconds: float) -> Iterator[HTTPConnection]:
    """
    Connect to the address that was looked at, for so many seconds in all, those of connecting
    included; the certificate is checked for the name. No proxy is asked, and a redirect is an
    answer like any other.

    However slowly the other side goes on, the time ends: a socket's own timeout would begin anew
    with every byte that comes.

    Raises:
        TimeoutError: the time is over.
        OSError, HTTPException: nobody is there, or somebody else, or no HTTP.
    """
    late, end = Event(), time.monotonic() + seconds
    opened = HTTPConnection(place.host, place.port)
    # It would ask for the name again.
    opened.auto_open = 0
    opened.sock = _open(place, seconds)
    timer = Timer(max(0.0, end - time.monotonic()), _hang_up, (opened.sock, late))
    timer.daemon = True
    timer.start()
    try:
        if isinstance(opened.sock, ssl.SSLSocket):
            opened.sock.do_handshake()
        yield opened
        # Hanging up looks like the end of an answer that has not said how long it is.
        _must_be_in_time(late)
    except (OSError, HTTPException, ValueError):
        _must_be_in_time(late)
        raise
    finally:
        timer.cancel()
        opened.close()


def _open(place: Place, seconds: float) -> socket.socket:
    wait = min(_CONNECT_SECONDS, seconds)
    plain = socket.create_connection((place.address, place.port), wait)
    plain.settimeout(seconds)
    if not place.tls:
        return plain
    return _tls().wrap_socket(plain, server_hostname=place.host, do_handshake_on_connect=False)


def _must_be_in_time(late: Event) -> None:
    if late.is_set():
        raise TimeoutError from None


def _hang_up(open_socket: socket.socket, late: Event) -> None:
    late.set()
    # Of the socket below TLS, whose own farewell would wait for the other side.
    with suppress(OSError):
        socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


def _parts(url: str) -> tuple[str, int, str, bool]:
    if len(url) > _LONGEST or not url.isascii() or any(ord(letter) <= ord(" ") for letter in url):
        raise AddressRefused("must be one of visible ASCII characters, 2048 of them at most")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("cannot be read") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise AddressRefused(_MUST_BE_HTTPS)
    if "@" in parts.netloc:
        raise AddressRefused("must not carry a user name or password")
    tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname, port or (_HTTPS if tls else 80), target, tls


def _address_in(host: str) -> IPv4Address | IPv6Address | None:
    """Read a host that is an address, in any of the ways to write one; a name is None."""
    with suppress(ValueError):
        return ip_address(host)
    with suppress(OSError):
        return IPv4Address(socket.inet_aton(host))
    return None


def _looked_up(host: str, port: int, resolve: Resolve) -> list[str]:
    try:
        found = list(_in_time(lambda: resolve(host, port)))
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise AddressRefused("has a host that cannot be found")
    return found


def _in_time(ask: Callable[[], Sequence[str]]) -> Sequence[str]:
    """
    Raises:
        TimeoutError: nobody has answered; the thread that waits for it holds up nothing.
    """
    answer: Future[Sequence[str]] = Future()
    Thread(target=_answer, args=(ask, answer), daemon=True).start()
    return answer.result(timeout=_LOOK_UP_SECONDS)


def _answer(ask: Callable[[], Sequence[str]], answer: Future[Sequence[str]]) -> None:
    try:
        answer.set_result(ask())
    except BaseException as trouble:  # noqa: BLE001 - it is raised where it is waited for
        answer.set_exception(trouble)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
