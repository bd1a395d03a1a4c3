"""
Follow a lead, an opportunity or an order: the one way by which anything is said of a record.

Whoever says it, and in whatever order it arrives: what is kept is worked out of all that was said,
and written in one transaction. Whatever nobody can be found for is kept too, for people to look at;
nothing that a record says is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.outbox import intended, taken_over
from referral_hub.domain.lifecycles.sales_record import RecordSeen, SalesRecord
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, Why
from referral_hub.domain.problem import HUB
from referral_hub.records.races import unless_overtaken

from .deciding import decided
from .desk import LifecycleDesk
from .gathering import Gathered, gather
from .glancing import Glance, glance, in_words_of
from .keeping import Change, keep


class What(StrEnum):
    """What came of a look at a record."""

    BEGUN = "begun"
    WENT_ON = "went_on"
    NOTHING_NEW = "nothing_new"
    UNMATCHED = "unmatched"
    PASSED_BY = "passed_by"


@dataclass(frozen=True)
class Look:
    """What was seen now, what was known of the sale, and who says whose it is."""

    sightings: tuple[RecordSeen, ...]
    gathered: Gathered
    now: datetime
    by: str = HUB


@dataclass(frozen=True)
class Followed:
    """
    `linked` are the places of records that came to belong to the referral by this look, besides the
    one that was looked at: in the CRM they may have been for long, so that they are worth a look.
    """

    what: What
    tracked: TrackedReferral | None = None
    unmatched: UnmatchedRecord | None = None
    linked: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether a referral began by it, or went on."""
        return self.what in (What.BEGUN, What.WENT_ON)


def follow(*, seen: SalesRecord | RecordSeen, now: datetime, desk: LifecycleDesk) -> Followed:
    """
    Take in a record as it is now in the CRM, or as somebody says that it was.

    Raises:
        Conflict: others see records of the same sale, time and again: later.
    """
    told = f"{seen.kind} {seen.record_id}"
    return unless_overtaken(told, lambda: _follow(seen, now, desk))


def begin(
    *,
    code: ReferralCode,
    lifecycle: Lifecycle,
    sightings: tuple[RecordSeen, ...],
    by: str = HUB,
    now: datetime,
    desk: LifecycleDesk,
) -> Followed:
    """
    Begin to follow a referral; records of a sale that is somebody's become part of that.

    Raises:
        Conflict: somebody else began to.
    """
    gathered = gather(_places_of(sightings), desk)
    if gathered.numbers:
        known, *_ = desk.living(gathered.numbers)
        along = desk.lifecycle_of(known)
        look = Look(sightings, gathered, now, by)
        return _grown(What.WENT_ON, known, along, look, desk)
    begun = TrackedReferral(
        number=desk.tracked.new_number(),
        code=code.code,
        referrer_id=code.referrer_id,
        partner_id=desk.referrers.get(code.referrer_id).partner_id,
        lifecycle=lifecycle.pin,
        created_at=now,
    )
    return _grown(What.BEGUN, begun, lifecycle, Look(sightings, gathered, now, by), desk)


def _follow(seen: SalesRecord | RecordSeen, now: datetime, desk: LifecycleDesk) -> Followed:
    gathered = gather(seen.belongs_to, desk)
    if gathered.numbers:
        return _go_on(seen, gathered, now, desk)
    found = glance(seen, now=now, desk=desk)
    if found and found.code:
        sightings = (found.seen,)
        return begin(
            code=found.code, lifecycle=found.lifecycle, sightings=sightings, now=now, desk=desk
        )
    if found is None:
        return Followed(What.PASSED_BY)
    return _remember(found, told=isinstance(seen, RecordSeen), desk=desk)


def _go_on(
    seen: SalesRecord | RecordSeen, gathered: Gathered, now: datetime, desk: LifecycleDesk
) -> Followed:
    referral, *others = desk.living(gathered.numbers)
    lifecycle = desk.lifecycle_of(referral)
    told = in_words_of(lifecycle, seen, now=now)
    if not all(each.has_room_for(told.place) for each in (referral, *others)):
        noted = desk.noted(told, Why.TOO_MANY_RECORDS, number=referral.number)
        return Followed(What.UNMATCHED, referral, noted)
    return _grown(What.WENT_ON, referral, lifecycle, Look((told,), gathered, now), desk)


def _grown(
    what: What,
    referral: TrackedReferral,
    lifecycle: Lifecycle,
    look: Look,
    desk: LifecycleDesk,
) -> Followed:
    sightings, gathered, now = look.sightings, look.gathered, look.now
    after = referral
    others = [r for r in desk.living(gathered.numbers) if r.number != referral.number]
    for other in others:
        after = taken_over(after.joining(other, lifecycle), other)
    for seen in (*sightings, *gathered.sightings):
        after = after.having(seen, lifecycle)
    after = decided(after, lifecycle, now=now, desk=desk)
    after = intended(after, lifecycle, tells=desk.tells(lifecycle), at=now)
    change = Change(
        before=referral,
        after=after,
        joined=tuple(other.joined(referral, at=now) for other in others),
        new_places=gathered.new_places,
        matched=tuple(record.matched(referral.number, by=look.by) for record in gathered.waiting),
        looked_at=tuple(dict.fromkeys(seen.place for seen in sightings)),
    )
    kept = keep(change, now=now, desk=desk)
    own = {seen.place for seen in sightings}
    linked = tuple(place for place in gathered.new_places if place not in own)
    return Followed(what if kept else What.NOTHING_NEW, kept or referral, linked=linked)


def _remember(found: Glance, *, told: bool, desk: LifecycleDesk) -> Followed:
    """
    Keep what is nobody's: for people to look at, where it should be somebody's. What was told is
    kept besides, because what comes later may be older; what is read is what there is.
    """
    known = desk.unmatched.of(found.seen.place)
    if found.why is Why.SILENT and not (told or known):
        return Followed(What.PASSED_BY)
    noted = desk.noted(found.seen, found.why)
    return Followed(What.UNMATCHED if noted.is_shown else What.PASSED_BY, unmatched=noted)


def _places_of(sightings: Iterable[RecordSeen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for seen in sightings for place in seen.belongs_to))
