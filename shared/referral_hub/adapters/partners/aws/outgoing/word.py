"""What an opportunity says that the host shared: AWS's verdict, its comments, and the fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.adapters.partners.aws.errors import without_people
from referral_hub.adapters.partners.aws.opportunity import Document
from referral_hub.adapters.partners.aws.rewriting import review_status
from referral_hub.adapters.partners.aws.words import Review
from referral_hub.domain.outgoing.partner_referral import PartnerWord, Verdict

from .members import MEMBERS, text_at

_VERDICTS: Mapping[str, Verdict] = {
    Review.SUBMITTED: Verdict.IN_REVIEW,
    Review.IN_REVIEW: Verdict.IN_REVIEW,
    Review.ACTION_REQUIRED: Verdict.ACTION_REQUIRED,
    Review.APPROVED: Verdict.ACCEPTED,
    Review.REJECTED: Verdict.REJECTED,
}
_LOCKED = frozenset({Review.SUBMITTED, Review.IN_REVIEW, Review.REJECTED})


def word_of(found: Document) -> PartnerWord:
    """Map GetOpportunity's answer, as it is on the wire."""
    status, life_cycle = review_status(found), found.get("LifeCycle") or {}
    said = (life_cycle.get("ReviewStatusReason"), life_cycle.get("ReviewComments"))
    fields = {name: text_at(found, name) for name in MEMBERS}
    return PartnerWord(
        partner_referral_id=found["Id"],
        verdict=_VERDICTS.get(status, Verdict.NONE),
        status=status,
        comments=without_people("; ".join(text for text in said if text)),
        locked=status in _LOCKED,
        fields={name: text for name, text in fields.items() if text},
        at=_moment(found.get("LastModifiedDate")),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
