"""Who decides on rewards, and who does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from referral_hub.application.rewards.approving import approve, decline, hold, release
from referral_hub.application.rewards.desk import RewardDesk
from referral_hub.application.rewards.releasing import release_due
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.errors import Conflict
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.policy import RewardPolicy, Tier
from referral_hub.domain.rewards.refusals import InPayout, NotTheApprover, RewardNotFound
from referral_hub.domain.rewards.reward import Reward, RewardState
from tests.application.rewards.stage import (
    ADA,
    LANTERN,
    NADJA,
    a_desk,
    decide,
    must_balance,
    pay_out,
)
from tests.builders import NOON
from tests.domain.rewards.examples import earned, in_days

NUMBER = "T-000001"
BO = Principal(key_id="b", role=Role.OPERATOR, user="Bo@host.example")
DEVICE = Principal(key_id="d", role=Role.OPERATOR)
WAITS = earned(needs_approval=True, policy="large@1")


@pytest.fixture
def desk() -> RewardDesk:
    """The policy `large` names Bo as its approver."""
    found = a_desk()
    found.policies.publish(
        RewardPolicy(
            rule_id="large",
            version=1,
            name="Large deals",
            tiers=(Tier(percentage="10"),),
            approval_above="100",
            approvers=("bo@host.example",),
        )
    )
    return found


def approved(reward: Reward, by: Principal, desk: RewardDesk) -> Reward:
    return approve(reward=reward, reason="", by=by, now=NOON, desk=desk)


def named(use_case: Callable[..., Reward], desk: RewardDesk, by: Principal, **said: Any) -> Reward:
    return use_case(number=NUMBER, by=by, now=NOON, desk=desk, **{"reason": "seen", **said})


def test_the_approvers_of_its_policy_approve_a_reward(desk: RewardDesk) -> None:
    reward = decide(desk, NUMBER, WAITS)

    assert approved(reward, BO, desk).state is RewardState.ISSUED
    must_balance(desk)


@pytest.mark.parametrize("by", [ADA, DEVICE])
def test_nobody_else_approves_it_be_it_an_admin(desk: RewardDesk, by: Principal) -> None:
    reward = decide(desk, NUMBER, WAITS)

    with pytest.raises(NotTheApprover):
        approved(reward, by, desk)


def test_admins_approve_where_the_policy_names_nobody(desk: RewardDesk) -> None:
    reward = decide(desk, NUMBER, earned(needs_approval=True))

    with pytest.raises(NotTheApprover):
        approved(reward, BO, desk)
    assert approved(reward, ADA, desk).state is RewardState.ISSUED


def test_nobody_approves_or_releases_what_they_earn_themselves(desk: RewardDesk) -> None:
    own = ADA.model_copy(update={"user": "Nadja@Harbour.example"})
    reward = decide(desk, NUMBER, earned(needs_approval=True))

    with pytest.raises(NotTheApprover, match="own"):
        approved(reward, own, desk)
    named(hold, desk, ADA, until=None)
    with pytest.raises(NotTheApprover, match="own"):
        named(release, desk, own)


def test_what_changed_since_it_was_seen_is_not_approved_unseen(desk: RewardDesk) -> None:
    seen = decide(desk, NUMBER, WAITS)
    decide(desk, NUMBER, WAITS.model_copy(update={"amount": earned(9_000_000).amount}))

    with pytest.raises(Conflict):
        approved(seen, BO, desk)


@pytest.mark.parametrize("by", [ADA, BO])
def test_approvers_and_admins_decline_with_a_reason_that_is_kept(
    desk: RewardDesk, by: Principal
) -> None:
    decide(desk, NUMBER, WAITS)

    declined = named(decline, desk, by, reason="the code was bought")

    assert (declined.state, declined.transitions[-1].why) == (
        RewardState.DECLINED,
        "the code was bought",
    )


def test_somebody_else_does_not_decline(desk: RewardDesk) -> None:
    decide(desk, NUMBER, WAITS)

    with pytest.raises(NotTheApprover):
        named(decline, desk, DEVICE)


def test_an_issued_reward_that_is_declined_is_booked_out_again(desk: RewardDesk) -> None:
    decide(desk, NUMBER)

    named(decline, desk, ADA)

    assert [entry.minor for entry in desk.ledger.of(NADJA)] == [125_000, -125_000]
    must_balance(desk)


@pytest.mark.parametrize("decision", [earned(), WAITS, earned(held_until=in_days(3))])
def test_what_is_held_is_in_no_payout_until_it_is_released(
    desk: RewardDesk, decision: Decision
) -> None:
    decide(desk, NUMBER, decision)

    named(hold, desk, BO, until=None)

    assert pay_out(desk).payouts == ()
    assert named(release, desk, BO).hold is None
    must_balance(desk)


def test_what_is_part_of_a_payout_is_neither_declined_nor_held(desk: RewardDesk) -> None:
    decide(desk, NUMBER)
    pay_out(desk)

    with pytest.raises(InPayout):
        named(decline, desk, ADA)
    with pytest.raises(InPayout):
        named(hold, desk, ADA, until=None)


def test_another_partners_reward_is_as_unknown_as_none(desk: RewardDesk) -> None:
    decide(desk, NUMBER)

    for use_case in (decline, release):
        with pytest.raises(RewardNotFound):
            named(use_case, desk, LANTERN)


def test_held_rewards_are_released_on_their_day(desk: RewardDesk) -> None:
    decide(desk, NUMBER, earned(held_until=in_days(5)))
    decide(desk, "T-000002", earned(held_until=in_days(6)))
    done: list[str] = []

    release_due(now=NOON + timedelta(days=5), rewards=desk.rewards, each=lambda: done.append("one"))

    assert done == ["one"]
    assert desk.rewards.get(NUMBER).state is RewardState.ISSUED
    assert desk.rewards.get("T-000002").state is RewardState.HELD
    must_balance(desk)
