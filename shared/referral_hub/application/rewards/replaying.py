"""
Run the referrals of a time against a reward policy that is not published (N-4).

Nothing is written. A request is to end within API Gateway's 30 seconds, so it looks at some of
them, and says how far it got; whoever asks goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.rewards.check import misfits_of
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.judgement import Judgement, in_short
from referral_hub.domain.rewards.policy import RewardPolicy
from referral_hub.domain.rewards.totals import Totals
from referral_hub.domain.shapes import Frozen
from referral_hub.records.tracked import TrackedReferrals, listed_at
from referral_hub.records.users import Users

from .publishing import must_fit
from .trying import decided_anew

# Characters of expressions that are worked out: some seconds, and less than the 6 MB that a Lambda
# function may answer.
_MOST_WORK = 400_000


class Difference(Frozen):
    """A referral of which the draft says something else."""

    number: str
    referrer_id: str
    before: Judgement
    after: Judgement


class Progress(Frozen):
    """
    How far a replay got: `place` is that of the last referral that was looked at, empty at the end.
    `of` is how many there were when it began; `totals` are of all that were looked at.
    """

    place: str = ""
    looked_at: int = 0
    of: int = 0
    differ: int = 0
    totals: Totals = Totals()


@dataclass(frozen=True)
class Wanted:
    """
    The referrals that began on these days, both included; with `policy_id` those among them that
    were decided by this policy, in whichever version.
    """

    since: date
    until: date
    policy_id: str = ""

    def has(self, decision: Decision) -> bool:
        policy_id, _, _ = decision.policy.rpartition("@")
        return self.policy_id in ("", policy_id)

    @property
    def first(self) -> str:
        """What no place of theirs lies below."""
        return self.since.isoformat()

    @property
    def beyond(self) -> str:
        """What all places of theirs lie below."""
        return (self.until + timedelta(days=1)).isoformat()


def replay_reward_policy(
    *,
    draft: RewardPolicy,
    wanted: Wanted,
    limit: int,
    so_far: Progress | None,
    now: datetime,
    tracked: TrackedReferrals,
    users: Users,
) -> tuple[Progress, tuple[Difference, ...]]:
    """
    Decide of the next referrals, newest first, as if the draft had counted, and list those of which
    it says something else than was decided. `so_far` is None at the beginning.

    Raises:
        RewardPolicyDoesNotFit: it names all that is wrong with the draft.
    """
    must_fit(misfits_of(draft, users.find))
    progress = so_far or Progress(of=tracked.count(since=wanted.first, until=wanted.beyond))
    begun = _begun(wanted, progress.place or wanted.beyond, tracked)
    most = min(limit, max(1, _MOST_WORK // (draft.work + 1)))
    found: list[Difference] = []
    for referral in begun:
        if most == 0:
            return progress, tuple(found)
        most -= 1
        progress, difference = _looked_at(referral, progress, wanted, draft, now)
        found += [difference] if difference else []
    return progress.model_copy(update={"place": ""}), tuple(found)


def _begun(wanted: Wanted, before: str, tracked: TrackedReferrals) -> Iterator[TrackedReferral]:
    newest = tracked.newest(before=before)
    return takewhile(lambda referral: listed_at(referral) >= wanted.first, newest)


def _looked_at(
    referral: TrackedReferral,
    progress: Progress,
    wanted: Wanted,
    draft: RewardPolicy,
    now: datetime,
) -> tuple[Progress, Difference | None]:
    update = {"place": listed_at(referral), "looked_at": progress.looked_at + 1}
    known = referral.decision
    if known is None or not wanted.has(known):
        return progress.model_copy(update=update), None
    anew = decided_anew(known, draft, now)
    difference = _difference(referral, known, anew)
    counted = {
        "differ": progress.differ + (1 if difference else 0),
        "totals": progress.totals.plus(known, anew),
    }
    return progress.model_copy(update=update | counted), difference


def _difference(referral: TrackedReferral, known: Decision, anew: Decision) -> Difference | None:
    before, after = (Judgement.of(one, reasons=in_short(one.reasons)) for one in (known, anew))
    if not after.differs_from(before):
        return None
    return Difference(
        number=referral.number, referrer_id=referral.referrer_id, before=before, after=after
    )
