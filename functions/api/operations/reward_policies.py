"""Operations on the policies by which referrers earn."""

from __future__ import annotations

from functions.api import reward_policy_shapes as shapes
from functions.api.refusals import InvalidCursor
from functions.api.routes import reward_policies
from referral_hub.domain.lifecycles.tracked import TrackedReferralNotFound
from referral_hub.domain.rewards.policy import (
    RewardPolicy,
    RewardPolicyDoesNotFit,
    RewardPolicyNotFound,
)

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/reward-policies",
        "listRewardPolicies",
        "List the policies by which referrers earn",
        reward_policies.list_all,
        answers={200: shapes.RewardPolicyList},
    ),
    Operation(
        "GET",
        "/v1/reward-policies/{policy_id}",
        "readRewardPolicy",
        "Read the newest version of a reward policy",
        reward_policies.read,
        answers={200: RewardPolicy},
        refusals=(RewardPolicyNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/reward-policies/{policy_id}",
        "publishRewardPolicy",
        "Publish the next version of a reward policy, or a new one",
        reward_policies.publish,
        answers={200: RewardPolicy},
        body=shapes.RewardPolicyBody,
        refusals=(RewardPolicyDoesNotFit,),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/reward-policies/{policy_id}/versions",
        "listRewardPolicyVersions",
        "List the versions of a reward policy, newest first",
        reward_policies.list_versions,
        answers={200: shapes.RewardPolicyList},
        refusals=(RewardPolicyNotFound,),
    ),
    Operation(
        "POST",
        "/v1/reward-policy-trial",
        "tryRewardPolicy",
        "Try a reward policy on one referral, without publishing it",
        reward_policies.try_on_one,
        answers={200: shapes.RewardTrialView},
        body=shapes.RewardTrialBody,
        refusals=(TrackedReferralNotFound, RewardPolicyDoesNotFit),
    ),
    Operation(
        "POST",
        "/v1/reward-policy-replay",
        "replayRewardPolicy",
        "Try a reward policy on the referrals of a time, without publishing it",
        reward_policies.replay,
        answers={200: shapes.RewardReplayPage},
        body=shapes.RewardReplayBody,
        refusals=(InvalidCursor, RewardPolicyDoesNotFit),
    ),
)
