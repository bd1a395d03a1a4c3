"""The pace AWS allows one partner account: so many reads and so many writes in any one second."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.partner_central.errors import ThrottlingError

_WINDOW = timedelta(seconds=1)


@dataclass
class Pace:
    """Remember the calls of the last second, reads and writes apart."""

    _reads: deque[datetime] = field(default_factory=deque)
    _writes: deque[datetime] = field(default_factory=deque)

    def admit(self, operation: str, now: datetime, *, reads: int, writes: int) -> None:
        """
        Count one call; a limit of 0 means none.

        Raises:
            ThrottlingError: the last second is full.
        """
        is_read = operation.startswith(("Get", "List"))
        recent, limit = (self._reads, reads) if is_read else (self._writes, writes)
        while recent and recent[0] <= now - _WINDOW:
            recent.popleft()
        if limit and len(recent) >= limit:
            raise ThrottlingError(f"Rate exceeded: {limit} {'reads' if is_read else 'writes'}/s.")
        recent.append(now)
