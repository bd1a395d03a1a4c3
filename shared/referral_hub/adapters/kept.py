"""What is read once and then kept for some minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

# What an admin changed counts soon, and a warm function does not ask each time.
MINUTES = timedelta(minutes=5)

T = TypeVar("T")


class Kept(Generic[T]):
    """The answer of `read`, asked for anew when it is as old as `lifetime`."""

    def __init__(
        self,
        read: Callable[[], T],
        clock: Callable[[], datetime],
        lifetime: timedelta = MINUTES,
    ) -> None:
        self._read = read
        self._clock = clock
        self._lifetime = lifetime
        self._known: tuple[datetime, T] | None = None

    def __call__(self) -> T:
        """Raises what `read` raises; then what was known before is kept."""
        known = self._known
        return known[1] if known and self._counts(known[0]) else self.fresh()

    @property
    def is_known(self) -> bool:
        """Whether the next call gives an answer without asking."""
        return self._known is not None and self._counts(self._known[0])

    def fresh(self) -> T:
        """Ask, whatever is kept, and keep the answer."""
        now = self._clock()
        told = self._read()
        self._known = (now, told)
        return told

    def forget(self) -> None:
        self._known = None

    def _counts(self, since: datetime) -> bool:
        return self._clock() - since < self._lifetime
