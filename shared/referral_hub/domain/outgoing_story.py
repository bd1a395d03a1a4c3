"""Who did what to an outgoing referral, when and why; read off the records, as all timelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .outgoing.partner_referral import PartnerReferral
from .outgoing.referral import OutgoingReferral
from .timeline import in_order, of_effects
from .timeline_entry import TimelineEntry


def outgoing_story(
    referral: OutgoingReferral, side: PartnerReferral | None, noted: Iterable[TimelineEntry]
) -> list[TimelineEntry]:
    """Tell the referral's story, oldest fact first."""
    entries = [
        *_of_creation(referral),
        *_of_submission(referral),
        *of_effects(referral.ledger),
        *_of_word(side),
        *noted,
    ]
    return in_order(entries)


def _of_creation(referral: OutgoingReferral) -> Iterator[TimelineEntry]:
    origin = referral.origin
    why = {"automatic": f"by rule {origin.rule} version {origin.rule_version}"}
    why["bulk"] = f"in batch {origin.batch}"
    yield TimelineEntry(
        at=referral.created_at,
        who=referral.created_by,
        what="referral.created",
        why=why.get(origin.how, "one at a time"),
    )


def _of_submission(referral: OutgoingReferral) -> Iterator[TimelineEntry]:
    if told := referral.submission:
        yield TimelineEntry(at=told.at, who=told.by, what="referral.submitted")


def _of_word(side: PartnerReferral | None) -> Iterator[TimelineEntry]:
    """What the partner said last; what it said before is noted as it is heard."""
    if side and side.word and side.heard_at:
        who, said = f"partner:{side.partner_id}", side.word
        why = "; ".join(text for text in (said.status, said.comments) if text)
        yield TimelineEntry(at=side.heard_at, who=who, what=f"partner.{said.verdict}", why=why)
