"""
What an issuer publishes of itself: its configuration, and the keys that its tokens are signed with.

Sources: OpenID Connect Discovery 1.0, section 4; RFC 7517, section 5.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from referral_hub.domain.errors import Unavailable

from .addresses import AddressRefused, connected, place_of
from .public_address import Resolve, look_up

_SYSTEM = "sign-in"
TIMEOUT_SECONDS = 3.0
# Google's and Microsoft's are 2 and 15 KB.
_MOST_BYTES = 256 * 1024
_HEADERS = {"Accept": "application/json", "User-Agent": "referral-hub"}
_CONFIGURATION = "/.well-known/openid-configuration"


class IssuerDocuments:
    """`this_machine` allows an issuer that listens on this machine, over plain HTTP too."""

    def __init__(
        self,
        issuer: str,
        *,
        this_machine: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        resolve: Resolve = look_up,
    ) -> None:
        self._issuer = issuer
        self._timeout = timeout
        self._this_machine = this_machine
        self._resolve = resolve

    def keys(self) -> Mapping[str, Mapping[str, Any]]:
        """
        Read the keys by their ids, as they are now.

        Raises:
            Unavailable: they cannot be read, or those at the address are another issuer's.
        """
        configuration = self._read(self._issuer.removesuffix("/") + _CONFIGURATION)
        if configuration.get("issuer") != self._issuer:
            raise Unavailable(_SYSTEM, "the configuration at its address is another issuer's")
        published = self._read(str(configuration.get("jwks_uri"))).get("keys")
        if not isinstance(published, list):
            raise Unavailable(_SYSTEM, "its keys are no list")
        named = [key for key in published if isinstance(key, dict)]
        return {key["kid"]: key for key in named if isinstance(key.get("kid"), str)}

    def _read(self, url: str) -> Mapping[str, Any]:
        try:
            told = json.loads(self._get(url))
        except AddressRefused as refused:
            raise Unavailable(_SYSTEM, f"not called: the URL {refused}") from None
        except (OSError, HTTPException, ValueError, RecursionError) as trouble:
            # Its kind alone: the text may repeat what was sent.
            raise Unavailable(_SYSTEM, f"no answer: {type(trouble).__name__}") from None
        if not isinstance(told, dict):
            raise Unavailable(_SYSTEM, "its answer is no JSON object")
        return told

    def _get(self, url: str) -> bytes:
        place = place_of(url, this_machine=self._this_machine, resolve=self._resolve)
        with connected(place, seconds=self._timeout) as opened:
            opened.request("GET", place.target, headers=_HEADERS)
            answer = opened.getresponse()
            # One that leads elsewhere, too: where the keys are, the configuration says.
            if answer.status != HTTPStatus.OK:
                raise Unavailable(_SYSTEM, f"it answered with {answer.status}")
            body = answer.read(_MOST_BYTES + 1)
        if len(body) > _MOST_BYTES:
            raise Unavailable(_SYSTEM, "its answer is too long")
        return body
