"""
Authorization codes, each good once and for a minute, and for whoever knows its verifier.

Source: RFC 6749, section 4.1, and RFC 7636 (PKCE, method S256).
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

_LIFE = timedelta(minutes=1)
_HERE = ("127.0.0.1", "localhost")


class AuthorizationError(Exception):
    """The request is refused; the text is the error of RFC 6749."""


@dataclass(frozen=True)
class Asked:
    """What a client asked for when it sent somebody to sign in."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str

    @classmethod
    def of(cls, query: Mapping[str, str], *, client_id: str) -> "Asked":
        """
        Raises:
            AuthorizationError: it is no request of this client, or one without PKCE.
        """
        if query.get("client_id") != client_id:
            raise AuthorizationError("unauthorized_client")
        if urlsplit(query.get("redirect_uri", "")).hostname not in _HERE:
            raise AuthorizationError("invalid_request")
        if query.get("response_type") != "code":
            raise AuthorizationError("unsupported_response_type")
        if "openid" not in query.get("scope", "").split():
            raise AuthorizationError("invalid_scope")
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            raise AuthorizationError("invalid_request")
        return cls(
            client_id,
            query["redirect_uri"],
            query.get("state", ""),
            query.get("nonce", ""),
            query["code_challenge"],
        )


class Codes:
    def __init__(self) -> None:
        self._open: dict[str, tuple[Asked, str, datetime]] = {}

    def give(self, asked: Asked, email: str, *, now: datetime) -> str:
        code = secrets.token_urlsafe(24)
        self._open[code] = (asked, email, now + _LIFE)
        return code

    def redeem(self, form: Mapping[str, str], *, now: datetime) -> tuple[Asked, str]:
        """
        Return what was asked for, and who signed in.

        Raises:
            AuthorizationError: the code is unknown, used or old, or somebody else's.
        """
        if form.get("grant_type") != "authorization_code":
            raise AuthorizationError("unsupported_grant_type")
        asked, email, until = self._open.pop(form.get("code", ""), (None, "", now))
        if asked is None or until <= now or not _is_whose(asked, form):
            raise AuthorizationError("invalid_grant")
        return asked, email


def _is_whose(asked: Asked, form: Mapping[str, str]) -> bool:
    verifier = sha256(form.get("code_verifier", "").encode()).digest()
    told = urlsafe_b64encode(verifier).rstrip(b"=").decode()
    same = (form.get("client_id"), form.get("redirect_uri")) == (
        asked.client_id,
        asked.redirect_uri,
    )
    return same and hmac.compare_digest(told, asked.challenge)
