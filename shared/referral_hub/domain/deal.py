"""
The deal of an accepted referral as both sides know it now: the invitation, and what came back.

A value remembers who said it, and what the CRM had when the hub last looked or wrote. From these
three (ours, the CRM's now, the CRM's then) a change is told from an echo, and from a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from .crm import Fields
from .invitation import Invitation
from .referral import Stage
from .shapes import Frozen, Moment, Money
from .timeline import TimelineEntry

# What the item of a deal has room for; a deal that changes more often forgets its oldest changes.
MOST_CHANGES = 200
_MOST_TEXT = 4000
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")


class DealField(StrEnum):
    """What both sides know of a deal, by the path that a mapping names it with."""

    STAGE = "stage"
    TITLE = "title"
    DESCRIPTION = "description"
    AMOUNT = "value.amount"
    CURRENCY = "value.currency"
    TARGET_CLOSE_DATE = "target_close_date"


# Free text may name people, whom the timeline must not.
_UNTOLD = (DealField.TITLE, DealField.DESCRIPTION)


class Side(StrEnum):
    """Who said a value: the partner, somebody in the CRM, or somebody in the hub."""

    PARTNER = "partner"
    CRM = "crm"
    PERSON = "person"


class ConflictRule(StrEnum):
    """
    Whose value counts when the CRM's changed and ours did too.

    `partner_wins` protects what the partner said, `keep` whatever the hub has; `newest` is the one
    that was said last.
    """

    CRM_WINS = "crm_wins"
    PARTNER_WINS = "partner_wins"
    NEWEST = "newest"
    KEEP = "keep"


class FieldSync(Frozen):
    """
    One field that comes back: what the CRM calls it, and how conflicts end.

    `words` translates the CRM's values into ours; a stage that is not among them is no news, any
    other value means the same on both sides. `ratio` is the part of our amount that the CRM has.
    """

    field: DealField
    target: str
    rule: ConflictRule = ConflictRule.CRM_WINS
    words: Mapping[str, str] = {}
    ratio: Decimal = Decimal(1)

    def theirs(self, remote: str) -> str:
        """Write the CRM's value the way that all its spellings have in common."""
        return remote.strip() if self.words else plain(self.field, remote)

    def ours(self, remote: str) -> str:
        """Read the CRM's value in our words; empty when it says nothing that we understand."""
        if self.field is DealField.STAGE or remote.strip() in self.words:
            return plain(self.field, self.words.get(remote.strip(), ""))
        told = plain(self.field, remote)
        if self.field is DealField.AMOUNT and told and self.ratio != 1:
            return plain(self.field, f"{Decimal(told) / self.ratio:.2f}")
        return told


class DealValue(Frozen):
    """
    `text` is in our words; `seen` is what the CRM had when we last looked or wrote. While both are
    `agreed`, ours has not been changed since.
    """

    text: str = ""
    by: Side
    at: Moment
    seen: str = ""
    agreed: bool = False

    def heard(self, remote: str, sync: FieldSync, *, at: datetime) -> Self:
        """
        Take note of what the CRM has now.

        What is blank, what has not changed and what the hub wrote itself is no news.
        """
        told, remote = sync.ours(remote), sync.theirs(remote)
        if not told or remote == self.seen:
            return self
        if told == self.text:
            return self.model_copy(update={"seen": remote, "agreed": True})
        if self._stays(sync.rule, at):
            return self.model_copy(update={"seen": remote})
        update = {"text": told, "by": Side.CRM, "at": at, "seen": remote, "agreed": True}
        return self.model_copy(update=update)

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


class DealChange(Frozen):
    """One value that came back, and whether it was taken or ours was kept."""

    at: Moment
    who: str
    field: DealField
    told: str
    ours: str
    kept: bool = False

    @property
    def entry(self) -> TimelineEntry:
        what = "deal.kept" if self.kept else "deal.changed"
        return TimelineEntry(at=self.at, who=self.who, what=what, why=self._why)

    @property
    def _why(self) -> str:
        if self.field in _UNTOLD:
            return f"{self.field}: both sides changed it" if self.kept else f"{self.field}"
        if self.kept:
            return f"{self.field}: the CRM says {self.told}, the policy keeps {self.ours}"
        return f"{self.field}: {self.told}, was {self.ours or 'empty'}"


