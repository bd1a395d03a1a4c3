"""The keys of an issuer, read once and kept for as long as they may still be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from referral_hub.domain.errors import Unavailable

Jwk = Mapping[str, Any]

# Keys that the issuer takes back count no longer than this, unless it does not answer.
LIFETIME = timedelta(minutes=15)
# How long an issuer that does not answer is taken at its last word.
PATIENCE = timedelta(hours=24)
# An issuer that answers is asked no more often than this, whatever ids tokens name.
PAUSE = timedelta(minutes=1)
# How long one that does not answer is left alone: each try may hold a request up for seconds.
AGAIN_AFTER = timedelta(seconds=10)


class IssuerKeys:
    """One per process: it is asked on every request that has a token."""

    def __init__(self, read: Callable[[], Mapping[str, Jwk]]) -> None:
        self._read = read
        self._known: Mapping[str, Jwk] = {}
        self._read_at: datetime | None = None
        self._next_try: datetime | None = None
        self._trouble: Unavailable | None = None

    def find(self, kid: str, *, now: datetime) -> Jwk | None:
        """
        Find a key by its id; None when the issuer has none like it.

        Raises:
            Unavailable: only the issuer could tell, and it does not answer.
        """
        if (kid not in self._known or not self._younger_than(LIFETIME, now)) and self._may_try(now):
            self._try(now)
        if kid in self._known and self._younger_than(PATIENCE, now):
            return self._known[kid]
        if self._trouble is not None:
            raise Unavailable(self._trouble.system, self._trouble.reason)
        return None

    def _younger_than(self, age: timedelta, now: datetime) -> bool:
        return self._read_at is not None and now - self._read_at < age

    def _may_try(self, now: datetime) -> bool:
        return self._next_try is None or now >= self._next_try

    def _try(self, now: datetime) -> None:
        try:
            self._known, self._read_at, self._trouble = self._read(), now, None
            self._next_try = now + PAUSE
        except Unavailable as trouble:
            self._trouble = trouble
            self._next_try = now + AGAIN_AFTER
