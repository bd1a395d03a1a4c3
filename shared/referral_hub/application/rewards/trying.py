"""Try a reward policy on one referral before it is published. Nothing is written (N-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.rewards.check import misfits_of
from referral_hub.domain.rewards.deciding import decide
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.policy import RewardPolicy
from referral_hub.records.users import Users

from .publishing import must_fit


@dataclass(frozen=True)
class RewardTrial:
    """What was decided of a referral, and what would be by the draft; None where nothing was."""

    before: Decision | None
    after: Decision | None


def try_reward_policy(
    *, draft: RewardPolicy, referral: TrackedReferral, now: datetime, users: Users
) -> RewardTrial:
    """
    Decide anew by the draft, of the facts that were known when it was last decided.

    Raises:
        RewardPolicyDoesNotFit: it names all that is wrong with the draft.
    """
    must_fit(misfits_of(draft, users.find))
    known = referral.decision
    return RewardTrial(known, decided_anew(known, draft, now) if known else None)


def decided_anew(known: Decision, draft: RewardPolicy, now: datetime) -> Decision:
    return decide(draft, start=known.start, end=known.end, earned_on=known.earned_on, at=now)
