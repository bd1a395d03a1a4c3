"""Who did what to an outgoing referral, when and why; read off the records, as all timelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.timeline import in_order, of_effects
from referral_hub.domain.timeline_entry import TimelineEntry

from .origin import OriginKind
from .partner_referral import PartnerReferral
from .referral import OutgoingReferral

EDITED, RESUBMITTED = "referral.edited", "referral.resubmitted"


def outgoing_story(
    referral: OutgoingReferral, side: PartnerReferral | None, noted: Iterable[TimelineEntry]
) -> list[TimelineEntry]:
    """Tell the referral's story, oldest fact first."""
    entries = [
        *_of_creation(referral),
        *_of_submission(referral),
        *of_effects(referral.ledger),
        *filter(None, [said(side) if side else None]),
        *noted,
    ]
    return in_order(entries)


def _of_creation(referral: OutgoingReferral) -> Iterator[TimelineEntry]:
    origin = referral.origin
    why = {
        OriginKind.ONE: "one at a time",
        OriginKind.AUTOMATIC: f"by rule {origin.rule} version {origin.rule_version}",
        OriginKind.BULK: f"in batch {origin.batch}",
    }
    yield TimelineEntry(
        at=referral.created_at,
        who=referral.created_by,
        what="referral.created",
        why=why[origin.how],
    )


def _of_submission(referral: OutgoingReferral) -> Iterator[TimelineEntry]:
    if not (told := referral.submission):
        return
    if agreed := told.disclosure:
        consent = agreed.consent
        yield TimelineEntry(
            at=consent.recorded_at,
            who=consent.recorded_by,
            what="consent.recorded",
            why=f"given on {consent.given_at:%Y-%m-%d}, for {agreed.feature}",
        )
    yield TimelineEntry(at=told.at, who=told.by, what="referral.submitted")


def edit_of(
    before: OutgoingReferral,
    after: OutgoingReferral,
    *,
    by: Principal,
    at: datetime,
    what: str = EDITED,
) -> TimelineEntry:
    """Who edited it, by the names of the fields: what they say is shown with the referral."""
    names = dict.fromkeys([*before.fields, *after.fields])
    edited = [name for name in names if before.fields.get(name) != after.fields.get(name)]
    if after.solutions != before.solutions:
        edited.append("solutions")
    return TimelineEntry(at=at, who=by.actor, what=what, why=", ".join(edited))


def said_before(side: PartnerReferral, now: PartnerReferral) -> TimelineEntry | None:
    """What the partner said, if it says otherwise now: its record would forget it."""
    before, told = said(side), said(now)
    if before is None or told is None:
        return None
    return before if (before.what, before.why) != (told.what, told.why) else None


def said(side: PartnerReferral) -> TimelineEntry | None:
    """What the partner said last; what it said before is noted as it is heard."""
    if side.word is None or side.heard_at is None:
        return None
    who, word = f"partner:{side.partner_id}", side.word
    why = "; ".join(text for text in (word.status, word.comments) if text)
    return TimelineEntry(at=side.heard_at, who=who, what=f"partner.{word.verdict}", why=why)
