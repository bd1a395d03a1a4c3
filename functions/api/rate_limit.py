"""
A limit per key and minute, so that one client's loop does not use up what all share.

Each warm environment counts for itself: the limit is a promise to the careful, not a wall. The wall
is the throttle of the API's stage.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from .refusals import TooManyRequests

LIMIT = 600
WINDOW_SECONDS = 60

_used: Counter[str] = Counter()
_window = 0


def take_turn(key_id: str, *, now: datetime) -> dict[str, str]:
    """
    Count one request; returns the headers that say what is left
    (draft-ietf-httpapi-ratelimit-headers-11).

    Raises:
        TooManyRequests: the key has had its requests of this minute.
    """
    seconds = int(now.timestamp())
    _begin(seconds // WINDOW_SECONDS)
    _used[key_id] += 1
    left, wait = LIMIT - _used[key_id], WINDOW_SECONDS - seconds % WINDOW_SECONDS
    if left < 0:
        raise TooManyRequests(f"this key has had {LIMIT} requests this minute", wait=wait)
    return {
        "RateLimit-Policy": f'"default";q={LIMIT};w={WINDOW_SECONDS}',
        "RateLimit": f'"default";r={left};t={wait}',
    }


def _begin(window: int) -> None:
    global _window  # noqa: PLW0603 - one count per warm environment is the point
    if window != _window:
        _used.clear()
        _window = window


def forget() -> None:
    """Begin a new count, whatever the time."""
    _used.clear()
