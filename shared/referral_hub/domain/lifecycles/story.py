"""What was seen of one record, in whatever order it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from referral_hub.domain.shapes import Frozen, Instant

from .sales_record import RecordSeen


class Story(Frozen):
    """
    What was seen of one record, as far as it matters: how it looked first and last, by its own
    clock, and when it first met the condition of each event.

    It comes out the same in whatever order, and however often, the record is seen.
    """

    first: RecordSeen
    latest: RecordSeen
    held: Mapping[str, Instant] = {}

    @classmethod
    def of(cls, seen: RecordSeen, events: Iterable[str]) -> Self:
        """Begin with a record that meets the conditions of these events."""
        return cls(first=seen, latest=seen, held=dict.fromkeys(events, seen.at))

    def and_of(self, other: Story) -> Self:
        """Put two stories of one record together."""
        held = dict(self.held)
        for event, at in other.held.items():
            held[event] = min(held.get(event, at), at)
        first = other.first if _begins_before(other.first, self.first) else self.first
        latest = other.latest if self.latest.is_before(other.latest) else self.latest
        return self.model_copy(update={"first": first, "latest": latest, "held": held})

    def says_the_same_as(self, other: Story) -> bool:
        """Tell whether nothing is new but when the record was looked at."""
        same = self.first == other.first and self.held == other.held
        return same and self.latest.says_the_same_as(other.latest)


def _begins_before(one: RecordSeen, other: RecordSeen) -> bool:
    """What is deleted says nothing of how it began."""
    return one.is_before(other) if one.gone == other.gone else other.gone
