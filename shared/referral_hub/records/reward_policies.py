"""
Reward policies in all their versions; the one that ships is version 0, and not kept.

    REWARD_POLICY                <policy id>    the newest version
    REWARD_POLICY#<policy id>    <version>      one version
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.policy import RewardPolicy, RewardPolicyNotFound
from referral_hub.domain.rewards.shipped import STANDARD

from .versioned import Versioned


@dataclass(frozen=True)
class RewardPolicies(Versioned[RewardPolicy]):
    kind: str = "REWARD_POLICY"
    model: type[RewardPolicy] = RewardPolicy
    missing: type[HubError] = RewardPolicyNotFound
    ships: tuple[RewardPolicy, ...] = (STANDARD,)
