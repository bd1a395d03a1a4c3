"""
The tokens of an organisation's own sign-in, verified by the keys that it publishes.

Sources: OpenID Connect Core 1.0, sections 2 and 3.1.3.7; RFC 7519; RFC 8725, which says what goes
wrong with such tokens.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .issuer_keys import IssuerKeys, Jwk

# What fits into a header beside all others: API Gateway takes 10 KB of them.
_LONGEST = 8192
_SHAPE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}", re.ASCII)
# How far the clocks of the issuer and the hub may be apart.
LEEWAY_SECONDS = 60
# The end of the year 9999, in seconds: no clock goes further, and not every integer is a float.
_LATEST = 253_402_300_800
# What a key of each type may sign; the type is the issuer's word, not the token's.
_ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "RSA": ("RS256", "PS256"),
    "EC": ("ES256",),
    "OKP": ("EdDSA",),
}
# Of an access token too (RFC 9068); what else an issuer signs, such as notices of signing out, has
# a type of its own.
_TYPES = ("", "jwt", "at+jwt", "application/at+jwt")
# As JSON's true, and as those write it who have only texts.
_YES = (True, "true", "1")


@dataclass(frozen=True)
class OidcTokens:
    """
    Tokens of one issuer that are for one audience.

    `email_claim` says who somebody is, and `verified_claim` that the issuer has made sure of it.
    """

    issuer: str
    audience: str
    keys: IssuerKeys
    email_claim: str
    verified_claim: str

    def email_of(self, token: str, *, now: datetime) -> str:
        if len(token) > _LONGEST or not _SHAPE.fullmatch(token):
            return ""
        claims = self._claims(token, now)
        return self._verified_email(claims) if self._is_for_us(claims, now) else ""

    def _claims(self, token: str, now: datetime) -> Mapping[str, Any]:
        """What the issuer says; nothing when it has not signed this."""
        # Only requests with a token pay for what verifies them.
        import jwt  # noqa: PLC0415

        try:
            header = jwt.get_unverified_header(token)
            key = self._key_for(header, now)
            if key is None:
                return {}
            made = jwt.PyJWK(dict(key), algorithm=header["alg"])
            # The hub's clock decides, and only the hub knows what else it asks of a token.
            options: Any = {"verify_signature": True, "enforce_minimum_key_length": True} | {
                f"verify_{claim}": False
                for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
            }
            return jwt.decode(token, made, [header["alg"]], options=options)
        except (jwt.PyJWTError, ValueError, RecursionError):
            return {}

    def _key_for(self, header: Mapping[str, Any], now: datetime) -> Jwk | None:
        """
        Find the issuer's key that the token names by its id, and by nothing else: a key that a
        token brings along, or says where to get, proves nothing.
        """
        kid, algorithm = header.get("kid"), header.get("alg")
        known = any(algorithm in algorithms for algorithms in _ALGORITHMS.values())
        if not isinstance(kid, str) or not known or "crit" in header:
            return None
        if str(header.get("typ", "")).lower() not in _TYPES:
            return None
        key = self.keys.find(kid, now=now)
        return key if key is not None and _may_sign(key, str(algorithm)) else None

    def _is_for_us(self, claims: Mapping[str, Any], now: datetime) -> bool:
        # A token for several is one that the others may use here.
        audience = claims.get("aud")
        ours = audience in (self.audience, [self.audience]) and claims.get("iss") == self.issuer
        return ours and _counts(claims, now.timestamp())

    def _verified_email(self, claims: Mapping[str, Any]) -> str:
        email = claims.get(self.email_claim)
        # Whatever else vouches for an address, the issuer may say that nobody does.
        vouched = claims.get(self.verified_claim), claims.get("email_verified", True)
        if not isinstance(email, str) or not all(said in _YES for said in vouched):
            return ""
        return email


def _may_sign(key: Jwk, algorithm: str) -> bool:
    fits = algorithm in _ALGORITHMS.get(str(key.get("kty")), ())
    return fits and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm


def _counts(claims: Mapping[str, Any], now: float) -> bool:
    """Tell whether a token was issued, has begun to count, and has not ceased to."""
    issued, begins = _time(claims.get("iat")), _time(claims.get("nbf", 0))
    soon = now + LEEWAY_SECONDS
    return issued <= soon and begins <= soon and now < _time(claims.get("exp")) + LEEWAY_SECONDS


def _time(told: Any) -> float:
    """Read seconds since 1970; of what is none, a number that is neither early nor late."""
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    return float(told) if is_number and abs(told) < _LATEST else math.nan
