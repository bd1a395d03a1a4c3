"""Which addresses belong to the internet, and which to what is near the hub itself."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Host and port to the addresses that it has now, without their zones.
Resolve = Callable[[str, int], Sequence[str]]

# What `is_global` takes for public although it leads to an IPv4 address of any kind: translation
# (RFC 6052, RFC 8215), 6to4 (RFC 3056) and Teredo (RFC 4380).
_TUNNELS = tuple(
    ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)

# For protocols of the network itself (RFC 6890); clouds keep their metadata there, and not every
# Python knows all of it.
_PROTOCOLS = ip_network("192.0.0.0/24")


def look_up(host: str, port: int) -> list[str]:
    """
    Ask the resolver of this machine, IPv4 first: a function outside any VPC has nothing else.

    Raises:
        OSError: it knows no such host.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found.sort(key=lambda each: each[0] != socket.AF_INET)
    return list(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))


def is_public(address: str) -> bool:
    """Tell whether an address belongs to anybody on the internet, also where it wraps another."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return _is_public(ip.ipv4_mapped)
        if ip.is_site_local or any(ip in tunnel for tunnel in _TUNNELS):
            return False
    return _is_public(ip)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    apart = ip.is_multicast or ip.is_reserved or ip in _PROTOCOLS
    return ip.is_global and not apart
