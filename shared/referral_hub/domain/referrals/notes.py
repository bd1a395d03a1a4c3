"""The notes on a referral, which host and partner write and read together."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from referral_hub.domain.shapes import Frozen, Moment

from .invitation import Invitation

LONGEST = 4000


class Notes(Frozen):
    """
    One plain text for both sides, with who wrote it last and when; `by` is empty while nobody did.

    Every edit of a referral's line in the book is a version of its notes, also where it leaves them
    as they are: of two edits at once the second finds another version than it has seen.
    """

    number: str
    text: str = Field(default="", max_length=LONGEST, repr=False)
    by: str = ""
    at: Moment | None = None
    version: int = 0
    book_mark: str = ""

    @classmethod
    def begun(cls, invitation: Invitation) -> Self:
        """Take those that the referral came with, until somebody writes others."""
        told = {"number": invitation.number, "text": invitation.notes}
        if not invitation.notes:
            return cls(**told)
        return cls(**told, by=invitation.sender, at=invitation.received_at)

    def written(self, text: str, *, by: str, at: Moment) -> Self:
        """Replace the text; the same text again is no change."""
        if text == self.text:
            return self
        return self.model_copy(update={"text": text, "by": by, "at": at})
