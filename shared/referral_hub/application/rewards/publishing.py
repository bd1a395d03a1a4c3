"""What an admin does with reward policies: publish a version of one."""

from __future__ import annotations

from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.rewards.check import misfits_of
from referral_hub.domain.rewards.policy import MOST_POLICIES, RewardPolicy, RewardPolicyDoesNotFit
from referral_hub.records.reward_policies import RewardPolicies
from referral_hub.records.users import Users


def publish_reward_policy(
    *,
    policy: RewardPolicy,
    before: RewardPolicy | None,
    by: Principal,
    now: datetime,
    policies: RewardPolicies,
    users: Users,
) -> RewardPolicy:
    """
    Publish a version of the policy after `before`; None is there for a new one. Referrals that have
    begun keep theirs.

    Raises:
        RewardPolicyDoesNotFit: it names all that is wrong, each with its place.
        Conflict: somebody published in between.
    """
    wrong = misfits_of(policy, users.find)
    if before is None and len(list(policies.all())) >= MOST_POLICIES:
        wrong["rule_id"] = f"there are {MOST_POLICIES} policies already"
    must_fit(wrong)
    counting = policy.model_copy(update={"active": True})
    return policies.publish(counting.follows(before, by=by.actor, at=now))


def must_fit(wrong: dict[str, str]) -> None:
    """
    Raises:
        RewardPolicyDoesNotFit: anything is wrong.
    """
    if wrong:
        told = "; ".join(f"{place}: {why}" for place, why in wrong.items())
        raise RewardPolicyDoesNotFit(told, fields=wrong)
