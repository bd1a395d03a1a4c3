"""A partner's quota: counted where the calls are made, shared by all, and never overdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.aws.pace import Pace, kind_of
from referral_hub.adapters.quota import TOLD_AT_ONCE, SharedQuota
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.quota import CallKind, QuotaLimits
from referral_hub.ports import Item
from referral_hub.records.quotas import Quotas
from tests.builders import Clock

READS, WRITES = CallKind.READS, CallKind.WRITES
LIMITS = QuotaLimits(
    reads_per_second=10,
    writes_per_second=1,
    reads_per_day=1000,
    writes_per_day=100,
    reads_per_write=2.5,
)


class CountingTable(MemoryTable):
    writes = 0

    def put(self, item: Item, *, version: int) -> None:
        self.writes += 1
        super().put(item, version=version)


class Account:
    """One partner account, and processes that call it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.table = CountingTable()

    def process(self) -> SharedQuota:
        return SharedQuota(Quotas(self.table), "aws", LIMITS, self.clock)


@pytest.fixture
def account() -> Account:
    return Account()


def taken(quota: SharedQuota, kind: CallKind, **how: Any) -> int:
    """How many calls are let through."""
    count = 0
    while True:
        try:
            quota.take(kind, **how)
        except Unavailable:
            return count
        count += 1


def test_a_day_has_as_many_writes_as_the_partner_allows_less_a_margin(account: Account) -> None:
    assert taken(account.process(), WRITES) == 95


def test_processes_share_what_there_is(account: Account) -> None:
    first, second = account.process(), account.process()

    used = taken(first, WRITES)
    account.clock.advance(seconds=60)

    assert taken(second, WRITES) < TOLD_AT_ONCE
    assert used == 95


def test_what_processes_have_not_told_fits_in_the_margin_many_times_over(
    account: Account,
) -> None:
    processes = [account.process() for _ in range(5)]
    made = 0

    for _ in range(200):
        for process in processes:
            account.clock.advance(seconds=13)
            try:
                process.take(WRITES)
            except Unavailable:
                continue
            made += 1

    assert made <= 95 + len(processes) * (TOLD_AT_ONCE - 1)


def test_a_write_to_the_table_tells_of_ten_calls(account: Account) -> None:
    quota = account.process()

    for _ in range(95):
        quota.take(READS)

    assert account.table.writes == 9


def test_what_is_used_up_says_when_it_is_free_again(account: Account) -> None:
    quota = account.process()
    taken(quota, WRITES)

    with pytest.raises(Unavailable, match="free again at 2027-03-02 13:00 UTC") as trouble:
        quota.take(WRITES)

    assert trouble.value.cause is Cause.QUOTA


def test_a_day_later_all_of_it_is_free_again(account: Account) -> None:
    quota = account.process()
    taken(quota, WRITES)

    account.clock.advance(hours=24, minutes=59)
    early = taken(quota, WRITES)
    account.clock.advance(minutes=1)

    # The few that were not told yet count from when they are.
    assert early == 0
    assert taken(quota, WRITES) > 95 - TOLD_AT_ONCE


def test_polls_leave_the_reads_that_answers_need(account: Account) -> None:
    quota = account.process()

    polled = taken(quota, READS, spare=True)

    assert polled == 950 - int(95 * 2.5)
    assert taken(quota, READS) == int(95 * 2.5)


def test_the_fewer_answers_there_can_be_the_more_polls_may_read(account: Account) -> None:
    quota = account.process()
    taken(quota, WRITES)

    assert taken(quota, READS, spare=True) == 950


def test_a_refusal_of_the_partner_counts_for_all_at_once(account: Account) -> None:
    first, second = account.process(), account.process()
    first.refused(WRITES)

    refused = taken(second, WRITES)
    account.clock.advance(minutes=15)

    assert refused == 0
    assert taken(second, WRITES) == 95


def test_what_is_left_is_shown_by_kind(account: Account) -> None:
    quota = account.process()
    for _ in range(3):
        quota.take(WRITES)

    reads, writes = quota.left()

    assert (reads.kind, reads.used, reads.left, reads.free_at) == (READS, 0, 950, None)
    assert (writes.kind, writes.limit, writes.used, writes.left) == (WRITES, 95, 3, 92)


class Seconds:
    """Time that passes only when somebody sleeps."""

    now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(("kind", "calls", "least"), [(WRITES, 5, 4.0), (READS, 41, 4.0)])
def test_a_process_keeps_within_a_second_what_aws_allows(
    kind: CallKind, calls: int, least: float
) -> None:
    seconds = Seconds()
    pace = Pace(sleep=seconds.sleep, clock=seconds)

    for _ in range(calls):
        pace.keep(kind)

    assert seconds.now - 100.0 == pytest.approx(least)


def test_reads_are_what_gets_and_lists() -> None:
    assert kind_of("get_opportunity") is READS
    assert kind_of("list_opportunities") is READS
    assert kind_of("start_engagement_by_accepting_invitation_task") is WRITES
    assert kind_of("update_opportunity") is WRITES


def test_a_count_that_others_are_faster_to_tell_is_told_with_the_next_call(
    account: Account,
) -> None:
    quota, other = account.process(), account.process()
    for _ in range(TOLD_AT_ONCE):
        quota.take(WRITES)
        other.take(WRITES)
    account.clock.advance(seconds=60)

    (_, writes) = account.process().left()

    assert writes.used == 2 * TOLD_AT_ONCE
