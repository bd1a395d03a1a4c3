"""
Signing in: OAuth 2.0, by JWT bearer or client credentials, as an External Client App allows.

Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration" and "OAuth 2.0 Client
Credentials Flow for Server-to-Server Integration". Neither flow tells when a token ends: it is used
until Salesforce refuses it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from referral_hub.adapters.tls import require_tls
from referral_hub.domain.errors import Unavailable

from .api import MY_DOMAIN, TOKEN_PATH
from .sign_in_errors import SignedOut, refused_sign_in
from .wire import SYSTEM, Wire, unreadable

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_PRODUCTION = "https://login.salesforce.com"
# Salesforce allows three minutes; clocks differ.
_ASSERTION_LIVES = timedelta(seconds=150)
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

Secret = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Token:
    """An access token and the address where it counts. Its repr does not show it."""

    access_token: str = field(repr=False)
    instance_url: str


class Session:
    """
    One sign-in, shared by all calls of the process. Thread-safe.

    The secret is asked for at each sign-in, so a changed one counts as soon as who keeps it reads
    it again: within minutes.
    """

    def __init__(self, wire: Wire, url: str, secret: Secret, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self.url = url.rstrip("/")
        self._secret = secret
        self._clock = clock
        self._token: Token | None = None
        self._lock = threading.Lock()

    def token(self) -> Token:
        """
        Raises:
            Unavailable: Salesforce does not sign the hub in, with the cause `signed_out`, or could
                not be asked.
        """
        with self._lock:
            self._token = self._token or self._sign_in()
            return self._token

    def renew(self, spent: Token) -> Token:
        """Sign in again, unless somebody else did so meanwhile. Raises as `token` does."""
        with self._lock:
            if self._token is spent:
                self._token = None
        return self.token()

    def _sign_in(self) -> Token:
        require_tls(self.url, system=SYSTEM, wanted=MY_DOMAIN)
        body = urlencode(self._form()).encode()
        answer = self._wire.exchange("POST", self.url + TOKEN_PATH, headers=_FORM, body=body)
        told: Any = answer.body
        if not isinstance(told, dict):
            raise unreadable()
        if "access_token" not in told:
            raise refused_sign_in(answer.status, told)
        instance_url = str(told.get("instance_url") or self.url)
        require_tls(instance_url, system=SYSTEM, wanted=MY_DOMAIN)
        return Token(str(told["access_token"]), instance_url)

    def _form(self) -> dict[str, str]:
        secret = self._secret()
        try:
            if "private_key" in secret:
                return {"grant_type": _JWT_BEARER, "assertion": self._assertion(secret)}
            return {
                "grant_type": "client_credentials",
                "client_id": secret["client_id"],
                "client_secret": secret["client_secret"],
            }
        except KeyError as lack:
            problem = f"the secret of the connection lacks {lack.args[0]}"
            raise SignedOut(problem, "docs/connect-salesforce.md shows its form") from None

    def _assertion(self, secret: Mapping[str, str]) -> str:
        # Imported here: the other flow does without, and so does a function that calls no CRM.
        import jwt  # noqa: PLC0415

        claims = {
            "iss": secret["client_id"],
            "sub": secret["username"],
            "aud": secret.get("audience") or _PRODUCTION,
            "exp": int((self._clock() + _ASSERTION_LIVES).timestamp()),
        }
        try:
            return jwt.encode(claims, secret["private_key"], algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            # Not chained: it may quote the key.
            raise _unusable_key() from None


def _unusable_key() -> Unavailable:
    return SignedOut(
        "the private_key in the secret of the connection is no RSA key in PEM form",
        "put the whole file there, from -----BEGIN to END-----",
    )
