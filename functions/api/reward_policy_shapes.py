"""What clients send about reward policies, and what they are shown."""

from __future__ import annotations

from referral_hub.domain.rewards.policy import RewardPolicy
from referral_hub.domain.shapes import Frozen


class RewardPolicyBody(RewardPolicy):
    """
    The next version of a reward policy. What the hub says of a version may be sent back as it was
    read; the address and If-Match are what counts, and what is published is active.
    """


class RewardPolicyList(Frozen):
    items: tuple[RewardPolicy, ...]
