"""
What a partner said of a referral since it shared it, while nobody had accepted it.

The invitation stays as it came, so that repetitions are told apart; this lies over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self

from referral_hub.domain.shapes import Frozen, Instant, Moment, Money
from referral_hub.domain.timeline_entry import TimelineEntry

from .axes import Stage
from .deal_fields import DealField
from .invitation import Invitation

# A partner that says more keeps the newest: the item of a referral has room for so many.
_MOST_REMEMBERED = 50


class Retold(Frozen):
    """
    The newest words, each empty while it is as it was shared, and the story of them, oldest first.

    `told_at` is when the partner said them, by its own clock; `told_here` is when it told the hub
    of a field itself, and its list did not, by ours. `closed` says why it wants no answer any more,
    until it offers the referral again.
    """

    title: str = ""
    description: str = ""
    value: Money | None = None
    target_close_date: date | None = None
    stage: Stage | None = None
    told_at: Instant | None = None
    told_here: Mapping[DealField, Moment] = {}
    closed: str = ""
    story: tuple[TimelineEntry, ...] = ()

    def over(self, invitation: Invitation, *, expires_at: Moment | None) -> Invitation:
        """The invitation as it would be shared now, with the date that counts."""
        words = ("title", "description", "value", "target_close_date", "told_at")
        newest = {name: word for name in words if (word := getattr(self, name))}
        return invitation.model_copy(update={**newest, "expires_at": expires_at})

    def noting(self, *entries: TimelineEntry) -> Self:
        story = (*self.story, *entries)[-_MOST_REMEMBERED:]
        return self.model_copy(update={"story": story})


AS_SHARED = Retold()
