"""Whatever becomes of a reward, its entries add up to what is outstanding of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.entries import entries_between
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.domain.rewards.settling import paid, payout_failed
from tests.builders import NOON
from tests.domain.rewards.examples import ADMIN, earned, in_days, reopened, settle, too_small

DECISIONS = st.one_of(
    st.builds(
        earned,
        st.integers(0, 300),
        st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
        needs_approval=st.booleans(),
        held_until=st.sampled_from([None, in_days(-1), in_days(2)]),
        payout_date=st.sampled_from([None, in_days(3)]),
    ),
    st.just(reopened()),
    st.just(too_small()),
)
BY_HAND: dict[str, Callable[[Reward, datetime], Reward]] = {
    "approve": lambda reward, at: reward.approved(by=ADMIN, at=at),
    "decline": lambda reward, at: reward.declined(by=ADMIN, at=at, why="no"),
    "hold": lambda reward, at: reward.held(by=ADMIN, at=at, why="wait"),
    "hold for two days": lambda reward, at: reward.held(
        by=ADMIN, at=at, why="wait", until=at.date() + timedelta(days=2)
    ),
    "release": lambda reward, at: reward.released(by=ADMIN, at=at),
    "wake": lambda reward, at: reward.woken(at=at),
    "put into a payout": lambda reward, _: (
        reward.joined_to("p-1", by=ADMIN, at=NOON) if reward.payable_by(in_days(99)) else reward
    ),
}
PAYING: dict[str, Callable[[Reward, int, datetime], Reward]] = {
    "pay": lambda reward, share, at: paid(reward, share, payout_id="p-1", reference="9", at=at),
    "fail": lambda reward, _, at: payout_failed(reward, payout_id="p-1", reason="closed", at=at),
}
STEPS = st.lists(st.one_of(DECISIONS, st.sampled_from([*BY_HAND, *PAYING])), max_size=14)


def stepped(reward: Reward | None, step: Decision | str, share: int, at: datetime) -> Reward | None:
    if isinstance(step, Decision):
        return settle(reward, step, at)
    if reward is None:
        return None
    if step in BY_HAND:
        return BY_HAND[step](reward, at)
    return PAYING[step](reward, share, at) if reward.payout_id else reward


@given(STEPS)
def test_the_entries_of_a_reward_add_up_to_what_is_outstanding(steps: list[Decision | str]) -> None:
    reward, books, share = None, Counter[str](), 0

    for day, step in enumerate(steps):
        before = reward
        with suppress(HubError):
            reward = stepped(before, step, share, NOON + timedelta(days=day))
        if reward is None or reward == before:
            continue
        if before is None or not before.payout_id:
            share = reward.outstanding_minor
        for entry in entries_between(before, reward):
            books[entry.currency] += entry.minor

        assert books[reward.currency] == reward.outstanding_minor
        assert not any(owed for currency, owed in books.items() if currency != reward.currency)
        assert reward.paid_minor >= 0
        assert not (reward.payout_id and not reward.state.owed), "what is on its way is owed"
        assert (reward.state is RewardState.PAID) <= (reward.outstanding_minor == 0)


@given(st.lists(DECISIONS, min_size=1, max_size=6))
def test_a_reward_is_what_the_latest_decision_says_however_it_came_there(
    decisions: list[Decision],
) -> None:
    reward = None
    for decision in decisions:
        reward = settle(reward, decision)

    at_once = settle(None, decisions[-1])

    if at_once is None:
        assert reward is None or (reward.state, reward.minor) == (RewardState.REVERSED, 0)
    else:
        assert reward
        assert _facts(reward) == _facts(at_once)


def _facts(reward: Reward) -> Reward:
    return reward.model_copy(update={"transitions": ()})
