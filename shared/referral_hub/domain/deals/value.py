"""
One value of a deal, and what each side said of it last: the partner, the CRM, people of the host.

From these a change is told from an echo, and from a conflict.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField, FieldSync
from referral_hub.domain.shapes import Frozen, Moment


class Side(StrEnum):
    """
    Who said a value: the partner, somebody in the CRM, somebody in the hub, or nobody: what a
    policy wrote where the partner said nothing stands until somebody says something.
    """

    PARTNER = "partner"
    CRM = "crm"
    PERSON = "person"
    POLICY = "policy"


class DealValue(Frozen):
    """
    `text` is in our words; `seen` is what the CRM had when we last looked or wrote. While both are
    `agreed`, ours has not been changed since. `shared` is what the partner said last, whether it
    was taken or not. `unread` is what the CRM has instead of a value, until somebody mends it there
    or insists on ours.
    """

    text: str = ""
    by: Side
    at: Moment
    seen: str = ""
    agreed: bool = False
    shared: str = ""
    unread: str = ""

    def is_new(self, remote: str, sync: FieldSync, own: str) -> bool:
        """Tell whether the CRM has something that it had not, and that is not our `own` word."""
        return sync.theirs(remote) not in (self.seen, sync.theirs(own))

    def heard(self, remote: str, sync: FieldSync, *, at: datetime, outlasts: bool) -> Self:
        """Take in what the CRM says; where ours `outlasts` it, the CRM has yet to be told."""
        told, seen = sync.ours(remote), sync.theirs(remote)
        if told == self.text:
            return self.agreed_on(seen)
        if outlasts:
            return self.model_copy(update={"seen": seen, "agreed": False})
        taken = self.model_copy(update={"text": told, "by": Side.CRM, "at": at})
        return taken.agreed_on(seen)

    def echoed(self, remote: str, sync: FieldSync, own: str) -> Self:
        """Note that the CRM has our `own` word by now, which perhaps is not the last one."""
        seen = sync.theirs(remote)
        if not own or seen == self.seen or seen != sync.theirs(own):
            return self
        return self.heard(remote, sync, at=self.at, outlasts=True)

    def without_reading(self, text: str) -> Self:
        """Note what the CRM has that cannot be read; blank, when it has none such."""
        unread = "" if text == self.seen else text
        return self if unread == self.unread else self.model_copy(update={"unread": unread})

    def insisted(self) -> Self:
        """Have ours told in place of what cannot be read."""
        if not self.unread:
            return self
        return self.model_copy(update={"seen": self.unread, "unread": "", "agreed": False})

    def unseen(self) -> Self:
        """Begin anew with a CRM's record that nobody has looked at."""
        return self.model_copy(update={"seen": "", "agreed": True, "unread": ""})

    def beside(self, remote: Fields, sync: FieldSync) -> Self:
        """Note what the CRM has, unless that is known; the stage is nobody's but the CRM's."""
        if self.seen or sync.field is DealField.STAGE:
            return self
        return self.model_copy(update={"seen": sync.theirs(remote.get(sync.target, ""))})

    def is_in(self, theirs: str, sync: FieldSync, filled: str) -> bool:
        """
        Tell whether the CRM's value is ours: what the mapping makes of it now, which may be less,
        or what is read as the same.
        """
        told = sync.theirs(theirs)
        return bool(told) and (told == sync.theirs(filled) or sync.ours(theirs) == self.text)

    def agreed_on(self, seen: str) -> Self:
        """Note that the CRM has our value, in its own spelling."""
        return self.model_copy(update={"seen": seen, "agreed": True})

    def retold(self, told: str, *, at: datetime, outlasts: bool) -> Self:
        """Take in the partner's word; where ours `outlasts` it, only note it."""
        taken = self if outlasts or told == self.text else self._said(told, Side.PARTNER, at)
        return taken.model_copy(update={"shared": told})

    def edited(self, text: str, *, at: datetime) -> Self:
        """
        Take what somebody of the host says, who saw what they changed; a blank is nothing, and so
        is what we have, unless the CRM has what cannot be read.
        """
        if not text or (text == self.text and not self.unread):
            return self
        return self._said(text, Side.PERSON, at).insisted()

    @property
    def is_untold(self) -> bool:
        """Whether somebody has said it since the CRM had the same."""
        return self.by in (Side.PARTNER, Side.PERSON) and not self.agreed

    def says_more_than(self, before: DealValue) -> bool:
        """Tell whether it is another value, or insists where that had left it."""
        return self.text != before.text or self.unread != before.unread

    def outlasts_the_crm(self, rule: ConflictRule, at: datetime) -> bool:
        """Tell whether ours changed too since the CRM had the same, and the rule is on its side."""
        if self.agreed or not self.text or self.by is Side.POLICY:
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

    def outlasts_the_partner(self, rule: ConflictRule, at: datetime) -> bool:
        """Tell whether the host's value counts more than what the partner says at this time."""
        by_the_host = self.by in (Side.CRM, Side.PERSON)
        if not by_the_host or not self.text or self.text == self.shared:
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