class Deal(Frozen):
    """The values that come back, and the story of their changes, newest last."""

    values: Mapping[DealField, DealValue] = {}
    changes: tuple[DealChange, ...] = ()
    version: int = 0

    @classmethod
    def begun(
        cls,
        invitation: Invitation,
        syncs: Iterable[FieldSync],
        *,
        written: Fields,
        typed: Collection[str],
        at: datetime,
    ) -> Self:
        """
        Begin with what was shared, and with what the hub wrote into the CRM: nothing, when it
        linked an opportunity. `typed` are the CRM's names of the fields that an operator filled in.
        """
        by_field = {sync.field: sync for sync in syncs}
        return cls(
            values={
                field: _begun(text, by_field.get(field), written, typed, at)
                for field, text in _shared(invitation).items()
            }
        )

    def text(self, field: DealField) -> str:
        value = self.values.get(field)
        return value.text if value else ""

    @property
    def stage(self) -> Stage | None:
        told = self.text(DealField.STAGE)
        return Stage(told) if told else None

    @property
    def value(self) -> Money | None:
        """The amount, where both sides' texts make one."""
        try:
            return Money.of(self.text(DealField.AMOUNT), self.text(DealField.CURRENCY))
        except ValueError:
            return None

    def heard(self, remote: Fields, syncs: Iterable[FieldSync], *, at: datetime, who: str) -> Self:
        """
        Take note of what the CRM has now, field by field; a field that it does not have is no news.

        Merging the same again changes nothing.
        """
        values, changes = dict(self.values), list(self.changes)
        for sync in syncs:
            before = values[sync.field]
            after = before.heard(remote.get(sync.target, ""), sync, at=at)
            if after != before:
                values[sync.field] = after
                changes += _changes(sync, before, after, at, who)
        if values == self.values:
            return self
        return self.model_copy(
            update={"values": values, "changes": tuple(changes[-MOST_CHANGES:])},
        )


def _changes(
    sync: FieldSync, before: DealValue, after: DealValue, at: datetime, who: str
) -> Iterator[DealChange]:
    told, ours = sync.ours(after.seen), before.text
    if told != ours:
        # Free text stands once, in the value.
        shown = {} if sync.field in _UNTOLD else {"told": told, "ours": ours}
        kept = after.text == ours
        yield DealChange(at=at, who=who, field=sync.field, kept=kept, **{**_UNSAID, **shown})


_UNSAID = {"told": "", "ours": ""}


def _begun(
    shared: str, sync: FieldSync | None, written: Fields, typed: Collection[str], at: datetime
) -> DealValue:
    """What was written instead of what was shared, if it was, is the host's own."""
    if sync is None or not (seen := sync.theirs(written.get(sync.target, ""))):
        return DealValue(text=shared, by=Side.PARTNER, at=at)
    if shared and sync.target not in typed:
        return DealValue(text=shared, by=Side.PARTNER, at=at, seen=seen, agreed=True)
    return DealValue(text=sync.ours(seen), by=Side.PERSON, at=at, seen=seen, agreed=True)


def _shared(invitation: Invitation) -> dict[DealField, str]:
    value = invitation.value
    told = {
        DealField.STAGE: Stage.NEW.value,
        DealField.TITLE: invitation.title,
        DealField.DESCRIPTION: invitation.description,
        DealField.AMOUNT: value.amount if value else "",
        DealField.CURRENCY: value.currency if value else "",
        DealField.TARGET_CLOSE_DATE: str(invitation.target_close_date or ""),
    }
    return {field: plain(field, text) for field, text in told.items()}


def plain(field: DealField, text: str) -> str:
    """Write a value the way that all its spellings have in common; empty when it is none."""
    return _PLAIN.get(field, _text)(text.strip())


def _text(text: str) -> str:
    return text.replace("\r\n", "\n")[:_MOST_TEXT].strip()


def _amount(text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        return ""
    whole, _, decimals = f"{Decimal(text):f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _date(text: str) -> str:
    """Read the day of a date or of a moment."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


_PLAIN: Mapping[DealField, Callable[[str], str]] = {
    DealField.AMOUNT: _amount,
    DealField.CURRENCY: str.upper,
    DealField.TARGET_CLOSE_DATE: _date,
}
