"""
The quotas of one partner account: reads and writes, in any one second and in any 24 hours.

AWS allows 10 reads and 1 write per second, 100,000 reads and 10,000 writes per rolling 24 hours
(AWS Partner Central API reference, "Quotas"). Only calls that were let in count.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.partner_central.errors import ApiError, QuotaExceededError, ThrottlingError
from sandbox.partner_central.model_check import declares_error

_SECOND, _DAY = timedelta(seconds=1), timedelta(hours=24)


@dataclass
class _Window:
    """Remember the calls of the last so much time, and the fullest such time there ever was."""

    length: timedelta
    calls: deque[datetime] = field(default_factory=deque)
    most: int = 0

    def count(self, now: datetime) -> int:
        while self.calls and self.calls[0] <= now - self.length:
            self.calls.popleft()
        return len(self.calls)

    def add(self, now: datetime) -> None:
        self.calls.append(now)
        self.most = max(self.most, self.count(now))


@dataclass
class Quota:
    """Count the calls of one kind, `reads` or `writes`."""

    kind: str
    total: int = 0
    refused: int = 0
    second: _Window = field(default_factory=lambda: _Window(_SECOND))
    day: _Window = field(default_factory=lambda: _Window(_DAY))

    def admit(self, operation: str, now: datetime, *, per_second: int, per_day: int) -> None:
        """
        Count one call; a limit of 0 means none.

        Raises:
            ThrottlingError: the last second is full, or the day is.
            QuotaExceededError: the day is full, and the operation declares this error.
        """
        if per_second and self.second.count(now) >= per_second:
            self._refuse(ThrottlingError(f"Rate exceeded: {per_second} {self.kind}/s."))
        if per_day and self.day.count(now) >= per_day:
            told = f"Quota exceeded: {per_day} {self.kind} in 24 hours."
            is_declared = declares_error(operation, QuotaExceededError.name)
            self._refuse((QuotaExceededError if is_declared else ThrottlingError)(told))
        self._count(now)

    def _refuse(self, error: ApiError) -> None:
        self.refused += 1
        raise error

    def _count(self, now: datetime) -> None:
        self.total += 1
        self.second.add(now)
        self.day.add(now)

    def as_json(self, now: datetime) -> dict[str, Any]:
        """Tell how much is used up; `most_per_second` is the fullest second ever seen."""
        return {
            "total": self.total,
            "refused": self.refused,
            "last_second": self.second.count(now),
            "last_24_hours": self.day.count(now),
            "most_per_second": self.second.most,
        }


@dataclass
class Pace:
    """Keep the two quotas of a partner account."""

    reads: Quota = field(default_factory=lambda: Quota("reads"))
    writes: Quota = field(default_factory=lambda: Quota("writes"))

    def of(self, operation: str) -> Quota:
        """Return the quota an operation draws on: Get and List are reads, all others write."""
        return self.reads if operation.startswith(("Get", "List")) else self.writes

    def as_json(self, now: datetime) -> dict[str, Any]:
        return {"reads": self.reads.as_json(now), "writes": self.writes.as_json(now)}
