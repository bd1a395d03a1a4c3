"""
Partner Central's quotas: how fast this process calls, and how much the account may call in a day.

Reads are what Get and List operations do, all others write: 10 reads and 1 write in any second,
100,000 reads and 10,000 writes in any 24 hours (Partner Central API reference, "Quotas").
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from referral_hub.adapters.partner_context import Waits
from referral_hub.domain.partners.quota import CallKind, QuotaLimits

# An accepted referral takes two writes and up to five reads.
LIMITS = QuotaLimits(
    reads_per_second=10,
    writes_per_second=1,
    reads_per_day=100_000,
    writes_per_day=10_000,
    reads_per_write=2.5,
)
_SECOND = 1.0
# A little more than a second: calls take longer or shorter on their way.
_BETWEEN_WRITES = timedelta(milliseconds=1050)


def kind_of(operation: str) -> CallKind:
    """Tell which quota an operation, named as botocore names it, draws on."""
    return CallKind.READS if operation.startswith(("get_", "list_")) else CallKind.WRITES


class Pace:
    """
    Keep this process within what AWS allows in a second. Others keep their own: when together they
    are too fast, AWS says so, and the call is tried again later.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._last = {kind: deque[float](maxlen=LIMITS.per_second(kind)) for kind in CallKind}

    def keep(self, kind: CallKind) -> None:
        """Wait, less than a second, until another call is in time."""
        last = self._last[kind]
        if len(last) == last.maxlen and (early := last[0] + _SECOND - self._clock()) > 0:
            self._sleep(early)
        last.append(self._clock())


class PaceInLine:
    """
    Keep the pace of this process, and let each write wait for its slot among those of all: for who
    writes a lot at once, and would be refused most of the time.
    """

    def __init__(self, pace: Pace, line: Waits) -> None:
        self._pace = pace
        self._line = line

    def keep(self, kind: CallKind) -> None:
        """
        Wait until another call is in time.

        Raises:
            Unavailable: too many wait already.
        """
        if kind is CallKind.WRITES:
            self._line.wait(_BETWEEN_WRITES)
        self._pace.keep(kind)
