"""What a record says of itself before anybody knows whose referral it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.lifecycles.code import ReferralCode, codes_in
from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.sales_record import RecordSeen, SalesRecord
from referral_hub.domain.lifecycles.seeing import seen_of
from referral_hub.domain.lifecycles.unmatched import Why

from .desk import LifecycleDesk


@dataclass(frozen=True)
class Glance:
    """
    A record as one lifecycle sees it: with the code by which a referral begins, or why none does.
    """

    lifecycle: Lifecycle
    seen: RecordSeen
    code: ReferralCode | None = None
    why: Why = Why.SILENT


def in_words_of(
    lifecycle: Lifecycle, seen: SalesRecord | RecordSeen, *, now: datetime
) -> RecordSeen:
    """Say a record in a lifecycle's words; what somebody tells the hub is said so already."""
    return seen if isinstance(seen, RecordSeen) else seen_of(seen, lifecycle, at=now)


def glance(seen: SalesRecord | RecordSeen, *, now: datetime, desk: LifecycleDesk) -> Glance | None:
    """
    Let every active lifecycle look: the one counts whose code is on the record, else the first that
    has something to say. None where no lifecycle is active.
    """
    glances = list(_glances(seen, now, desk))
    found = next((each for each in glances if each.code), None)
    said = next((each for each in glances if each.why is not Why.SILENT), None)
    return found or said or next(iter(glances), None)


def _glances(
    seen: SalesRecord | RecordSeen, now: datetime, desk: LifecycleDesk
) -> Iterator[Glance]:
    active = desk.lifecycles.active()
    for lifecycle in active:
        told = in_words_of(lifecycle, seen, now=now)
        found = _code_or_why(lifecycle, told, active, desk)
        if isinstance(found, ReferralCode):
            yield Glance(lifecycle, told, code=found)
        else:
            yield Glance(lifecycle, told, why=found)


def _code_or_why(
    lifecycle: Lifecycle, seen: RecordSeen, active: list[Lifecycle], desk: LifecycleDesk
) -> ReferralCode | Why:
    if not lifecycle.lets_in(seen):
        return Why.SILENT
    codes = codes_in(seen.code)
    if not codes:
        return Why.MISSING_CODE if lifecycle.expects_code(seen) else Why.SILENT
    if len(codes) > 1:
        return Why.TWO_CODES
    code = desk.codes.find(codes[0])
    if code is None:
        return Why.UNKNOWN_CODE
    if not desk.counts(code) or all(other.rule_id != code.lifecycle_id for other in active):
        return Why.INACTIVE_CODE
    return code if code.lifecycle_id == lifecycle.rule_id else Why.SILENT
