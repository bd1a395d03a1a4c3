"""
The service account: its key, the assertions that it signs, and the tokens that come of them.

Source: Google Identity, "Using OAuth 2.0 for Server to Server Applications".
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.google_partners.errors import ApiError
from sandbox.http_door import Answer

SCOPE = "https://www.googleapis.com/auth/cloudcrmpartners"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EMAIL = "hub@partner-project.iam.gserviceaccount.example"
_HOUR = timedelta(hours=1)


class SignIn:
    """`signs` counts the tokens that were given."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._tokens: dict[str, datetime] = {}
        self.signs = 0

    def key_file(self) -> dict[str, str]:
        """What Google gives to download, as far as a sign-in needs it."""
        pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return {
            "type": "service_account",
            "private_key_id": "key-1",
            "private_key": pem,
            "client_email": _EMAIL,
        }

    def forget(self) -> None:
        """Let all tokens be void."""
        self._tokens.clear()

    def token(self, form: Mapping[str, str], audience: str) -> Answer:
        """Give a token for an assertion."""
        if form.get("grant_type") != _GRANT:
            return Answer.of(400, {"error": "unsupported_grant_type"})
        try:
            claims = self._claims(form.get("assertion", ""), audience)
        except jwt.PyJWTError:
            told = {"error": "invalid_grant", "error_description": f"Invalid JWT of {_EMAIL}."}
            return Answer.of(400, told)
        if claims.get("scope") != SCOPE:
            return Answer.of(400, {"error": "invalid_scope"})
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self._clock() + _HOUR
        self.signs += 1
        return Answer.of(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def must_be_signed_in(self, header: str) -> None:
        """
        Raises:
            ApiError: nobody was given this token, or it has lapsed.
        """
        until = self._tokens.get(header.removeprefix("Bearer "))
        if until is None or until <= self._clock():
            why = "Request had invalid authentication credentials."
            raise ApiError(HTTPStatus.UNAUTHORIZED, why)

    def _claims(self, assertion: str, audience: str) -> Mapping[str, Any]:
        claims: Mapping[str, Any] = jwt.decode(
            assertion,
            self._key.public_key(),
            algorithms=["RS256"],
            audience=audience,
            issuer=_EMAIL,
            options={"verify_exp": False, "verify_iat": False},
        )
        now = self._clock().timestamp()
        if not claims["iat"] - 60 <= now < claims["exp"] <= claims["iat"] + _HOUR.total_seconds():
            raise jwt.ExpiredSignatureError
        return claims
