"""Policies by which referrers earn: publish, try, replay."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.replay_cursor import cursor_of, progress_of
from functions.api.reward_policy_shapes import (
    RewardPolicyBody,
    RewardPolicyList,
    RewardReplayBody,
    RewardReplayPage,
    RewardTrialBody,
    RewardTrialView,
)
from referral_hub.application.rewards import publishing, replaying, trying
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.judgement import Judgement
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


def try_on_one(call: Call[RewardTrialBody, NoQuery]) -> Answer:
    hub, number = call.hub, call.body.number
    tried = trying.try_reward_policy(
        draft=_draft(call.body.draft),
        referral=hub.lifecycle_desk.tracked.get(number),
        now=hub.clock(),
        users=hub.users,
    )
    before, after = map(_judgement, (tried.before, tried.after))
    return answer(HTTPStatus.OK, RewardTrialView(number=number, before=before, after=after))


def replay(call: Call[RewardReplayBody, NoQuery]) -> Answer:
    """Look at some more referrals, and say how far that is; nothing is written."""
    hub, body, key_id = call.hub, call.body, call.by.key_id
    progress, differ = replaying.replay_reward_policy(
        draft=_draft(body.draft),
        wanted=replaying.Wanted(body.since, body.until, body.policy_id),
        limit=body.limit,
        so_far=progress_of(body, key_id=key_id),
        now=hub.clock(),
        tracked=hub.lifecycle_desk.tracked,
        users=hub.users,
    )
    page = RewardReplayPage(
        items=differ,
        looked_at=progress.looked_at,
        of=progress.of,
        differing=progress.differ,
        totals=progress.totals.shown(),
        next_cursor=cursor_of(progress, body, key_id=key_id),
    )
    return answer(HTTPStatus.OK, page)


def _draft(body: RewardPolicyBody) -> RewardPolicy:
    return RewardPolicy(**dict(body) | {"rule_id": "draft", "version": 0})


def _judgement(decision: Decision | None) -> Judgement | None:
    return Judgement.of(decision, reasons=decision.reasons) if decision else None


def _known(call: Call[object, NoQuery]) -> RewardPolicy:
    return call.hub.reward_policies.get(call.path["policy_id"])


def _shown(policy: RewardPolicy) -> Answer:
    return answer(HTTPStatus.OK, policy, ETag=etag(policy.version))
