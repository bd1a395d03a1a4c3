"""What people do with a reward, and what is refused them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.refusals import (
    HoldIsOver,
    InPayout,
    NothingToApprove,
    NothingToDecline,
    NothingToHold,
    NothingToRelease,
)
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.domain.rewards.settling import paid
from referral_hub.domain.rewards.story import story_of
from tests.builders import NOON
from tests.domain.rewards.examples import (
    ADMIN,
    a_reward,
    earned,
    in_days,
    reopened,
    settle_anew,
)

WAITS = a_reward(earned(needs_approval=True))
ISSUED = a_reward()
BY_POLICY = a_reward(earned(held_until=in_days(9)))
ON_ITS_WAY = ISSUED.joined_to("p-1", by=ADMIN, at=NOON)
PAID = paid(ON_ITS_WAY, 125_000, payout_id="p-1", reference="SEPA 9", at=NOON)
REVERSED = settle_anew(ISSUED, reopened())
DECLINED = WAITS.declined(by=ADMIN, at=NOON, why="a test deal")


def test_what_is_approved_is_issued_and_says_who_approved_it() -> None:
    reward = WAITS.approved(by=ADMIN, at=NOON, why="seen the contract")

    assert (reward.state, reward.approved_minor) == (RewardState.ISSUED, 125_000)
    assert (reward.transitions[-2].by, reward.transitions[-2].why) == (ADMIN, "seen the contract")


def test_what_is_approved_while_it_is_held_is_issued_when_its_hold_is_over() -> None:
    both = a_reward(earned(needs_approval=True, held_until=in_days(9)))

    approved = both.approved(by=ADMIN, at=NOON)

    assert approved.state is RewardState.HELD
    assert approved.woken(at=NOON + timedelta(days=9)).state is RewardState.ISSUED
    assert both.woken(at=NOON + timedelta(days=9)).state is RewardState.NEW


@pytest.mark.parametrize("reward", [ISSUED, PAID, REVERSED, DECLINED, BY_POLICY])
def test_what_waits_for_no_approval_cannot_be_approved(reward: Reward) -> None:
    with pytest.raises(NothingToApprove):
        reward.approved(by=ADMIN, at=NOON)


@pytest.mark.parametrize("reward", [WAITS, ISSUED, BY_POLICY])
def test_what_is_not_paid_can_be_declined_and_held(reward: Reward) -> None:
    declined = reward.declined(by=ADMIN, at=NOON, why="the code was bought")
    held = reward.held(by=ADMIN, at=NOON, why="whose code is it?")

    assert (declined.state, declined.outstanding_minor) == (RewardState.DECLINED, 0)
    assert (held.state, held.outstanding_minor) == (RewardState.HELD, 0)
    assert declined.transitions[-1].why == "the code was bought"


@pytest.mark.parametrize(
    ("reward", "refusals"),
    [
        (ON_ITS_WAY, (InPayout, InPayout)),
        (PAID, (NothingToDecline, NothingToHold)),
        (REVERSED, (NothingToDecline, NothingToHold)),
        (settle_anew(PAID, earned(100_000)), (NothingToDecline, NothingToHold)),
    ],
)
def test_what_is_paid_or_on_its_way_can_neither_be_declined_nor_held(
    reward: Reward, refusals: tuple[type[HubError], type[HubError]]
) -> None:
    with pytest.raises(refusals[0]):
        reward.declined(by=ADMIN, at=NOON, why="no")

    with pytest.raises(refusals[1]):
        reward.held(by=ADMIN, at=NOON, why="wait")


def test_declining_again_changes_nothing_and_a_declined_reward_is_not_held() -> None:
    assert DECLINED.declined(by=ADMIN, at=NOON, why="again") == DECLINED

    with pytest.raises(NothingToHold):
        DECLINED.held(by=ADMIN, at=NOON, why="wait")


def test_the_rest_of_a_paid_reward_can_be_declined_and_what_was_paid_stays() -> None:
    more = settle_anew(PAID, earned(150_000))

    declined = more.declined(by=ADMIN, at=NOON, why="the raise is not ours")

    assert (declined.state, declined.paid_minor) == (RewardState.DECLINED, 125_000)
    assert declined.outstanding_minor == 0


def test_a_hold_ends_when_somebody_releases_it_or_on_its_day() -> None:
    held = ISSUED.held(by=ADMIN, at=NOON, why="whose code is it?", until=in_days(5))

    assert held.held(by=ADMIN, at=NOON, why="whose code is it?", until=in_days(5)) == held
    assert held.released(by=ADMIN, at=NOON).state is RewardState.ISSUED
    assert held.woken(at=NOON + timedelta(days=4)) == held
    assert held.woken(at=NOON + timedelta(days=5)).state is RewardState.ISSUED


def test_a_hold_without_a_day_ends_by_itself_never() -> None:
    held = ISSUED.held(by=ADMIN, at=NOON, why="whose code is it?")

    assert held.wakes_on is None
    assert held.woken(at=NOON + timedelta(days=900)) == held


def test_a_hold_until_a_day_that_is_over_is_refused() -> None:
    with pytest.raises(HoldIsOver):
        ISSUED.held(by=ADMIN, at=NOON, why="wait", until=in_days(0))


def test_nobody_releases_what_only_the_policy_holds() -> None:
    with pytest.raises(NothingToRelease, match="its policy holds it until 2027-03-10"):
        BY_POLICY.released(by=ADMIN, at=NOON)

    both = BY_POLICY.held(by=ADMIN, at=NOON, why="wait")
    assert both.released(by=ADMIN, at=NOON).state is RewardState.HELD


def test_a_hold_stays_when_a_deal_is_won_again() -> None:
    held = ISSUED.held(by=ADMIN, at=NOON, why="whose code is it?")

    again = settle_anew(settle_anew(held, reopened()), earned())

    assert (again.state, again.outstanding_minor) == (RewardState.HELD, 0)


def test_the_timeline_tells_every_step_with_its_amount() -> None:
    told = [(entry.what, entry.why) for entry in story_of(PAID)]

    assert told[0] == ("reward.new", "1250.00 EUR: earned: 1250.00 EUR")
    assert told[-1] == ("reward.paid", "1250.00 EUR: payout p-1 was paid: SEPA 9")
    assert len(told) == len(PAID.transitions)
