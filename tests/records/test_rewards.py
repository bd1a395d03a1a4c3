"""Rewards as they are kept: with their entries in the ledger, and in the lists that they are in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.errors import Conflict
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.records.items import every
from referral_hub.records.rewards import Rewards, ledger_of, listed_at
from tests.builders import NOON
from tests.domain.rewards.examples import (
    ADMIN,
    NADJA,
    NUMBER,
    TODAY,
    a_reward,
    earned,
    in_days,
    reopened,
    settle_anew,
)


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def rewards(table: MemoryTable) -> Rewards:
    return Rewards(table)


def kept(rewards: Rewards, after: Reward) -> Reward:
    rewards.table.put_all(rewards.writes_of(rewards.find(after.number), after))
    return rewards.get(after.number)


def test_a_reward_is_kept_with_its_entries_and_its_place(
    rewards: Rewards, table: MemoryTable
) -> None:
    reward = kept(rewards, a_reward())

    assert reward.version == 1
    assert [item["sk"] for item in every(table, ledger_of(NADJA))] == [
        "2027-03-01T12:00:00Z#T-000001#000001#issue"
    ]
    assert list(rewards.of_referrer(NADJA)) == [reward]


def test_a_reward_that_did_not_change_is_not_written(rewards: Rewards) -> None:
    reward = kept(rewards, a_reward())

    assert rewards.writes_of(reward, settle_anew(reward, earned())) == []
    assert rewards.writes_of(None, None) == []


def test_of_two_who_settle_one_reward_at_once_one_looks_again(rewards: Rewards) -> None:
    seen = kept(rewards, a_reward())
    kept(rewards, settle_anew(seen, reopened()))

    with pytest.raises(Conflict):
        rewards.table.put_all(rewards.writes_of(seen, settle_anew(seen, earned(5))))

    changed = rewards.change(NUMBER, lambda now: settle_anew(now, earned(7)))
    assert (changed.minor, changed.version) == (7, 3)


def test_rewards_are_listed_by_state_partner_and_referrer_newest_first(rewards: Rewards) -> None:
    old = kept(rewards, a_reward())
    declined = kept(
        rewards, a_reward(number="T-000002").declined(by=ADMIN, at=NOON, why="a test deal")
    )

    assert list(rewards.newest()) == [declined, old]
    assert list(rewards.newest(states=[RewardState.ISSUED])) == [old]
    assert list(rewards.newest(partner_ids=["harbour"], states=[RewardState.DECLINED])) == [
        declined
    ]
    assert list(rewards.newest(partner_ids=["lumen"])) == []
    assert list(rewards.of_referrer(NADJA, before=listed_at(declined))) == [old]


def test_held_rewards_are_found_on_the_day_on_which_their_hold_is_over(rewards: Rewards) -> None:
    by_policy = kept(rewards, a_reward(earned(held_until=in_days(5))))
    kept(rewards, a_reward(number="T-000002").held(by=ADMIN, at=NOON, why="whose code is it?"))

    assert list(rewards.held_until(in_days(4))) == []
    assert list(rewards.held_until(in_days(5))) == [by_policy]


def test_what_is_to_be_paid_is_found_by_its_day_and_debts_at_once(rewards: Rewards) -> None:
    due = kept(rewards, a_reward(earned(payout_date=in_days(5))))
    waits = a_reward(earned(payout_date=in_days(5)), number="T-000002")
    kept(rewards, waits.model_copy(update={"payout_id": "p-1"}))
    debt = a_reward(earned(payout_date=in_days(5)), number="T-000003")
    debt = kept(rewards, settle_anew(debt.model_copy(update={"paid_minor": 9}), earned(4)))

    assert list(rewards.to_pay_by(in_days(4))) == [debt]
    assert list(rewards.to_pay_by(in_days(5))) == [debt, due]


def test_a_reward_without_a_day_is_to_be_paid_at_once(rewards: Rewards) -> None:
    due = kept(rewards, a_reward())

    assert list(rewards.to_pay_by(TODAY - timedelta(days=1))) == [due]
