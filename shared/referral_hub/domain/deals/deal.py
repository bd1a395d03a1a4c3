"""
The deal of an accepted referral as the hub knows it now: what was shared, and what the partner, the
CRM and people of the host have said since.

What the partner and people of the host say is told to the CRM; what the CRM says comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Self, TypeVar

from pydantic import Field

from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync, plain
from referral_hub.domain.referrals.terms import Terms
from referral_hub.domain.shapes import Frozen, Instant, Moment, Money
from referral_hub.domain.timeline_entry import TimelineEntry

from .beginning import first_values
from .change import DealChange
from .crm_update import CrmUpdate
from .hearing import hear, overruled
from .news import (
    as_one_value,
    currency_first,
    outlasting_the_partner,
    targets_of,
    told_by_the_partner,
)
from .partner_update import PartnerUpdate
from .value import DealValue, Side

# What the item of a deal has room for; a deal that changes more often forgets its oldest changes.
MOST_CHANGES = 200

T = TypeVar("T", bound=Terms)


class Deal(Frozen):
    """
    The values that go to and fro, and the story of their changes, newest last.

    `number`, `partner_id`, `direction` and `received_at` are those of the referral that it is
    about; of the fields that its policy `tells`, the partner is told what the host changes.
    `told_at` is when the partner said its last word, by its own clock, where it tells that;
    `told_here` as in `Retold`.
    """

    number: str = ""
    partner_id: str = ""
    direction: Direction = Direction.INBOUND
    received_at: Moment | None = None
    told_at: Instant | None = None
    told_here: Mapping[DealField, Moment] = {}
    tells: tuple[DealField, ...] = ()
    values: Mapping[DealField, DealValue] = {}
    changes: tuple[DealChange, ...] = ()
    update: CrmUpdate = Field(default_factory=CrmUpdate)
    partner_update: PartnerUpdate = Field(default_factory=PartnerUpdate)
    version: int = 0
    book_mark: str = ""

    @classmethod
    def begun(
        cls,
        terms: Terms,
        syncs: Iterable[FieldSync],
        *,
        written: Fields,
        typed: Collection[str],
        at: datetime,
        by: Side = Side.PARTNER,
        stage: Stage = Stage.NEW,
    ) -> Self:
        """
        Begin with what was shared `by` somebody, and with what the hub wrote into the CRM, if it
        did. `typed` are the CRM's names of the fields that an operator filled in.
        """
        values = first_values(terms, syncs, written, typed, at, by, stage=stage)
        return cls(values=values, update=CrmUpdate(currency=values[DealField.CURRENCY].text))

    def of(self, terms: Terms, *, tells: tuple[DealField, ...] = ()) -> Self:
        """Say whose deal it is, and of what its partner is told."""
        whose = {"number": terms.number, "partner_id": terms.partner_id}
        told = {"received_at": terms.received_at, "tells": tells}
        return self.model_copy(update={**whose, **told})

    def shown(self, words: Mapping[DealField, str]) -> Self:
        """Note what the partner has by now, whoever said it first."""
        known = {f: self.values[f].model_copy(update={"shared": t}) for f, t in words.items()}
        return self.model_copy(update={"values": {**self.values, **known}})

    def text(self, field: DealField) -> str:
        value = self.values.get(field)
        return value.text if value else ""

    @property
    def looked_at(self) -> bool:
        """Whether it is known of any value what the CRM has."""
        return any(value.seen for value in self.values.values())

    @property
    def story(self) -> list[TimelineEntry]:
        """Its changes for the timeline."""
        return [change.entry(self.text(DealField.CURRENCY)) for change in self.changes]

    @property
    def stage(self) -> Stage | None:
        told = self.text(DealField.STAGE)
        return Stage(told) if told else None

    @property
    def value(self) -> Money | None:
        """The amount, where it and its currency make one."""
        try:
            return Money.of(self.text(DealField.AMOUNT), self.text(DealField.CURRENCY))
        except ValueError:
            return None

    def currency_there(self, syncs: Iterable[FieldSync]) -> str:
        """In which currency the amounts in the CRM are, as far as anybody knows; else empty."""
        value = self.values[DealField.CURRENCY]
        said = [sync.ours(value.seen) for sync in syncs if sync.field is DealField.CURRENCY]
        return next(filter(None, said), self.update.currency)

    def updating(self, update: CrmUpdate) -> Self:
        return self.model_copy(update={"update": update})

    def over(self, terms: T) -> T:
        """The terms as they would be shared now."""
        closes = self.text(DealField.TARGET_CLOSE_DATE)
        told: dict[str, object] = {
            "title": self.text(DealField.TITLE),
            "description": self.text(DealField.DESCRIPTION),
            "target_close_date": date.fromisoformat(closes) if closes else None,
        }
        known = {name: value for name, value in told.items() if value}
        if self.told_at:
            known["told_at"] = self.told_at
        # An amount that is none in its currency is not the one that was shared before, either.
        if self.text(DealField.AMOUNT) and self.text(DealField.CURRENCY):
            known["value"] = self.value
        return terms.model_copy(update=known)

    def heard(self, remote: Fields, syncs: Iterable[FieldSync], *, at: datetime, who: str) -> Self:
        """
        Take note of what the CRM has now, field by field; a field that it does not have is no news.

        Merging the same again changes nothing.
        """
        known = {sync.field: sync for sync in sorted(syncs, key=currency_first)}
        heard = hear(self.values, remote, known, self.update, at=at, who=who)
        changes = (*heard.changes, *overruled(self.values, self.changes, heard.changes))
        deal = self._with(heard.values, changes, anew=targets_of(heard.anew, known.values()))
        update = deal.update.past({known[field].target for field in heard.said})
        # What was refused and is there by now, or is not wanted any more, is no problem.
        settled = update.refused.keys() & {s.target for f, s in known.items() if f in heard.agreed}
        return deal.updating(update.without(settled).fresh() if heard.mended or settled else update)

    def beside(self, remote: Fields, syncs: Iterable[FieldSync]) -> Self:
        """
        Note what a linked opportunity has. The host shared what it chose to: that the CRM has it
        otherwise is no news.
        """
        values = {sync.field: self.values[sync.field].beside(remote, sync) for sync in syncs}
        return self.model_copy(update={"values": {**self.values, **values}})

    def linked_anew(self, given: Fields) -> Self:
        """Belong to another opportunity; what the mappings have `given` is no change of it."""
        values = {field: value.unseen() for field, value in self.values.items()}
        update = self.update.begun_anew(given, currency=self.text(DealField.CURRENCY))
        return self.model_copy(update={"values": values, "update": update})

    def unread(self, syncs: Iterable[FieldSync]) -> frozenset[str]:
        """Name the fields of the CRM that have what cannot be read."""
        return frozenset(sync.target for sync in syncs if self.values[sync.field].unread)

    def one_with(self, targets: Collection[str], syncs: Iterable[FieldSync]) -> frozenset[str]:
        """Add to these fields what is one value with them."""
        known = tuple(syncs)
        return targets_of({sync.field for sync in known if sync.target in targets}, known)

    def insisted(self, syncs: Collection[FieldSync]) -> Self:
        """Have our values of these fields told in place of what cannot be read."""
        insisted = {sync.field: self.values[sync.field].insisted() for sync in syncs}
        return self._told({**self.values, **insisted}, [], syncs)

    def retold(
        self, told: Mapping[DealField, str], syncs: Iterable[FieldSync], *, at: datetime, who: str
    ) -> Self:
        """
        Take in what the partner says now; what it said before is no news, and a blank is none.

        Where the host changed a value, the field's rule says whose counts. An amount and its
        currency are one value.
        """
        known = {sync.field: sync for sync in syncs}
        values, changes = self._echoed(told), []
        said = told_by_the_partner(values, told)
        outlasting = outlasting_the_partner(values, said, known, at)
        for field, text in said.items():
            before, kept = values[field], field in outlasting
            values[field] = before.retold(text, at=at, outlasts=kept)
            if text != before.text:
                changes.append(DealChange.of(field, text, before.text, at=at, who=who, kept=kept))
        return self._told(values, changes, known.values())

    def confirmed(self, told_at: datetime | None) -> Self:
        """Note when the partner said its last word, be it the same as before; never go back."""
        if told_at is None or (self.told_at and told_at <= self.told_at):
            return self
        return self.model_copy(update={"told_at": told_at})

    def _echoed(self, told: Mapping[DealField, str]) -> dict[DealField, DealValue]:
        """What the hub is telling the partner just now, and it says back, is no news."""
        return dict(self.shown(self.partner_update.echoed(told)).values)

    def edited(
        self, told: Mapping[DealField, str], syncs: Iterable[FieldSync], *, at: datetime, who: str
    ) -> Self:
        """Take what somebody of the host typed; a blank wipes nothing."""
        values, changes = dict(self.values), []
        for field, text in told.items():
            before, said = values[field], plain(field, text)
            values[field] = before.edited(said, at=at)
            if values[field] != before:
                changes.append(DealChange.of(field, said, before.text, at=at, who=who))
        return self._told(values, changes, syncs)

    def created_with(self, filled: Fields, syncs: Iterable[FieldSync]) -> Self:
        """
        Write down with what the opportunity is about to be created, so that this is no news when it
        is read.
        """
        synced, currency = {sync.target for sync in syncs}, self.text(DealField.CURRENCY)
        return self.updating(self.update.creating(filled, synced, currency=currency))

    def wanting(self, filled: Fields, syncs: Iterable[FieldSync]) -> dict[str, str]:
        """List what the CRM has to be told of what the mappings give now."""
        told = {sync.target for sync in syncs if self._is_told(sync, filled)}
        return self.update.wanting(filled, told)

    def _is_told(self, sync: FieldSync, filled: Fields) -> bool:
        value = self.values[sync.field]
        return value.agreed or value.seen == sync.theirs(filled.get(sync.target, ""))

    def in_line(self, filled: Fields, syncs: Iterable[FieldSync]) -> Self:
        """Say that the CRM has all of this, or is to keep what it has instead."""
        values, written = dict(self.values), self.update.sending
        for known in syncs:
            sync, value = known.within(values[DealField.CURRENCY].text), values[known.field]
            text = filled.get(sync.target, "")
            for has in (written.get(sync.target, ""), value.seen):
                if not values[sync.field].agreed and value.is_in(has, sync, text):
                    values[sync.field] = value.agreed_on(sync.theirs(has))
        update = self.update.in_line(filled, currency=self.text(DealField.CURRENCY))
        return self._with(values, []).updating(update)

    def _with(
        self,
        values: Mapping[DealField, DealValue],
        changes: Sequence[DealChange],
        anew: Collection[str] = (),
    ) -> Self:
        """Forget what the CRM was told of what is said `anew`."""
        if values == self.values:
            return self
        story = (*self.changes, *changes)[-MOST_CHANGES:]
        said = {"values": values, "changes": story, "update": self.update.without(anew)}
        return self.model_copy(update={**said, "partner_update": self._owed_to_the_partner(values)})

    def _owed_to_the_partner(self, values: Mapping[DealField, DealValue]) -> PartnerUpdate:
        """
        Send a message to the partner only where these values say more than the last; what changes
        while the policy does not name its field is never told.
        """
        kept = frozenset(DealField) - as_one_value(frozenset(self.tells))
        update = self.partner_update.superseded(values).passing_over(values, kept)
        wanted = update.wanting(values, self.tells)
        before = update.wanting(self.values, self.tells)
        return update.fresh() if wanted and wanted != before else update

    def _told(
        self,
        values: Mapping[DealField, DealValue],
        changes: Sequence[DealChange],
        syncs: Iterable[FieldSync],
    ) -> Self:
        """Take in values of which the CRM may have to be told."""
        changed = {field for field in values if values[field].says_more_than(self.values[field])}
        anew = targets_of(changed, syncs)
        if DealField.CURRENCY in changed:
            # What could not be told in the one currency perhaps can be in the other.
            anew |= self.update.refused.keys()
        told = self._with(values, changes, anew=anew)
        return told.updating(told.update.fresh()) if changed else told
