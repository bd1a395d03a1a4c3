"""The line before a partner: functions that would call it at once wait for their slots."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.adapters.line import Line
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.aws.pace import Pace, PaceInLine
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.partners.quota import CallKind
from referral_hub.ports import Item
from referral_hub.records.slots import Slots

GAP = timedelta(seconds=1)


class Process:
    """A function of the hub, whose sleep is its own; `start` is when it begins."""

    def __init__(self, table: MemoryTable, start: float = 1000.0) -> None:
        self.now = start
        self.line = Line(Slots(table), "aws", clock=lambda: self.now, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def called_at(self) -> float:
        self.line.wait(GAP)
        return self.now


class Busy(MemoryTable):
    """Others are always faster."""

    def put(self, item: Item, *, version: int) -> None:
        raise Conflict(f"{item['pk']} is not at {version}")


def test_all_who_come_at_once_have_their_slots_a_gap_apart() -> None:
    table = MemoryTable()

    calls = [Process(table).called_at() for _ in range(4)]

    assert calls == [1000.0, 1001.0, 1002.0, 1003.0]


def test_who_comes_when_nobody_waits_goes_at_once() -> None:
    table = MemoryTable()
    Process(table).called_at()

    assert Process(table, start=1005.5).called_at() == 1005.5


def test_who_would_wait_too_long_takes_no_slot_and_hears_how_long_it_is() -> None:
    table = MemoryTable()
    for _ in range(21):
        Process(table).called_at()

    with pytest.raises(Unavailable) as told:
        Process(table).called_at()

    assert told.value.cause is Cause.BUSY
    assert told.value.again_after == timedelta(seconds=21)
    assert Process(table, start=1001.0).called_at() == 1021.0


def test_who_is_never_fast_enough_comes_again() -> None:
    with pytest.raises(Unavailable):
        Process(Busy()).called_at()


def test_two_partners_have_two_lines() -> None:
    table = MemoryTable()
    Process(table).called_at()
    other = Line(
        Slots(table), "harbour", clock=lambda: 1000.0, sleep=lambda _: pytest.fail("waits")
    )

    other.wait(GAP)


def test_reads_stand_in_no_line() -> None:
    process = Process(MemoryTable())
    pace = PaceInLine(Pace(sleep=process.sleep, clock=lambda: process.now), process.line)

    for kind in (CallKind.WRITES, CallKind.READS, CallKind.WRITES):
        pace.keep(kind)

    assert process.now == pytest.approx(1001.05)
