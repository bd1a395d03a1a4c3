"""
The partner's side of an outgoing referral (OUT-4): a record of its own, which only the partner's
words change.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from referral_hub.domain.shapes import Frozen, Moment


class Verdict(StrEnum):
    """What the partner makes of the referral."""

    NONE = "none"
    IN_REVIEW = "in_review"
    ACTION_REQUIRED = "action_required"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"


class PartnerWord(Frozen):
    """
    What the partner's record says now.

    `status` and `comments` are in the partner's own words. `locked` says that it takes no changes
    now. `at` is when the record changed, by the partner's clock, where it tells.
    """

    partner_referral_id: str
    verdict: Verdict = Verdict.NONE
    status: str = ""
    comments: str = ""
    locked: bool = False
    fields: Mapping[str, str] = {}
    at: Moment | None = None


class PartnerReferral(Frozen):
    """The partner's side, as the hub heard it last; `created_at` is when the hub had the record."""

    number: str
    partner_id: str
    created_at: Moment
    word: PartnerWord | None = None
    heard_at: Moment | None = None
    version: int = 0

    @property
    def verdict(self) -> Verdict:
        return self.word.verdict if self.word else Verdict.NONE

    @property
    def is_locked(self) -> bool:
        """Whether it takes no changes, as far as it is known."""
        return self.word is not None and self.word.locked

    def heard(self, word: PartnerWord, *, at: Moment) -> Self:
        """Take the partner's word, unless it is older than the one that is known, or the same."""
        known = self.word
        if known and (word == known or (known.at and word.at and word.at < known.at)):
            return self
        return self.model_copy(update={"word": word, "heard_at": at})

    def changed(self, word: PartnerWord, ours: Mapping[str, str]) -> dict[str, str]:
        """
        List what the partner says otherwise than before, of what is shared as it had it. Where the
        host says otherwise too, its own word counts, and a blank wipes nothing.
        """
        before = self.word.fields if self.word else {}
        return {
            name: text
            for name, text in word.fields.items()
            if text.strip() and text != before.get(name, text) and ours.get(name) == before[name]
        }
