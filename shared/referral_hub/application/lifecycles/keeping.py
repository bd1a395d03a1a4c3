"""Keep what a look at a record changed: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, Why
from referral_hub.domain.rewards.settling import settled
from referral_hub.ports import Write
from referral_hub.records.tracked import link_of

from .desk import LifecycleDesk


@dataclass(frozen=True)
class Change:
    """
    A referral before and after a look at a record of its sale.

    `joined` are referrals that turned out to be the same sale, as they are then, `new_places`
    records that came to belong to it, `matched` what was kept of those as it is then, and
    `looked_at` the records that were seen.
    """

    before: TrackedReferral
    after: TrackedReferral
    joined: tuple[TrackedReferral, ...]
    new_places: tuple[str, ...]
    matched: tuple[UnmatchedRecord, ...]
    looked_at: tuple[str, ...]

    @property
    def number(self) -> str:
        return self.after.number

    @property
    def is_news(self) -> bool:
        """Whether more is new than when a record was looked at; that alone is not worth a write."""
        whole = self.joined or self.new_places or not self.after.says_the_same_as(self.before)
        return bool(whole)


def keep(change: Change, *, now: datetime, desk: LifecycleDesk) -> TrackedReferral | None:
    """
    Write a change, and return the referral as it is kept; None if nothing is new.

    Raises:
        Conflict: something of it changed since it was read: look again.
    """
    noted = list(_other_codes(change, desk))
    if not change.is_news:
        desk.table.put_all(noted) if noted else None
        return None
    writes = [*_writes_of(change, desk), *_settlements(change, now, desk), *noted]
    desk.table.put_all(writes)
    return change.after.model_copy(update={"version": change.after.version + 1})


def _writes_of(change: Change, desk: LifecycleDesk) -> Iterator[Write]:
    yield desk.tracked.write_of(change.after)
    for other in change.joined:
        yield desk.tracked.write_of(other)
    for place in change.new_places:
        yield link_of(place, change.number, is_seen=place in change.after.stories)
    for record in change.matched:
        yield desk.unmatched.write_of(record)


def _settlements(change: Change, now: datetime, desk: LifecycleDesk) -> Iterator[Write]:
    """What a referral earns is settled with it: whoever sees the one sees the other."""
    for referral in (change.after, *change.joined):
        if referral.decision is None:
            continue
        before = desk.rewards.find(referral.number)
        after = settled(
            before,
            referral.decision,
            number=referral.number,
            referrer_id=referral.referrer_id,
            partner_id=referral.partner_id,
            at=now,
        )
        yield from desk.rewards.writes_of(before, after)


def _other_codes(change: Change, desk: LifecycleDesk) -> Iterator[Write]:
    """
    Keep for people that a record has another code besides, until it has not: the first code that
    counted stays.
    """
    matched = {record.place for record in change.matched}
    for place in change.looked_at:
        if place not in matched and (news := _news_of(place, change, desk)):
            yield desk.unmatched.write_of(news)


def _news_of(place: str, change: Change, desk: LifecycleDesk) -> UnmatchedRecord | None:
    if change.after.has_another_code(place):
        latest = change.after.stories[place].latest
        return desk.news_of(latest, Why.OTHER_CODE, change.number)
    if not change.before.has_another_code(place):
        return None
    known = desk.unmatched.of(place)
    return known.matched(change.number) if known and known.is_shown else None
