"""Say why a referral is followed, and why it earns or does not (N-3)."""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.access import Principal
from referral_hub.domain.lifecycles.tracked import Reached, TrackedReferral
from referral_hub.domain.rewards.judgement import Judgement, for_partner, inputs_of
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.records.reward_policies import RewardPolicies


class RewardExplanation(Frozen):
    """
    By which code and lifecycle a referral is followed, which stages it reached, and what the policy
    said of it when it was last asked. `start` and `end` are the facts that it read, by name.
    """

    number: str
    code: str
    referrer_id: str
    lifecycle: str
    stages: tuple[Reached, ...] = ()
    open_again: bool = False
    joined_to: str = ""
    policy_name: str = ""
    decided_at: Moment | None = None
    start: Mapping[str, str] = {}
    end: Mapping[str, str] = {}
    judgement: Judgement | None = None


def explain(
    *, referral: TrackedReferral, by: Principal, policies: RewardPolicies
) -> RewardExplanation:
    """
    Tell it as it was decided and kept, not as it would be decided now.

    A partner reads what the policy says and which facts it read, not how conditions are written,
    and no ids of the host's CRM.
    """
    outside = by.role.of_a_partner
    stages = tuple(stage.unplaced if outside else stage for stage in referral.reached)
    known = {name: getattr(referral, name) for name in _SAME}
    told = RewardExplanation(**known, stages=stages)
    decision = referral.decision
    if decision is None:
        return told
    policy = policies.pinned(decision.policy)
    start, end = inputs_of(decision)
    reasons = for_partner(decision.reasons) if outside else decision.reasons
    update = {
        "policy_name": policy.name if policy else "",
        "decided_at": decision.at,
        "start": start,
        "end": end,
        "judgement": Judgement.of(decision, reasons=reasons),
    }
    return told.model_copy(update=update)


_SAME = ("number", "code", "referrer_id", "lifecycle", "open_again", "joined_to")
