"""
One value of a deal, and what each side said of it last: the partner, the CRM, people of the host.

From these a change is told from an echo, and from a conflict.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from .deal_fields import ConflictRule, FieldSync
from .shapes import Frozen, Moment


class Side(StrEnum):
    """Who said a value: the partner, somebody in the CRM, or somebody in the hub."""

    PARTNER = "partner"
    CRM = "crm"
    PERSON = "person"


class DealValue(Frozen):
    """
    `text` is in our words; `seen` is what the CRM had when we last looked or wrote. While both are
    `agreed`, ours has not been changed since. `shared` is what the partner said last, whether it
    was taken or not.
    """

    text: str = ""
    by: Side
    at: Moment
    seen: str = ""
    agreed: bool = False
    shared: str = ""

    def heard(self, remote: str, sync: FieldSync, *, at: datetime, sending: str = "") -> Self:
        """
        Take note of what the CRM has now.

        What is blank, what has not changed and what the hub wrote itself, or is about to, is no
        news.
        """
        told, remote = sync.ours(remote), sync.theirs(remote)
        if not told or remote == self.seen:
            return self
        if told == self.text:
            return self.agreed_on(remote)
        if remote == sync.theirs(sending) or self._stays(sync.rule, at):
            return self.model_copy(update={"seen": remote})
        taken = self.model_copy(update={"text": told, "by": Side.CRM, "at": at})
        return taken.agreed_on(remote)

    def agreed_on(self, seen: str) -> Self:
        """Note that the CRM has our value, in its own spelling."""
        return self.model_copy(update={"seen": seen, "agreed": True})

    def retold(self, told: str, *, at: datetime, stays: bool) -> Self:
        """
        Take in the partner's word; what it says again is no news. Where ours `stays`, only note it.
        """
        if not told or told == self.shared:
            return self
        taken = self if stays or told == self.text else self._said(told, Side.PARTNER, at)
        return taken.model_copy(update={"shared": told})

    def edited(self, text: str, *, at: datetime) -> Self:
        """Take what somebody of the host says, who saw what they changed."""
        return self if text == self.text else self._said(text, Side.PERSON, at)

    def withstands(self, rule: ConflictRule, at: datetime) -> bool:
        """Tell whether the host's value counts more than what the partner says at this time."""
        if self.by is Side.PARTNER or not self.text or self.text == self.shared:
            return False
        match rule:
            case ConflictRule.PARTNER_WINS:
                return False
            case ConflictRule.NEWEST:
                return self.at > at
            case ConflictRule.CRM_WINS | ConflictRule.KEEP:
                return True

    def _said(self, text: str, by: Side, at: datetime) -> Self:
        return self.model_copy(update={"text": text, "by": by, "at": at, "agreed": False})

    def _stays(self, rule: ConflictRule, at: datetime) -> bool:
        """Tell whether ours changed too since both agreed, and the rule is on its side."""
        if self.agreed or not self.text:
            return False
        match rule:
            case ConflictRule.CRM_WINS:
                return False
            case ConflictRule.PARTNER_WINS:
                return self.by is Side.PARTNER
            case ConflictRule.NEWEST:
                return self.at > at
            case ConflictRule.KEEP:
                return True
