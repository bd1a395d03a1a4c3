"""Whether what the hub sends somewhere can be read on the way."""

from __future__ import annotations

from urllib.parse import urlsplit

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def require_tls(url: str, *, system: str, wanted: str) -> None:
    """
    Let no secret leave the machine in the open; `wanted` is the URL that an admin sets.

    Raises:
        Unavailable: the address is neither https nor on this machine.
    """
    if not _is_private(url):
        raise Unavailable(system, _problem(wanted), cause=Cause.SIGNED_OUT)


def check_url(url: str, *, wanted: str) -> Check:
    """Say the same to an admin, with what to do about it."""
    if _is_private(url):
        return Check(name="connection URL")
    fix = f"Set the stack parameter CrmUrl to {wanted}."
    return Check(name="connection URL", problem=_problem(wanted), fix=fix)


def _problem(wanted: str) -> str:
    return f"the URL of the connection must be {wanted}: without https anybody on the way reads it"


def _is_private(url: str) -> bool:
    place = urlsplit(url)
    if place.hostname in _THIS_MACHINE:
        return place.scheme in ("http", "https")
    return place.scheme == "https" and bool(place.hostname)
