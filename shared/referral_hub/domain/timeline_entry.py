"""One fact about a referral, as its timeline tells it."""

from __future__ import annotations

from hashlib import sha256

from .shapes import Frozen, Moment


class TimelineEntry(Frozen):
    """
    One fact: `what` is a stable word, `why` plain language or the ids it rests on; no contact data.
    Two facts differ in one of these, or in when they came about.
    """

    at: Moment
    who: str
    what: str
    why: str = ""

    @property
    def place(self) -> str:
        told = sha256(f"{self.who}#{self.why}".encode()).hexdigest()[:8]
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}#{self.what}#{told}"
