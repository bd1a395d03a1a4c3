"""
Who may get an access token, and which tokens are good.

Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration", "OAuth 2.0 Client
Credentials Flow for Server-to-Server Integration", "OAuth Error Codes".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate
from jwt.types import Options

_LONGEST_SECONDS = 180
# A client that asks for three minutes to the second may be a little ahead of the org.
_SKEW_SECONDS = 5
_HOSTS = ("https://login.salesforce.com", "https://test.salesforce.com")
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class OAuthError(Exception):
    """Refuse a token in the words of the OAuth endpoint."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description

    def body(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


@dataclass(frozen=True)
class App:
    """
    The external client app of the integration.

    `certificate` is PEM text of an X.509 certificate or of a public key; without one the JWT flow
    is closed. `usernames` are the pre-authorized users.
    """

    consumer_key: str = "sandbox-consumer-key"
    consumer_secret: str = "sandbox-consumer-secret"  # noqa: S105 - opens nothing but a sandbox
    certificate: str = ""
    usernames: tuple[str, ...] = ("integration@example.com",)

    def changed(self, wishes: Mapping[str, Any]) -> "App":
        """
        Return the app with other credentials.

        Raises:
            TypeError: no such word.
        """
        told = dict(wishes)
        if "usernames" in told:
            told["usernames"] = tuple(told["usernames"])
        return replace(self, **told)

    @property
    def public_key(self) -> RSAPublicKey:
        pem = self.certificate.encode()
        is_certificate = b"CERTIFICATE" in pem
        certified = load_pem_x509_certificate(pem).public_key() if is_certificate else None
        key = certified or load_pem_public_key(pem)
        assert isinstance(key, RSAPublicKey)
        return key


@dataclass
class Sessions:
    """Remember which access token is whose."""

    _users: dict[str, str] = field(default_factory=dict)

    def open(self, token: str, user_id: str) -> None:
        self._users[token] = user_id

    def user(self, token: str) -> str | None:
        return self._users.get(token)

    def expire(self) -> None:
        """Let every token be worthless from now on."""
        self._users.clear()


def require_client(app: App, client_id: str | None, secret: str | None) -> None:
    """
    Check what the client credentials flow shows.

    Raises:
        OAuthError: invalid_client_id, invalid_client.
    """
    if client_id != app.consumer_key:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if secret != app.consumer_secret:
        raise OAuthError("invalid_client", "invalid client credentials")


def username_of(app: App, assertion: str, *, own_url: str, now: datetime) -> str:
    """
    Verify a JWT: its signature, audience, issuer, life of at most three minutes; return its user.

    Raises:
        OAuthError: invalid_client_id, invalid_grant.
    """
    if _claims(assertion).get("iss") != app.consumer_key:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    claims = _verified(app, assertion)
    if claims.get("aud") not in (*_HOSTS, own_url):
        raise OAuthError("invalid_grant", "audience is invalid")
    left = _expires(claims) - now.timestamp()
    if not 0 < left <= _LONGEST_SECONDS + _SKEW_SECONDS:
        raise OAuthError("invalid_grant", "invalid assertion")
    if claims.get("sub") not in app.usernames:
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")
    return str(claims["sub"])


def _claims(assertion: str) -> dict[str, Any]:
    try:
        return dict(jwt.decode(assertion, options={"verify_signature": False}))
    except jwt.PyJWTError as error:
        raise OAuthError("invalid_grant", "invalid assertion") from error


def _verified(app: App, assertion: str) -> dict[str, Any]:
    if not app.certificate:
        raise OAuthError("invalid_grant", "invalid assertion")
    # Expiry and audience are told apart below, by the org's own clock.
    unchecked: Options = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
    try:
        return dict(jwt.decode(assertion, app.public_key, ["RS256"], options=unchecked))
    except jwt.PyJWTError as error:
        raise OAuthError("invalid_grant", "invalid assertion") from error


def _expires(claims: Mapping[str, Any]) -> float:
    try:
        return float(claims["exp"])
    except (KeyError, TypeError, ValueError) as error:
        raise OAuthError("invalid_grant", "invalid assertion") from error
