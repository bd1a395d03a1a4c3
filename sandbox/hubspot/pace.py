"""
How many calls HubSpot takes, and the headers that tell it.

Source: HubSpot developer docs, "API usage guidelines": windows of ten seconds for an app, a day for
the account; search has its own limit by the second and tells nothing in headers.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox.hubspot.behaviour import Behaviour
from sandbox.hubspot.errors import rate_limited

_TEN_SECONDS, _SECOND = timedelta(seconds=10), timedelta(seconds=1)
_USUAL_WINDOW, _USUAL_DAY = 190, 650_000


@dataclass
class Pace:
    """Remember recent calls; a limit of 0 is not enforced."""

    _recent: deque[datetime] = field(default_factory=deque)
    _searches: deque[datetime] = field(default_factory=deque)
    _today: tuple[date, int] = (date.min, 0)

    def admit(self, now: datetime, limits: Behaviour, *, is_search: bool) -> None:
        """
        Count one call.

        Raises:
            ApiError: 429; the call does not count.
        """
        _forget(self._recent, now - _TEN_SECONDS)
        _forget(self._searches, now - _SECOND)
        if is_search and _is_full(self._searches, limits.search_secondly_limit):
            raise rate_limited("SECONDLY")
        if _is_full(self._recent, limits.ten_secondly_limit):
            raise rate_limited("TEN_SECONDLY_ROLLING")
        if limits.daily_limit and self._used(now) >= limits.daily_limit:
            raise rate_limited("DAILY")
        (self._searches if is_search else self._recent).append(now)
        self._today = (now.date(), self._used(now) + 1)

    def headers(self, now: datetime, limits: Behaviour, *, is_search: bool) -> dict[str, str]:
        if is_search:
            return {}
        window = limits.ten_secondly_limit or _USUAL_WINDOW
        day = limits.daily_limit or _USUAL_DAY
        return {
            "X-HubSpot-RateLimit-Daily": str(day),
            "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, day - self._used(now))),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Max": str(window),
            "X-HubSpot-RateLimit-Remaining": str(max(0, window - len(self._recent))),
            "X-HubSpot-RateLimit-Secondly": str(window // 10),
            "X-HubSpot-RateLimit-Secondly-Remaining": str(max(0, window // 10)),
        }

    def _used(self, now: datetime) -> int:
        day, used = self._today
        return used if day == now.date() else 0


def _forget(calls: deque[datetime], before: datetime) -> None:
    while calls and calls[0] <= before:
        calls.popleft()


def _is_full(calls: deque[datetime], limit: int) -> bool:
    return bool(limit) and len(calls) >= limit
