"""Reward policies, the one that ships and those of the host."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.rewards.policy import RewardPolicyNotFound
from referral_hub.domain.rewards.shipped import STANDARD
from referral_hub.records.reward_policies import RewardPolicies
from tests.domain.rewards.sales import NOW, policy


def test_the_standard_policy_is_there_before_anybody_publishes_one() -> None:
    policies = RewardPolicies(MemoryTable())

    assert policies.get("standard") == STANDARD
    assert list(policies.all()) == [STANDARD]
    assert policies.pinned("standard@0") == STANDARD


def test_what_the_host_makes_of_the_standard_policy_follows_it_and_both_can_be_read() -> None:
    policies = RewardPolicies(MemoryTable())
    dearer = STANDARD.model_copy(update={"name": "12 % of the sale"})

    published = policies.publish(dearer.follows(STANDARD, by="ada", at=NOW))

    assert published.pin == "standard@1"
    assert list(policies.all()) == [published]
    assert policies.versions("standard") == [published, STANDARD]
    assert policies.pinned("standard@0") == STANDARD


def test_a_policy_of_the_host_stands_beside_the_standard_one() -> None:
    policies = RewardPolicies(MemoryTable())

    own = policies.publish(policy(version=1))

    assert list(policies.all()) == [STANDARD, own]
    assert policies.versions("tenth") == [own]


def test_a_policy_that_nobody_published_is_not_there() -> None:
    policies = RewardPolicies(MemoryTable())

    with pytest.raises(RewardPolicyNotFound):
        policies.get("unknown")
    assert policies.pinned("tenth@0") is None
