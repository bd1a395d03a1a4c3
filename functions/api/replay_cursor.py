"""Where a replay goes on: how far it got is told by whoever asks, and nothing of it is kept."""

from __future__ import annotations

import re

from referral_hub.application.rewards.replaying import Progress
from referral_hub.domain.rewards.totals import Totals

from . import paging
from .reward_policy_shapes import RewardReplayBody

_PLACE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#T-\d{6,12}"
_SUM = r"[A-Z]{3}:\d{1,30}:\d{1,30}"
_FORM = re.compile(rf"{_PLACE}(\|\d{{1,12}}){{3}}\|({_SUM}(,{_SUM})*)?", re.ASCII)


def cursor_of(progress: Progress, body: RewardReplayBody, *, key_id: str) -> str:
    """Write the cursor of the next answer; empty after the last one."""
    if not progress.place:
        return ""
    counted = (progress.looked_at, progress.of, progress.differ)
    sums = (f"{c}:{one}:{two}" for c, (one, two) in progress.totals.by_currency.items())
    text = "|".join([progress.place, *map(str, counted), ",".join(sums)])
    return paging.cursor_at(text, key_id=key_id, query=body)


def progress_of(body: RewardReplayBody, *, key_id: str) -> Progress | None:
    """
    Read how far the replay got; None at its beginning.

    Raises:
        InvalidCursor: nobody gave it out, or for another key, draft or days.
    """
    text = paging.place_of(body.cursor, key_id=key_id, query=body, form=_FORM)
    if not text:
        return None
    place, looked_at, of, differ, sums = text.split("|")
    told = [each.split(":") for each in sums.split(",") if each]
    return Progress(
        place=place,
        looked_at=int(looked_at),
        of=int(of),
        differ=int(differ),
        totals=Totals(
            before={currency: int(before) for currency, before, _ in told},
            after={currency: int(after) for currency, _, after in told},
        ),
    )
