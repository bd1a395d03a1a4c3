"""
Who may get an access token: the refresh grant of Microsoft Entra ID, for one user of one tenant.

Sources: Microsoft Learn, "Refresh tokens in the Microsoft identity platform" (90 days; a new one
with every use, and the old one is not revoked by it; one token for several resources) and
"Microsoft Entra authentication and authorization error codes" (the AADSTS numbers).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.partner_center.behaviour import Behaviour

REFERRALS = "https://api.partner.microsoft.com"
WEBHOOKS = "https://api.partnercenter.microsoft.com"
_RESOURCES = (REFERRALS, WEBHOOKS)


class TokenError(Exception):
    """A refusal of the token endpoint; `number` is the AADSTS one."""

    def __init__(self, error: str, number: int, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: AADSTS{number}: {description}")
        self.error = error
        self.number = number
        self.description = description
        self.status = status


@dataclass(frozen=True)
class App:
    """The app registration of the integration; without a secret it is a public client."""

    tenant: str = "9c1f4a6e-2b77-4d57-9d0a-5d1c0c4f7a11"
    client_id: str = "5e0d2c1b-7a43-4c58-8a3f-0f6a4f7b9c22"
    client_secret: str = "sandbox-client-secret"  # noqa: S105 - opens nothing but a sandbox
    refresh_token: str = "sandbox-refresh-token"  # noqa: S105 - opens nothing but a sandbox

    def changed(self, wishes: Mapping[str, Any]) -> "App":
        """
        Return the app with other credentials.

        Raises:
            TypeError: no such word.
        """
        return replace(self, **wishes)


@dataclass
class _Refresh:
    lapses: datetime
    spent_until: datetime | None = None
    is_revoked: bool = False


@dataclass(frozen=True)
class _Access:
    resource: str
    lapses: datetime


@dataclass
class Tokens:
    """Remember every token that was given, and which of them are still good."""

    _refresh: dict[str, _Refresh] = field(default_factory=dict)
    _access: dict[str, _Access] = field(default_factory=dict)

    def consent(self, now: datetime, behaviour: Behaviour, token: str = "") -> str:
        """Let the user sign in, with MFA, and return the refresh token of that."""
        given = token or f"0.{secrets.token_urlsafe(40)}"
        lapses = now + timedelta(seconds=behaviour.refresh_token_seconds)
        self._refresh[given] = _Refresh(lapses)
        return given

    def revoke(self) -> None:
        """Let every refresh token be worthless, as after a change of the user's password."""
        for token in self._refresh.values():
            token.is_revoked = True

    def expire_access(self) -> None:
        """Let every access token be worthless; refresh tokens stay good."""
        self._access.clear()

    def redeem(self, token: str, resource: str, now: datetime, behaviour: Behaviour) -> str:
        """
        Take a refresh token and return an access token for the resource.

        Raises:
            TokenError: invalid_grant.
        """
        held = self._refresh.get(token)
        if held is None:
            raise TokenError("invalid_grant", 9002313, "Request is malformed or invalid.")
        _require_good(held, now)
        grace = behaviour.old_refresh_token_seconds
        if grace >= 0 and held.spent_until is None:
            held.spent_until = now + timedelta(seconds=grace)
        return self._open(resource, now + timedelta(seconds=behaviour.access_token_seconds))

    def resource_of(self, access_token: str, now: datetime) -> str | None:
        """Return the API that an access token opens; None when it opens none any more."""
        held = self._access.get(access_token)
        return held.resource if held and held.lapses > now else None

    def _open(self, resource: str, lapses: datetime) -> str:
        token = f"access-{secrets.token_urlsafe(24)}"
        self._access[token] = _Access(resource, lapses)
        return token


def _require_good(held: _Refresh, now: datetime) -> None:
    if held.is_revoked or (held.spent_until is not None and now > held.spent_until):
        told = "The provided grant has expired due to it being revoked."
        raise TokenError("invalid_grant", 50173, told)
    if now >= held.lapses:
        told = "The refresh token has expired due to inactivity."
        raise TokenError("invalid_grant", 700082, told)


def resource_in(scope: str) -> str:
    """
    Return the API that a scope asks for, e.g. `https://api.partner.microsoft.com/.default`.

    Raises:
        TokenError: invalid_scope.
    """
    wanted = {part.rsplit("/", 1)[0] for part in scope.split() if part.startswith("https://")}
    if len(wanted) != 1 or not wanted <= set(_RESOURCES):
        told = f"The provided value for the input parameter 'scope' isn't valid: {scope}."
        raise TokenError("invalid_scope", 70011, told)
    return wanted.pop()
