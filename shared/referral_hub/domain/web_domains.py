"""Whose a web page is, however people write its address."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# Pages of many companies: their host says nothing of whose they are, nor does de.linkedin.com.
_SHARED_HOSTS = frozenset(
    ["facebook.com", "instagram.com", "linkedin.com", "sites.google.com", "x.com", "youtube.com"]
)
# Browsers take https:/harbour.example and https:\\harbour.example as well.
_BEFORE_THE_HOST = re.compile(r"^(?:[a-z]+:)?[/\\]+")

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})+")


def domain_of(address: str) -> str:
    """
    Read the domain that an address, a bare host or an e-mail address names, without www. and in
    ASCII; empty where it names none, or one that many companies share.
    """
    text = unicodedata.normalize("NFKC", address).strip().casefold()
    try:
        host = urlsplit(f"//{_BEFORE_THE_HOST.sub('', text, count=1)}").hostname or ""
    except ValueError:
        return ""
    host = _in_ascii(host.rstrip(".")).removeprefix("www.")
    return host if "." in host and not _is_shared(host) else ""


def is_domain(text: str) -> bool:
    """Tell whether it is written as domains are (RFC 1123, section 2.1), in ASCII."""
    return _DOMAIN.fullmatch(text) is not None


def belongs_to(domain: str, owner: str) -> bool:
    """Tell whether a domain is that of its owner, or below it."""
    return bool(owner) and (domain == owner or domain.endswith(f".{owner}"))


def _in_ascii(host: str) -> str:
    """A domain with other letters is written in two ways; the one with xn-- is the same."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def _is_shared(host: str) -> bool:
    return any(belongs_to(host, shared) for shared in _SHARED_HOSTS)
