"""One fact about a referral, as its timeline tells it."""

from __future__ import annotations

from .shapes import Frozen, Moment


class TimelineEntry(Frozen):
    """
    One fact: `what` is a stable word, `why` plain language or the ids it rests on; no contact data.
    """

    at: Moment
    who: str
    what: str
    why: str = ""

    @property
    def place(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}#{self.what}"
