"""Policies by which referrers earn: publish, try, replay."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.reward_policy_shapes import RewardPolicyBody, RewardPolicyList
from referral_hub.application.rewards import publishing
from referral_hub.domain.rewards.policy import RewardPolicy

_WHAT = "the reward policy"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, RewardPolicyList(items=tuple(call.hub.reward_policies.all())))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(_known(call))


def list_versions(call: Call[NoQuery, NoQuery]) -> Answer:
    versions = call.hub.reward_policies.versions(_known(call).rule_id)
    return answer(HTTPStatus.OK, RewardPolicyList(items=tuple(versions)))


def publish(call: Call[RewardPolicyBody, NoQuery]) -> Answer:
    """Publish the version after the one that the caller has seen; of a new policy that is 0."""
    hub, named = call.hub, {"rule_id": call.path["policy_id"]}
    before = hub.reward_policies.find(named["rule_id"])
    if required_tag(call.request) != etag(before.version if before else 0):
        raise moved_on(_WHAT)
    with unless_moved_on(_WHAT):
        published = publishing.publish_reward_policy(
            policy=RewardPolicy(**dict(call.body) | named),
            before=before,
            by=call.by,
            now=hub.clock(),
            policies=hub.reward_policies,
            users=hub.users,
        )
    return _shown(published)


def _known(call: Call[object, NoQuery]) -> RewardPolicy:
    return call.hub.reward_policies.get(call.path["policy_id"])


def _shown(policy: RewardPolicy) -> Answer:
    return answer(HTTPStatus.OK, policy, ETag=etag(policy.version))
