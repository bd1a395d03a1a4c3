"""What becomes of the values of a deal when the CRM has been looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync

from .change import DealChange
from .crm_update import CrmUpdate
from .news import News, Syncs, Values, as_one_value, news_of_the_crm
from .value import DealValue


@dataclass(frozen=True)
class Heard:
    """
    The values as they are now, the fields of which anything new was `said`, and those of which the
    CRM has to be told `anew`; among them is what was `mended`: before, it could not be read.
    """

    values: Values
    changes: tuple[DealChange, ...]
    said: frozenset[DealField]
    anew: frozenset[DealField]
    mended: frozenset[DealField]

    @property
    def agreed(self) -> frozenset[DealField]:
        """The fields of which both sides have the same."""
        dark = as_one_value(frozenset(f for f, value in self.values.items() if value.unread))
        return frozenset(f for f, value in self.values.items() if value.agreed) - dark


def hear(
    before: Values, remote: Fields, syncs: Syncs, update: CrmUpdate, *, at: datetime, who: str
) -> Heard:
    """Take in what the CRM has; `syncs` are in the order in which they are read."""
    news = news_of_the_crm(before, remote, syncs, update.sending, at)
    look = _Look(remote, news, update, at, who)
    values, changes = dict(before), []
    for field, mapped in syncs.items():
        sync = mapped.within(values[DealField.CURRENCY].text)
        values[field] = look.after(before[field], sync)
        changes += look.changes(before[field], values[field], sync)
    mended = frozenset(f for f in syncs if before[f].unread and not values[f].unread)
    parted = frozenset(f for f in syncs if before[f].agreed and not values[f].agreed)
    return Heard(values, tuple(changes), news.said, parted | mended, mended)


def overruled(
    before: Values, story: Sequence[DealChange], heard: Iterable[DealChange]
) -> tuple[DealChange, ...]:
    """Name what somebody had said since both sides agreed, and the CRM's word has replaced."""
    lost = {c.field: c for c in heard if not c.kept and before[c.field].is_untold}
    taken = {change.field: change for change in story if not change.kept}
    return tuple(taken[field].overruled_by(lost[field]) for field in lost if field in taken)


@dataclass(frozen=True)
class _Look:
    remote: Fields
    news: News
    update: CrmUpdate
    at: datetime
    who: str

    def after(self, before: DealValue, sync: FieldSync) -> DealValue:
        has = self.remote.get(sync.target, "")
        if sync.field in self.news.said:
            kept = sync.field in self.news.outlasting
            after = before.heard(has, sync, at=self.at, outlasts=kept)
        else:
            after = before.echoed(has, sync, self.update.sending.get(sync.target, ""))
        own = has.strip() in self.update.words_for(sync.target)
        return after.without_reading("" if own else self.news.unread[sync.field])

    def changes(self, before: DealValue, after: DealValue, sync: FieldSync) -> list[DealChange]:
        """One, where something else is said than we had."""
        told = sync.ours(self.remote.get(sync.target, ""))
        if sync.field not in self.news.said or told == before.text:
            return []
        kept = after.text == before.text
        return [DealChange.of(sync.field, told, before.text, at=self.at, who=self.who, kept=kept)]
