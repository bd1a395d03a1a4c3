"""Let go on what was held until today."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from itertools import islice

from referral_hub.domain.errors import Conflict
from referral_hub.records.rewards import Rewards

# So many in one go; the next goes on with those that are left.
MOST_AT_ONCE = 100


def release_due(*, now: datetime, rewards: Rewards, each: Callable[[], None]) -> None:
    """Wake the rewards whose hold is over, those first that waited longest; tell of `each`."""
    for reward in islice(rewards.held_until(now.date()), MOST_AT_ONCE):
        # What somebody works on at this moment is looked at again in the next go.
        with suppress(Conflict):
            if rewards.save(reward, reward.woken(at=now)) != reward:
                each()
