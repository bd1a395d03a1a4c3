"""What is read once and then kept for some minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The answer of `read`, asked for anew when it is older than `lifetime`."""

    def __init__(
        self, read: Callable[[], T], clock: Callable[[], datetime], lifetime: timedelta
    ) -> None:
        self._read = read
        self._clock = clock
        self._lifetime = lifetime
        self._known: tuple[datetime, T] | None = None

    def __call__(self) -> T:
        known, now = self._known, self._clock()
        if known is None or now - known[0] >= self._lifetime:
            known = self._known = (now, self._read())
        return known[1]

    def forget(self) -> None:
        self._known = None
