"""
Webhooks of Partner Center: signed, thin, and nothing more than a hint to go and read.

Source: Microsoft Learn, "Partner Center webhooks". A webhook bears no time of its own, and is sent
up to ten times. Whoever sends an old one again makes the hub read a referral once more, and gains
nothing; what is older than a day the poll has found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from referral_hub.adapters.json_entries import Flaw
from referral_hub.domain.partners.partner import Hint, NotGenuine
from referral_hub.domain.strict_json import NotJson, parse

from .places import Places
from .reading import moment, text
from .wire import Wire

if TYPE_CHECKING:
    from .certificates import Certificates

_REFERRALS = ("referral-created", "referral-updated")
_SCHEME = "signature "
_ALGORITHM = "rsa-sha256"
_LARGEST = 20_000
_LONGEST_ID = 100
_OLDEST = timedelta(days=1)
# Clocks differ.
_AHEAD = timedelta(minutes=10)
# Events name referrals at the second host, where they are not read: the id is what is taken.
_HOSTS = ("api.partnercenter.microsoft.com", "api.partner.microsoft.com")


class SignedEvents:
    """The webhooks of one partner. `roots` (PEM) are others than Microsoft's, for a sandbox."""

    def __init__(self, wire: Wire, places: Places, *, partner_id: str, roots: bytes = b"") -> None:
        self._make: Callable[[], Certificates] = lambda: _certificates(wire, places, roots)
        self._partner_id = partner_id

    def hints_in(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[Hint, ...]:
        if len(body) > _LARGEST:
            raise NotGenuine("the body is larger than any event")
        self._must_be_signed(headers, body, now)
        try:
            return self._pointed_at(_event(body), now)
        except Flaw as flaw:
            raise NotGenuine(f"the body is signed, and no event: {flaw}") from None

    def _pointed_at(self, event: Mapping[str, Any], now: datetime) -> tuple[Hint, ...]:
        if text(event, "EventName") not in _REFERRALS:
            return ()
        _must_be_recent(moment(event, "ResourceChangeUtcDate"), now)
        referral_id = _referral_id(text(event, "ResourceUri"))
        return (Hint(partner_id=self._partner_id, about="referral", id=referral_id),)

    def _must_be_signed(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        told = headers.get("x-ms-signature", "").strip()
        url = headers.get("x-ms-certificate-url", "").strip()
        algorithm = headers.get("x-ms-signature-algorithm", "").strip().lower()
        # The sample receiver takes what stands behind the word.
        signature = told[len(_SCHEME) :] if told.lower().startswith(_SCHEME) else told
        if not signature or not url:
            raise NotGenuine("there is no signature, or nobody says whose")
        if algorithm != _ALGORITHM:
            raise NotGenuine(f"the signature is not {_ALGORITHM}")
        self._certificates.must_have_signed(body, signature.strip(), url, now)

    @cached_property
    def _certificates(self) -> Certificates:
        return self._make()


def _certificates(wire: Wire, places: Places, roots: bytes) -> Certificates:
    # Imported here: whoever only polls does without cryptography.
    from .certificates import Certificates  # noqa: PLC0415

    return Certificates(wire, places, roots)


def _event(body: bytes) -> Mapping[str, Any]:
    try:
        event, flaws = parse(body)
    except NotJson:
        event, flaws = None, {}
    if not isinstance(event, Mapping) or flaws:
        raise Flaw("it has no members")
    return event


def _must_be_recent(changed: datetime | None, now: datetime) -> None:
    if changed is None or not now - _OLDEST <= changed <= now + _AHEAD:
        raise NotGenuine("the change is said to be of another day")


def _referral_id(uri: str) -> str:
    """Take the id out of the address of a referral, which is not followed."""
    try:
        place = urlsplit(uri)
    except ValueError:
        raise NotGenuine("the resource has no address") from None
    folder, _, found = place.path.rpartition("/")
    is_id = found.replace("-", "").isalnum() and found.isascii() and len(found) <= _LONGEST_ID
    if place.hostname not in _HOSTS or not folder.endswith("/referrals") or not is_id:
        raise NotGenuine("the resource is no referral of Partner Center")
    return found
