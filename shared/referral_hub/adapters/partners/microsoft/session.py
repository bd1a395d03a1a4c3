"""
Signing in: the refresh token of a user who consented, since the referrals API knows no app alone.

Each use of a refresh token brings a new one, and the used one stays good for its own 90 days
(Microsoft Learn, "Refresh tokens in the Microsoft identity platform"). So two functions may refresh
at once, and a crash before the new token is kept costs nothing. What is kept is the token together
with what it brought: functions share an access token, and Secrets Manager is written to once an
hour. It asks for no more than once in ten minutes (API reference, PutSecretValue).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from referral_hub.domain.errors import Unavailable

from .places import Places
from .sign_in_errors import (
    is_spent,
    lacking,
    refused_sign_in,
    unusable_tenant,
)
from .wire import Wire, unreadable

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# An access token that lapses on its way is refused.
_SPARE = timedelta(minutes=5)
# A refresh token that nobody uses lapses after 90 days.
_IDLE = timedelta(days=7)
_LONGEST = timedelta(days=1)

Members = Mapping[str, str]


class Secret(Protocol):
    """The partner's own secret: `adapters.secrets.Secret`."""

    def __call__(self) -> Members: ...

    def fresh(self) -> Members: ...

    def put(self, members: Members) -> None: ...


@dataclass(frozen=True)
class Token:
    """An access token and when it lapses. Its repr does not show it."""

    text: str = field(repr=False)
    until: datetime

    def counts(self, now: datetime) -> bool:
        return now < self.until - _SPARE


class Session:
    """The sign-ins of one partner, one for each resource. Thread-safe."""

    def __init__(
        self, wire: Wire, places: Places, secret: Secret, clock: Callable[[], datetime]
    ) -> None:
        self._wire = wire
        self._places = places
        self._secret = secret
        self._clock = clock
        self._known: dict[str, Token] = {}
        self._lock = threading.Lock()

    def token(self, resource: str) -> Token:
        """
        Raises:
            Unavailable: Microsoft does not sign the hub in, with the cause `signed_out`, or could
                not be asked; or the new refresh token could not be kept.
        """
        with self._lock:
            known = self._known.get(resource) or self._shared(resource, self._secret())
            if known is None or not known.counts(self._clock()):
                known = self._anew(resource, known)
            self._known[resource] = known
            return known

    def renew(self, resource: str, spent: Token) -> Token:
        """Sign in again after a token was refused, unless another function did. Raises so, too."""
        with self._lock:
            self._known[resource] = self._anew(resource, spent)
            return self._known[resource]

    def keep_alive(self) -> None:
        """Use the refresh token once a week, so that it does not lapse. Raises as `token` does."""
        with self._lock:
            members, resource = self._secret(), self._places.referrals_resource
            shared = self._shared(resource, members)
            if shared is None or shared.until < self._clock() - _IDLE:
                self._known[resource] = self._signed_in(resource, members)

    def _anew(self, resource: str, spent: Token | None) -> Token:
        """Take what another function signed in for meanwhile, or do it."""
        members = self._secret.fresh()
        shared = self._shared(resource, members)
        if shared and shared != spent and shared.counts(self._clock()):
            return shared
        return self._signed_in(resource, members)

    def _shared(self, resource: str, members: Members) -> Token | None:
        """The access token that some function kept with the refresh token it came with."""
        text, until = members.get("access_token", ""), members.get("access_token_until", "")
        if resource != self._places.referrals_resource or not text:
            return None
        try:
            return Token(text, datetime.fromisoformat(until))
        except ValueError:
            return None

    def _signed_in(self, resource: str, members: Members) -> Token:
        try:
            return self._refreshed(resource, members)
        except Unavailable as trouble:
            latest = self._secret.fresh()
            # An admin may have put a new one, or another function may have been faster.
            if is_spent(trouble) and _differ(latest, members):
                return self._refreshed(resource, latest)
            raise

    def _refreshed(self, resource: str, members: Members) -> Token:
        form = urlencode(_form(resource, members)).encode()
        url = self._places.token(_tenant(members))
        answer = self._wire.exchange("POST", url, _FORM, form)
        told = answer.told()
        if not told.get("access_token"):
            raise refused_sign_in(answer)
        token = Token(str(told["access_token"]), self._clock() + _lifetime(told.get("expires_in")))
        self._keep(resource, token, str(told.get("refresh_token") or ""), members)
        return token

    def _keep(self, resource: str, token: Token, rotated: str, used: Members) -> None:
        """Write the new refresh token down before anything is done with what it came with."""
        latest = self._secret.fresh()
        # What an admin or another function put meanwhile counts: theirs is as good, or better.
        if _differ(latest, used):
            return
        kept = {**latest, "refresh_token": rotated or used["refresh_token"]}
        if resource == self._places.referrals_resource:
            until = token.until.isoformat()
            kept |= {"access_token": token.text, "access_token_until": until}
        self._secret.put(kept)


def _differ(latest: Members, used: Members) -> bool:
    names = ("tenant_id", "client_id", "client_secret", "refresh_token")
    return any(latest.get(name) != used.get(name) for name in names)


def _form(resource: str, members: Members) -> dict[str, str]:
    for name in ("client_id", "refresh_token"):
        if not members.get(name):
            raise lacking(name)
    form = {
        "grant_type": "refresh_token",
        "client_id": members["client_id"],
        "refresh_token": members["refresh_token"],
        "scope": f"{resource}/.default offline_access",
    }
    secret = members.get("client_secret")
    return {**form, "client_secret": secret} if secret else form


def _tenant(members: Members) -> str:
    """It becomes part of an address: nothing but the letters of a GUID or a domain."""
    tenant = members.get("tenant_id", "")
    if not tenant:
        raise lacking("tenant_id")
    if not tenant.isascii() or not tenant.replace("-", "").replace(".", "").isalnum():
        raise unusable_tenant()
    return tenant


def _lifetime(told: object) -> timedelta:
    try:
        return min(timedelta(seconds=int(str(told))), _LONGEST)
    except (ValueError, OverflowError):
        raise unreadable("does not say how long the access token lives") from None
