"""Keep what a look at a record changed: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, Why
from referral_hub.ports import Write
from referral_hub.records.tracked import link_of

from .desk import LifecycleDesk


@dataclass(frozen=True)
class Change:
    """
    A referral before and after a look at a record of its sale.

    `joined` are referrals that turned out to be the same sale, `new_places` records that came to
    belong to it, `matched` what was kept of those while they were nobody's, and `other_codes` what
    was seen of a record that has another code besides.
    """

    before: TrackedReferral
    after: TrackedReferral
    joined: tuple[TrackedReferral, ...]
    new_places: tuple[str, ...]
    matched: tuple[UnmatchedRecord, ...]
    other_codes: tuple[RecordSeen, ...]

    @property
    def number(self) -> str:
        return self.after.number

    @property
    def is_news(self) -> bool:
        """Whether more is new than when a record was looked at; that alone is not worth a write."""
        whole = self.joined or self.new_places or not self.after.says_the_same_as(self.before)
        return bool(whole)


def keep(change: Change, desk: LifecycleDesk) -> TrackedReferral | None:
    """
    Write a change, and return the referral as it is kept; None if nothing is new.

    Raises:
        Conflict: something of it changed since it was read: look again.
    """
    noted = list(_other_codes(change, desk))
    if not change.is_news:
        desk.table.put_all(noted) if noted else None
        return None
    desk.table.put_all([*_writes_of(change, desk), *noted])
    return change.after.model_copy(update={"version": change.after.version + 1})


def _writes_of(change: Change, desk: LifecycleDesk) -> Iterator[Write]:
    yield desk.tracked.write_of(change.after)
    for other in change.joined:
        yield desk.tracked.write_of(other.model_copy(update={"joined_to": change.number}))
    for place in change.new_places:
        yield link_of(place, change.number)
    for record in change.matched:
        yield desk.unmatched.write_of(record.matched(change.number))


def _other_codes(change: Change, desk: LifecycleDesk) -> Iterator[Write]:
    """Keep for people that a record has another code besides: the first one that counted stays."""
    matched = {record.place for record in change.matched}
    for seen in change.other_codes:
        if seen.place not in matched and (
            news := desk.news_of(seen, Why.OTHER_CODE, change.number)
        ):
            yield desk.unmatched.write_of(news)
