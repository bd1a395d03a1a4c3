"""What a referral earns is settled in the write that says how far it got."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.lifecycles.following import follow
from referral_hub.domain.errors import Conflict
from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.rewards.entries import LedgerEntry
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.hub import Hub
from referral_hub.ports import Write
from referral_hub.records.items import every, from_item
from referral_hub.records.rewards import ledger_of
from tests.application.lifecycles.stage import Followers
from tests.builders import a_hub
from tests.lifecycle_records import (
    a_lead,
    a_qualified_lead,
    a_win,
    an_opportunity,
    with_codes,
)

REFERRER = "harbour-sales"
OF_A_WON_SALE = (
    a_lead(1),
    a_qualified_lead(2),
    an_opportunity(3, code=""),
    a_win(4),
    an_opportunity(5),
    a_win(6, amount="8000.00"),
)


class TestEarning(Followers):
    def reward(self, number: str = "T-000001") -> Reward:
        return self.hub.lifecycle_desk.rewards.get(number)

    def test_the_reward_is_issued_at_once_on_the_win(self) -> None:
        self.hear(a_lead(1), a_qualified_lead(2))

        self.hear(a_win(3))

        assert (self.reward().state, self.reward().minor) == (RewardState.ISSUED, 125_000)
        assert self.reward().partner_id == "harbour"

    def test_a_win_told_a_hundred_times_is_rewarded_once(self) -> None:
        self.hear(a_win(3))
        once = self.reward()

        self.hear(*[a_win(minutes) for minutes in range(4, 104)])

        assert self.reward() == once

    def test_a_deal_that_is_opened_again_takes_its_reward_back(self) -> None:
        self.hear(a_win(3), an_opportunity(4))

        assert (self.reward().state, self.reward().minor) == (RewardState.REVERSED, 0)

    def test_another_amount_after_the_win_is_another_reward(self) -> None:
        self.hear(a_win(3), a_win(4, amount="8000.00"))

        assert (self.reward().state, self.reward().minor) == (RewardState.ISSUED, 80_000)

    def test_two_rewarded_referrals_of_one_sale_keep_one_reward(self) -> None:
        self.hear(a_lead(1), a_win(2, record_id="0069", lead_id="00Q1"), a_win(3))
        assert self.reward("T-000001").minor == self.reward("T-000002").minor

        self.hear(a_qualified_lead(4))

        assert self.reward("T-000001").state is RewardState.ISSUED
        taken_back = self.reward("T-000002")
        assert taken_back.state is RewardState.REVERSED
        assert "T-000001" in taken_back.transitions[-1].why

    def test_of_two_referrals_of_one_sale_the_one_with_the_reward_stays(self) -> None:
        self.hear(a_lead(1), a_win(2), a_qualified_lead(3))

        assert self.referral.number == "T-000002"
        assert self.reward("T-000002").state is RewardState.ISSUED


@settings(max_examples=60)
@given(told=st.permutations(OF_A_WON_SALE), again=st.lists(st.sampled_from(OF_A_WON_SALE)))
def test_in_any_order_and_told_again_a_sale_earns_what_it_earns_in_order(
    told: Sequence[RecordSeen], again: list[RecordSeen]
) -> None:
    in_order = _outcome(OF_A_WON_SALE)

    assert _outcome([*told, *again]) == in_order == ("close", 80_000, RewardState.ISSUED, 80_000)


def _outcome(told: Sequence[RecordSeen]) -> tuple[str, int, RewardState, int]:
    """How far the one sale got, its reward, and what the ledger says is owed in all."""
    hub = with_codes(a_hub())
    for seen in told:
        follow(seen=seen, now=hub.clock(), desk=hub.lifecycle_desk)
    (referral,) = hub.lifecycle_desk.tracked.newest()
    reward = hub.lifecycle_desk.rewards.get(referral.number)
    return (referral.event, reward.minor, reward.state, _owed(hub))


def _owed(hub: Hub) -> int:
    entries = (from_item(LedgerEntry, item) for item in every(hub.table, ledger_of(REFERRER)))
    return sum(entry.minor for entry in entries)


class Overtaken(MemoryTable):
    """A table in which somebody else is faster, so many times."""

    times = 0

    def put_all(self, writes: Sequence[Write]) -> None:
        if self.times:
            self.times -= 1
            raise Conflict("somebody was faster")
        super().put_all(writes)


def _a_hub_with(table: MemoryTable) -> Any:
    return with_codes(a_hub(table=table))


def test_whoever_is_overtaken_looks_again() -> None:
    table = Overtaken()
    hub = _a_hub_with(table)
    table.times = 3

    follow(seen=a_win(3), now=hub.clock(), desk=hub.lifecycle_desk)

    assert len(list(hub.lifecycle_desk.tracked.newest())) == 1


def test_what_cannot_be_written_leaves_nothing_behind() -> None:
    table = Overtaken()
    hub = _a_hub_with(table)
    table.times = 99

    with pytest.raises(Conflict):
        follow(seen=a_win(3), now=hub.clock(), desk=hub.lifecycle_desk)

    assert list(hub.lifecycle_desk.tracked.newest()) == []
    assert hub.lifecycle_desk.rewards.find("T-000001") is None
