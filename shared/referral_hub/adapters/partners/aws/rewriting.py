"""
Changing the opportunity that AWS shares.

UpdateOpportunity replaces the whole document, so a change is read, merged and written under
LastModifiedDate as the lock, in the very text in which AWS told it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable

from . import words
from .central import Central
from .errors import CONFLICT, NOT_FOUND, SYSTEM, Refusal
from .opportunity import Document

_RACES = 4
_LOCK = "LastModifiedDate"
_VISIBLE_WITHIN = timedelta(seconds=10)


def rewrite(
    central: Central,
    opportunity_id: str,
    changes_of: Callable[[Document], Document],
    *,
    locked: Mapping[str, str] = words.LOCKED,
    again_after: timedelta | None = None,
) -> Outcome:
    """
    Put these members in place of those of the opportunity as it is now; without any, nothing is
    written.

    Args:
        locked: Why it cannot be written now, by its ReviewStatus.
        again_after: How long to leave a locked one alone.

    Raises:
        Refusal: as `Central.ask` does.
        Unavailable: that too, or the opportunity is not visible yet, is locked by AWS's review, or
            changes faster than we write.
    """
    for _ in range(_RACES):
        found = visible(central, opportunity_id)
        changes = changes_of(found)
        if not changes:
            return Done()
        if review_status(found) == words.Review.REJECTED:
            return Refused(reason=words.REVIEW_REJECTED)
        if why := locked.get(review_status(found)):
            raise Unavailable(SYSTEM, why, cause=Cause.BUSY, again_after=again_after)
        if _written(central, found, changes):
            return Done()
    told = "AWS changes the opportunity faster than the hub can write"
    raise Unavailable(SYSTEM, told, cause=Cause.BUSY)


def fitted(value: Any, shape: Any) -> Any:
    """Keep of a document what a botocore shape takes; what has no value stays absent."""
    if shape.type_name == "structure":
        kept = (
            (name, value[name], member) for name, member in shape.members.items() if name in value
        )
        return {name: fitted(v, member) for name, v, member in kept if v is not None}
    if shape.type_name == "list":
        return [fitted(item, shape.member) for item in value]
    return value


def visible(central: Central, opportunity_id: str) -> Document:
    """
    Read an opportunity as it is on the wire.

    Raises:
        Refusal: as `Central.ask` does.
        Unavailable: that too, or AWS does not show it yet.
    """
    found = central.find_exactly("get_opportunity", Identifier=opportunity_id)
    if found is None:
        # Seconds after acceptance, or after creation, this is normal.
        told = f"AWS does not show the opportunity {opportunity_id} yet"
        raise Unavailable(SYSTEM, told, cause=Cause.BUSY, again_after=_VISIBLE_WITHIN)
    return found


def _written(central: Central, found: Document, changes: Document) -> bool:
    """Write what was read, with these changes; False when somebody else wrote in between."""
    wanted = {**found, "Identifier": found["Id"], **changes}
    members = fitted(wanted, central.input_shape("UpdateOpportunity"))
    try:
        central.write_under(_LOCK, str(found[_LOCK]), "update_opportunity", **members)
    except Refusal as refusal:
        if refusal.code in (CONFLICT, NOT_FOUND):
            return False
        raise
    return True


def review_status(opportunity: Document) -> str:
    return str((opportunity.get("LifeCycle") or {}).get("ReviewStatus", ""))
