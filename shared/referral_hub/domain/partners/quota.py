"""
What a partner lets the hub ask of it in any 24 hours, and how much of it is used.

Calls are counted by the hour, and an hour counts until all of it is a day old: what is said to be
left is never more than there is. Polls may use only what answers could not need.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from referral_hub.domain.shapes import Frozen, Moment

_DAY, _HOUR = timedelta(hours=24), timedelta(hours=1)
# When the partner says that it is used up although by our count it is not, others share it.
_ASKED_AGAIN = timedelta(minutes=15)
# Functions tell of their calls in tens: what they have not told yet must fit in here.
_KEPT_BACK = 20


class CallKind(StrEnum):
    READS = "reads"
    WRITES = "writes"


class QuotaLimits(Frozen):
    """
    Calls in any second and in any 24 hours; an answer needs up to `reads_per_write` reads for
    each write.
    """

    reads_per_second: int
    writes_per_second: int
    reads_per_day: int
    writes_per_day: int
    reads_per_write: float

    def per_day(self, kind: CallKind) -> int:
        """The day's limit less a twentieth, for what is counted late or not by us."""
        whole = self.reads_per_day if kind is CallKind.READS else self.writes_per_day
        return whole - whole // _KEPT_BACK

    def per_second(self, kind: CallKind) -> int:
        return self.reads_per_second if kind is CallKind.READS else self.writes_per_second


class QuotaLeft(Frozen):
    """
    How much the hub may still ask today: calls of one kind, within any 24 hours. `free_at` is when
    it becomes more, where nothing is left.
    """

    kind: CallKind
    limit: int
    used: int
    left: int
    free_at: Moment | None = None


class QuotaState(Frozen):
    """
    The calls of one partner by hour (`2027-03-01T12`) and kind. `refused_until` is when to try
    again what the partner itself has said to be used up.
    """

    partner_id: str
    hours: Mapping[str, Mapping[CallKind, int]] = {}
    refused_until: Mapping[CallKind, Moment] = {}
    version: int = 0

    def counted(self, calls: Mapping[CallKind, int], *, at: datetime) -> Self:
        """Count calls, and forget the hours that count no more."""
        hours = {hour: dict(counts) for hour, counts in self.hours.items() if _ends(hour) > at}
        this = hours.setdefault(f"{at.astimezone(UTC):%Y-%m-%dT%H}", {})
        for kind, count in calls.items():
            if count:
                this[kind] = this.get(kind, 0) + count
        return self.model_copy(update={"hours": {h: c for h, c in hours.items() if c}})

    def refused(self, kind: CallKind, *, at: datetime) -> Self:
        """Note that the partner takes no more calls of this kind for now."""
        until = {**self.refused_until, kind: at + _ASKED_AGAIN}
        return self.model_copy(update={"refused_until": until})

    def used(self, kind: CallKind, *, at: datetime) -> int:
        counted = (counts for hour, counts in self.hours.items() if _ends(hour) > at)
        return sum(counts.get(kind, 0) for counts in counted)

    def left(self, kind: CallKind, limits: QuotaLimits, *, at: datetime) -> int:
        until = self.refused_until.get(kind)
        if until and at < until:
            return 0
        return max(0, limits.per_day(kind) - self.used(kind, at=at))

    def spare(self, kind: CallKind, limits: QuotaLimits, *, at: datetime) -> int:
        """What is left beside all that answers could still need."""
        left = self.left(kind, limits, at=at)
        if kind is CallKind.WRITES:
            return left
        needed = self.left(CallKind.WRITES, limits, at=at) * limits.reads_per_write
        return max(0, left - int(needed))

    def free_at(self, kind: CallKind, *, at: datetime) -> datetime:
        """When the first of it is free again."""
        until = self.refused_until.get(kind)
        if until and at < until:
            return until
        ends = (_ends(hour) for hour, counts in self.hours.items() if counts.get(kind))
        return min((end for end in ends if end > at), default=at)

    def shown(self, limits: QuotaLimits, *, at: datetime) -> tuple[QuotaLeft, ...]:
        return tuple(self._shown(kind, limits, at) for kind in CallKind)

    def _shown(self, kind: CallKind, limits: QuotaLimits, at: datetime) -> QuotaLeft:
        left = self.left(kind, limits, at=at)
        return QuotaLeft(
            kind=kind,
            limit=limits.per_day(kind),
            used=self.used(kind, at=at),
            left=left,
            free_at=None if left else self.free_at(kind, at=at),
        )


def _ends(hour: str) -> datetime:
    """When the last call of an hour is a day old."""
    return datetime.fromisoformat(f"{hour}:00:00+00:00") + _HOUR + _DAY
