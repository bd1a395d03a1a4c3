"""What happened to a referral by code, and to its reward, as its timeline tells it."""

from __future__ import annotations

from collections.abc import Iterator

from referral_hub.domain.effects import EffectState
from referral_hub.domain.problem import HUB
from referral_hub.domain.rewards.reward import Reward
from referral_hub.domain.rewards.story import story_of
from referral_hub.domain.timeline_entry import TimelineEntry

from .tracked import TrackedReferral

_CRM = "crm"


def timeline_of(referral: TrackedReferral, reward: Reward | None) -> list[TimelineEntry]:
    """Tell all that happened, oldest first."""
    found = [*_of_referral(referral), *(story_of(reward) if reward else ())]
    return sorted(found, key=lambda entry: entry.at)


def _of_referral(referral: TrackedReferral) -> Iterator[TimelineEntry]:
    begun = f"code {referral.code}, lifecycle {referral.lifecycle}"
    yield TimelineEntry(at=referral.created_at, who=HUB, what="followed", why=begun)
    for stage in referral.reached:
        how = "passed over" if stage.back_filled else stage.place
        why = f"{stage.label} ({how})" if how else stage.label
        yield TimelineEntry(at=stage.at, who=_CRM, what=stage.event, why=why)
    yield from _of_ledger(referral)
    if decision := referral.decision:
        # What is asked at the start and at the end is told once.
        said = " ".join(dict.fromkeys(reason.text for reason in decision.reasons))
        why = f"{decision.policy}: {decision.verdict}" + (f" ({said})" if said else "")
        yield TimelineEntry(at=decision.at, who=HUB, what="decided", why=why)


def _of_ledger(referral: TrackedReferral) -> Iterator[TimelineEntry]:
    """Tell what was done outside, and what the CRM refused."""
    for name, effect in referral.ledger.effects.items():
        if effect.state is EffectState.DONE:
            yield TimelineEntry(at=effect.at, who=HUB, what=name, why=effect.result)
        elif effect.state is EffectState.REFUSED:
            yield TimelineEntry(at=effect.at, who=_CRM, what=f"{name}_refused", why=effect.problem)
