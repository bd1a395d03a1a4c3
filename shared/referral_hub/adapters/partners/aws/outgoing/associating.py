"""
Associating the host's solutions: AWS knows no token for it, so what is there is read first.

What somebody else associated stays, and what the referral offers no more does too: who put it there
is not to be seen.
"""

from __future__ import annotations

from referral_hub.adapters.partners.aws import words
from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.errors import (
    CONFLICT,
    INVALID,
    NOT_FOUND,
    SYSTEM,
    Refusal,
)
from referral_hub.adapters.partners.aws.rewriting import review_status, visible
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable

from .members import SOLUTIONS
from .refusals import FIX
from .waiting import REVIEWED

_ENTITY = "Solutions"
_THERE = "DUPLICATE_KEY_VALUE"


def associate(central: Central, opportunity_id: str, solutions: tuple[str, ...]) -> Outcome:
    """
    Associate those that are not there.

    Raises:
        Refusal: as `Central.ask` does.
        Unavailable: that too, or the opportunity is not visible yet, or locked by AWS's review.
    """
    if not solutions:
        return Done()
    found = visible(central, opportunity_id)
    known = (found.get("RelatedEntityIdentifiers") or {}).get(_ENTITY) or ()
    missing = [each for each in dict.fromkeys(solutions) if each not in known]
    if missing and (locked := words.LOCKED.get(review_status(found))):
        raise Unavailable(SYSTEM, locked, cause=Cause.BUSY, again_after=REVIEWED)
    unknown = [each for each in missing if not _associated(central, opportunity_id, each)]
    return _not_offered(unknown) if unknown else Done()


def _associated(central: Central, opportunity_id: str, solution_id: str) -> bool:
    """Associate one; False where AWS knows no such solution."""
    try:
        central.ask(
            "associate_opportunity",
            OpportunityIdentifier=opportunity_id,
            RelatedEntityType=_ENTITY,
            RelatedEntityIdentifier=solution_id,
        )
    except Refusal as refusal:
        if refusal.code == NOT_FOUND:
            return False
        if not _is_there(refusal):
            raise
    return True


def _is_there(refusal: Refusal) -> bool:
    """AWS refuses what is associated already, in one way or the other."""
    codes = {fault.code for fault in refusal.faults}
    return refusal.code == CONFLICT or (refusal.code == INVALID and codes == {_THERE})


def _not_offered(unknown: list[str]) -> Refused:
    told = f"AWS lists no solution {', '.join(unknown)} of yours in this catalog"
    return Refused(reason=told, cause=Cause.INVALID_FIELDS, fields=(SOLUTIONS,), fix=FIX)
