"""What a referral's policy says of it now."""

from __future__ import annotations

from datetime import date, datetime

from referral_hub.domain.lifecycles.facts import end_facts, start_facts
from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.rewards.deciding import decide
from referral_hub.domain.rewards.policy import RewardPolicy

from .desk import LifecycleDesk


def decided(
    referral: TrackedReferral, lifecycle: Lifecycle, *, now: datetime, desk: LifecycleDesk
) -> TrackedReferral:
    """
    Ask the version of the policy that counted when the referral began; where it says the same as
    before, nothing is new.
    """
    policy = _policy_of(referral, desk)
    referrer = desk.referrers.get(referral.referrer_id)
    decision = decide(
        policy,
        start=start_facts(referral, lifecycle, referrer),
        end=end_facts(referral, lifecycle, referrer),
        earned_on=_earned_on(referral, lifecycle),
        at=now,
    )
    known = referral.decision
    if known and decision.model_copy(update={"at": known.at}) == known:
        return referral
    return referral.model_copy(update={"decision": decision})


def _policy_of(referral: TrackedReferral, desk: LifecycleDesk) -> RewardPolicy:
    if referral.decision is None:
        return desk.policies.get(desk.codes.get(referral.code).policy_id)
    pinned = desk.policies.pinned(referral.decision.policy)
    assert pinned, "versions are never deleted"
    return pinned


def _earned_on(referral: TrackedReferral, lifecycle: Lifecycle) -> date | None:
    earning = referral.earning(lifecycle)
    return earning.held[lifecycle.earning.event].date() if earning else None
