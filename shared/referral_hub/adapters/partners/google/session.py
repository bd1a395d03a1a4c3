"""
Signing in as a service account: an assertion under its key is exchanged for an access token.

Google Identity, "Using OAuth 2.0 for Server to Server Applications" (HTTP/REST).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlencode

from referral_hub.adapters.partner_wire import Answer, Wire, unreadable
from referral_hub.domain.errors import Unavailable

from .errors import BUSY, busy, signed_out
from .places import SCOPE, SYSTEM, Places

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Google allows an hour, for the assertion and for the token that comes of it.
_ASSERTION_LIVES = timedelta(minutes=5)
_LONGEST = timedelta(hours=1)
_EARLY = timedelta(minutes=1)


class Secret(Protocol):
    def __call__(self) -> Mapping[str, str]: ...

    def fresh(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Token:
    """An access token. Its repr does not show it."""

    text: str = field(repr=False)
    until: datetime


class Session:
    """One sign-in, shared by all calls of the process. Thread-safe."""

    def __init__(
        self, wire: Wire, places: Places, secret: Secret, clock: Callable[[], datetime]
    ) -> None:
        self._wire = wire
        self._places = places
        self._secret = secret
        self._clock = clock
        self._token: Token | None = None
        self._lock = threading.Lock()

    def token(self) -> Token:
        """
        Raises:
            Unavailable: Google does not sign the hub in, with the cause `signed_out`, or could not
                be asked.
        """
        with self._lock:
            if self._token is None or self._token.until <= self._clock() + _EARLY:
                self._token = self._signed_in(self._secret())
            return self._token

    def renew(self, spent: Token) -> Token:
        """Sign in again with what the secret says now, unless somebody did. Raises as `token`."""
        with self._lock:
            if self._token is None or self._token is spent:
                self._token = self._signed_in(self._secret.fresh())
            return self._token

    def _signed_in(self, secret: Mapping[str, str]) -> Token:
        form = {"grant_type": _JWT_BEARER, "assertion": self._assertion(secret)}
        body = urlencode(form).encode()
        answer = self._wire.exchange("POST", self._places.sign_in, _FORM, body)
        told = answer.told()
        if answer.status != HTTPStatus.OK or not told.get("access_token"):
            raise _refused(answer, told)
        return Token(str(told["access_token"]), self._clock() + _lifetime(told.get("expires_in")))

    def _assertion(self, secret: Mapping[str, str]) -> str:
        # Imported here: no other function needs it.
        import jwt  # noqa: PLC0415

        now = self._clock()
        claims = {
            "iss": _member(secret, "client_email"),
            "scope": SCOPE,
            "aud": self._places.sign_in,
            "iat": int(now.timestamp()),
            "exp": int((now + _ASSERTION_LIVES).timestamp()),
        }
        key, kid = _member(secret, "private_key"), secret.get("private_key_id")
        try:
            return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid} if kid else None)
        except (ValueError, TypeError, jwt.PyJWTError):
            # Not chained: it may quote the key.
            raise signed_out("the private_key in the secret is no RSA key in PEM form") from None


def _member(secret: Mapping[str, str], name: str) -> str:
    if found := secret.get(name):
        return found
    raise signed_out(f"the secret lacks {name}")


def _refused(answer: Answer, told: Mapping[str, Any]) -> Unavailable:
    """Repeat the code alone: descriptions may name the account."""
    if answer.status in BUSY:
        return busy(answer)
    error = told.get("error")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(error, str):
        return Unavailable(SYSTEM, f"the sign-in answered {answer.status}")
    return signed_out(f"Google does not sign the service account in ({error[:60]})")


def _lifetime(told: object) -> timedelta:
    try:
        return min(timedelta(seconds=int(str(told))), _LONGEST)
    except (ValueError, OverflowError):
        raise unreadable(SYSTEM, "does not say how long the access token lives") from None
