"""Unmatched records: give one to a code, let one be, and look at those that waited for a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from referral_hub.domain.access import Principal
from referral_hub.domain.lifecycles.code import CodeDoesNotFit, ReferralCode, codes_in
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, Why
from referral_hub.domain.problem import HUB
from referral_hub.records.races import unless_overtaken

from .desk import LifecycleDesk
from .following import Followed, begin

AT_ONCE = 25
_IN_A_ROUND = 200


def match(
    *, unmatched_id: str, code: str, by: Principal, now: datetime, desk: LifecycleDesk
) -> Followed:
    """
    Say whose a record is: all that was seen of it is followed under this code, from whichever
    source it is.

    Raises:
        UnmatchedNotFound: there is no such record.
        NothingToMatch: it is settled, or belongs to a referral already.
        CodeDoesNotFit: no referral begins by this code.
        Conflict: others see records of the same sale, time and again: later.
    """

    def once() -> Followed:
        record = desk.unmatched.get(unmatched_id)
        record.must_wait()
        return _begun(record, _that_counts(code, desk), by.actor, now, desk)

    return unless_overtaken(f"the record {unmatched_id}", once)


def dismiss(*, unmatched_id: str, by: Principal, desk: LifecycleDesk) -> UnmatchedRecord:
    """
    Take a record off the list, until something else is wrong with it.

    Raises:
        UnmatchedNotFound: there is no such record.
        NothingToMatch: it is settled already.
        Conflict: it changes too fast.
    """

    def once() -> UnmatchedRecord:
        record = desk.unmatched.get(unmatched_id)
        record.must_be_open()
        return desk.unmatched.save(record.dismissed(by=by.actor))

    return unless_overtaken(f"the record {unmatched_id}", once)


@dataclass(frozen=True)
class Matched:
    """How many records were looked at, and whether more wait."""

    looked_at: int
    more: bool


def match_waiting(
    *, code: ReferralCode, now: datetime, desk: LifecycleDesk, most: int = AT_ONCE
) -> Matched:
    """
    Let some of the records that waited for a code begin referrals, as if they were seen now.

    Raises:
        Conflict: others see records of the same sale, time and again: later.
    """
    nobodys = (r for r in desk.unmatched.newest(code=code.code) if not r.number)
    waiting = list(islice(nobodys, most + 1)) if desk.counts(code) else []
    for record in waiting[:most]:
        _look_at(record.unmatched_id, code, now, desk)
    more = len(waiting) > most
    if code.matching and not more:
        desk.codes.save(code.model_copy(update={"matching": False}))
    return Matched(min(len(waiting), most), more)


def go_on_matching(*, now: datetime, desk: LifecycleDesk, most: int = _IN_A_ROUND) -> int:
    """Go on with the codes for which records still wait; say how many were looked at."""
    left = most
    for code in desk.codes.matching():
        left -= match_waiting(code=code, now=now, desk=desk, most=left).looked_at
        if left <= 0:
            break
    return most - left


def _look_at(unmatched_id: str, code: ReferralCode, now: datetime, desk: LifecycleDesk) -> None:
    def once() -> None:
        record = desk.unmatched.get(unmatched_id)
        lifecycle = desk.lifecycles.get(code.lifecycle_id)
        if not record.is_shown:
            return
        if any(lifecycle.lets_in(seen) for seen in record.sightings):
            _begun(record, code, HUB, now, desk)
        else:
            desk.unmatched.save(record.model_copy(update={"why": Why.SILENT}))

    unless_overtaken(f"the record {unmatched_id}", once)


def _begun(
    record: UnmatchedRecord, code: ReferralCode, by: str, now: datetime, desk: LifecycleDesk
) -> Followed:
    lifecycle = desk.lifecycles.get(code.lifecycle_id)
    return begin(
        code=code, lifecycle=lifecycle, sightings=record.sightings, by=by, now=now, desk=desk
    )


def _that_counts(typed: str, desk: LifecycleDesk) -> ReferralCode:
    """
    Raises:
        CodeDoesNotFit: no referral begins by this code.
    """
    codes = codes_in(typed)
    code = desk.codes.find(codes[0]) if len(codes) == 1 else None
    if code is None or not desk.counts(code):
        told = "is no active code of an active referrer"
        raise CodeDoesNotFit(f"{typed} {told}", fields={"/code": told})
    return code
