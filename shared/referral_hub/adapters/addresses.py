"""
Where an address that somebody else chose leads, and a connection that leads nowhere else.

Whoever lets partners name URLs is asked to call inside its own network (OWASP API7:2023, server
side request forgery). So a host is looked up once, all its addresses must be public, and the
connection goes to the address that was looked at, not to what the name means a moment later.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Event, Timer
from urllib.parse import urlsplit

from .public_address import Resolve, is_public, look_up

_LONGEST = 2048
_HTTPS = 443
_CONNECT_SECONDS = 5.0


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
        raise AddressRefused("must be https, on port 443")
    if not all(map(is_public, addresses)):
        raise AddressRefused("must lead to public addresses only")
    return Place(host, port, addresses[0], target, tls)


@contextmanager
def connected(place: Place, *, seconds: float) -> Iterator[HTTPConnection]:
    """
    Connect to the address that was looked at, for so many seconds in all; the certificate is
    checked for the name. No proxy is asked, and a redirect is an answer like any other.

    However slowly the other side goes on, the time ends: a socket's own timeout would begin anew
    with every byte that comes.

    Raises:
        TimeoutError: the time is over.
        OSError, HTTPException: nobody is there, or somebody else, or no HTTP.
    """
    late = Event()
    opened = HTTPConnection(place.host, place.port)
    # It would ask for the name again.
    opened.auto_open = 0
    opened.sock = _open(place, seconds)
    timer = Timer(seconds, _hang_up, (opened.sock, late))
    timer.daemon = True
    timer.start()
    try:
        if isinstance(opened.sock, ssl.SSLSocket):
            opened.sock.do_handshake()
        yield opened
    except (OSError, HTTPException, ValueError):
        if late.is_set():
            raise TimeoutError from None
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
        raise AddressRefused("must be https, on port 443")
    if "@" in parts.netloc:
        raise AddressRefused("must not carry a user name or password")
    tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname, port or (_HTTPS if tls else 80), target, tls


def _looked_up(host: str, port: int, resolve: Resolve) -> list[str]:
    try:
        found = list(resolve(host, port))
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise AddressRefused("has a host that cannot be found")
    return found


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
