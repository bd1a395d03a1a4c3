"""What a timeline tells of a reward: each of its steps."""

from __future__ import annotations

from referral_hub.domain.shapes import minor_spelled
from referral_hub.domain.timeline_entry import TimelineEntry

from .reward import Reward, Transition


def story_of(reward: Reward) -> list[TimelineEntry]:
    """Tell every step of a reward, oldest first, for the timeline of its referral (LC-10)."""
    return [
        TimelineEntry(at=step.at, who=step.by, what=f"reward.{step.state}", why=_why(step))
        for step in reward.transitions
    ]


def _why(step: Transition) -> str:
    amount = f"{minor_spelled(step.minor, step.currency)} {step.currency}"
    return f"{amount}: {step.why}" if step.why else amount
