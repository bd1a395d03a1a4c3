"""
The deal of an accepted referral as both sides know it now: the invitation, and what came back.

A value remembers who said it, and what the CRM had when the hub last looked or wrote. From these
three (ours, the CRM's now, the CRM's then) a change is told from an echo, and from a conflict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from .crm import Fields
from .deal_fields import ConflictRule, DealField, FieldSync, plain
from .invitation import Invitation
from .referral import Stage
from .shapes import Frozen, Moment, Money
from .timeline import TimelineEntry

# What the item of a deal has room for; a deal that changes more often forgets its oldest changes.
MOST_CHANGES = 200


# Free text may name people, whom the timeline must not.
_UNTOLD = (DealField.TITLE, DealField.DESCRIPTION)


class Side(StrEnum):
    """Who said a value: the partner, somebody in the CRM, or somebody in the hub."""

    PARTNER = "partner"
    CRM = "crm"
    PERSON = "person"


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
        values: dict[DealField, DealValue] = {}
        for field, text in _shared(invitation).items():
            sync = _in_its_currency(by_field.get(field), values)
            values[field] = _begun(text, sync, written, typed, at)
        return cls(values=values)

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
        for known in sorted(syncs, key=_currency_first):
            sync = known.within(values[DealField.CURRENCY].text)
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


def _in_its_currency(
    sync: FieldSync | None, values: Mapping[DealField, DealValue]
) -> FieldSync | None:
    currency = values.get(DealField.CURRENCY)
    return sync.within(currency.text) if sync and currency else sync


def _currency_first(sync: FieldSync) -> bool:
    """Order fields so that an amount is read in the currency that it came with."""
    return sync.field is not DealField.CURRENCY


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
        # Before the amount, which is read in it.
        DealField.CURRENCY: value.currency if value else "",
        DealField.AMOUNT: value.amount if value else "",
        DealField.TARGET_CLOSE_DATE: str(invitation.target_close_date or ""),
    }
    return {field: plain(field, text) for field, text in told.items()}
