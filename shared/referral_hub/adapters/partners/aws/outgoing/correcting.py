"""
Bringing AWS's record in line with what the referral says now.

While AWS reviews it, nothing can be written: all that is edited meanwhile goes in one write
afterwards. Where AWS asks for corrections, it takes some members only, and the write is the
re-submission; the others wait for the end of the review.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.errors import SYSTEM, Refusal
from referral_hub.adapters.partners.aws.opportunity import Document
from referral_hub.adapters.partners.aws.rewriting import review_status, rewrite
from referral_hub.adapters.partners.aws.words import Review
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral

from . import document
from .associating import associate
from .refusals import refused
from .waiting import REVIEWED

_LOCKED: Mapping[str, str] = {
    Review.SUBMITTED: "AWS is about to review the referral and takes no changes now; they are kept",
    Review.IN_REVIEW: "AWS reviews the referral and takes no changes now; they are kept",
}
# All that a partner may correct when the reviewer asks for it (AWS Partner Central API reference,
# "Working with opportunity updates").
_CORRECTABLE = frozenset(
    {
        "customer.city",
        "customer.country_code",
        "customer.postal_code",
        "customer.state",
        "customer.street",
        "customer.website_url",
        "description",
        "target_close_date",
        "value.amount",
        "value.currency",
    }
)
_FIXED = "ACTION_NOT_PERMITTED"
_NOTHING = "AWS asks for corrections, and nothing was changed of what it takes now"
_FIX = f"Correct what AWS's comments ask for, of {', '.join(sorted(_CORRECTABLE))}; then resubmit."


def correct(central: Central, opportunity_id: str, referral: OutgoingReferral) -> Outcome:
    """
    Write what differs, and associate what is missing.

    Raises:
        Refusal: as `Central.ask` does.
        Unavailable: that too, or the record is not visible yet, or takes no changes now.
    """
    correction = _Correction(referral)
    outcome = _written(central, opportunity_id, correction)
    if outcome != Done():
        return outcome
    if correction.asked_for and not correction.told:
        return Refused(reason=_NOTHING, cause=Cause.INVALID_FIELDS, fix=_FIX)
    if correction.held:
        told = f"AWS takes {', '.join(correction.held)} after its review; until then they are kept"
        raise Unavailable(SYSTEM, told, cause=Cause.BUSY, again_after=REVIEWED)
    return associate(central, opportunity_id, referral.solutions)


@dataclass
class _Correction:
    """What is to be written, and of the record as it was read last: what is not, and why."""

    referral: OutgoingReferral
    fixed: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    asked_for: bool = False

    def __call__(self, found: Document) -> Document:
        status = review_status(found)
        fields = document.wanted(self.referral, found)
        different = document.differing(fields, found)
        differing = tuple(name for name in different if name not in self.fixed)
        self.asked_for = status == Review.ACTION_REQUIRED
        takes_now = _CORRECTABLE if self.asked_for else frozenset(differing)
        self.told = tuple(name for name in differing if name in takes_now)
        self.held = tuple(name for name in differing if name not in takes_now)
        return document.changes(fields, found, self.told)


def _written(central: Central, opportunity_id: str, correction: _Correction) -> Outcome:
    """What AWS has fixed for good is refused, and the others are written without it."""
    try:
        return _rewritten(central, opportunity_id, correction)
    except Refusal as refusal:
        answer = refused(refusal)
        correction.fixed = frozenset(answer.fields) & frozenset(correction.told)
        only_fixed = {fault.code for fault in refusal.faults} == {_FIXED}
        if only_fixed and correction.fixed:
            _rewritten(central, opportunity_id, correction)
        return answer


def _rewritten(central: Central, opportunity_id: str, correction: _Correction) -> Outcome:
    return rewrite(central, opportunity_id, correction, locked=_LOCKED, again_after=REVIEWED)
