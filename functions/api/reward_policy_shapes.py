"""What clients send about reward policies, and what they are shown."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.application.rewards.replaying import Difference
from referral_hub.domain.patterns import CURSOR, TRACKED_NUMBER
from referral_hub.domain.rewards.judgement import Judgement
from referral_hub.domain.rewards.policy import RewardPolicy
from referral_hub.domain.rewards.totals import CurrencyTotal
from referral_hub.domain.shapes import Day, Frozen


class RewardPolicyBody(RewardPolicy):
    """
    The next version of a reward policy. What the hub says of a version may be sent back as it was
    read; the address and If-Match are what counts, and what is published is active.
    """


class RewardPolicyList(Frozen):
    items: tuple[RewardPolicy, ...]


class RewardTrialBody(Frozen):
    """A policy to try, and the number of the tracked referral to try it on."""

    draft: RewardPolicyBody
    number: Annotated[str, StringConstraints(pattern=TRACKED_NUMBER)]


class RewardTrialView(Frozen):
    """
    What was decided of a referral, and what the draft says of the same facts; null where nothing
    was decided yet.
    """

    number: str
    before: Judgement | None = None
    after: Judgement | None = None


class RewardReplayBody(Frozen):
    """
    A policy to try on the referrals that began on these days, both included; with `policy_id` on
    those that were decided by this policy. `limit` is how many are looked at for one answer, and
    `cursor` that of the answer before, for the same draft and days.
    """

    draft: RewardPolicyBody
    since: Day
    until: Day
    policy_id: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{1,39})?$")] = ""
    limit: Annotated[int, Field(strict=True, ge=1, le=200)] = 100
    # Of every currency it has the sums.
    cursor: Annotated[str, StringConstraints(pattern=CURSOR, max_length=12_000)] = ""

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.since > self.until:
            raise ValueError("since must not be after until")
        return self


class RewardReplayPage(Frozen):
    """
    The referrals that would differ, of those that were looked at for this answer. `looked_at`,
    `differing` and `totals` are of all answers so far.
    """

    items: tuple[Difference, ...]
    looked_at: int
    of: int = Field(description="How many referrals there were when the replay began.")
    differing: int
    totals: tuple[CurrencyTotal, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")
