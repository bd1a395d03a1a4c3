"""
A partner's quota, counted in this process and shared with the others in tens.

Each function counts for itself and tells the table of ten calls at a time: a tenth of a write per
call. So at any moment the shared count misses up to nine calls of each process at work; the
twentieth of the limit that is kept back has room for 50 processes even of a quota of 10,000. A
process that Lambda ends takes up to nine calls with it. Where both are not enough, the partner
itself refuses, and that is told to all at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.partners.quota import CallKind, QuotaLeft, QuotaLimits, QuotaState
from referral_hub.records.quotas import Quotas

TOLD_AT_ONCE = 10
# What the others have told is looked up this often.
_FRESH = timedelta(seconds=60)


class SharedQuota:
    """`limits` are the partner's; `clock` is the hub's."""

    def __init__(
        self, quotas: Quotas, partner_id: str, limits: QuotaLimits, clock: Callable[[], datetime]
    ) -> None:
        self._quotas = quotas
        self._partner_id = partner_id
        self._limits = limits
        self._clock = clock
        self._untold: Counter[CallKind] = Counter()
        self._known: QuotaState | None = None
        self._known_at = clock()

    def take(self, kind: CallKind, *, spare: bool = False) -> None:
        now = self._clock()
        state = self._state(now)
        left = state.spare if spare else state.left
        if not left(kind, self._limits, at=now):
            raise self._used_up(kind, state, spare=spare, now=now)
        self._untold[kind] += 1
        if self._untold.total() >= TOLD_AT_ONCE:
            self._tell(now)

    def refused(self, kind: CallKind) -> None:
        now = self._clock()
        self._known = self._change(lambda state: state.refused(kind, at=now))

    def left(self) -> tuple[QuotaLeft, ...]:
        now = self._clock()
        return self._state(now).shown(self._limits, at=now)

    def _state(self, now: datetime) -> QuotaState:
        """What all have told, and what this process has not told yet."""
        if self._known is None or now - self._known_at >= _FRESH:
            self._known, self._known_at = self._quotas.of(self._partner_id), now
        return self._known.counted(self._untold, at=now)

    def _tell(self, now: datetime) -> None:
        told = Counter(self._untold)
        self._known = self._change(lambda state: state.counted(told, at=now))
        self._untold -= told

    def _change(self, change: Callable[[QuotaState], QuotaState]) -> QuotaState | None:
        try:
            return self._quotas.change(self._partner_id, change)
        except Conflict:
            # Many tell at once: with the next call.
            return self._known

    def _used_up(
        self, kind: CallKind, state: QuotaState, *, spare: bool, now: datetime
    ) -> Unavailable:
        free = state.free_at(kind, at=now)
        what = f"what is left of the day's {kind} is kept for answers" if spare else ""
        told = what or f"the day's {kind} are used up"
        when = f"{told}; the first are free again at {free:%Y-%m-%d %H:%M} UTC"
        return Unavailable(self._partner_id, when, cause=Cause.QUOTA)
