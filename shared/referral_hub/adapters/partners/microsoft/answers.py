"""
What we answer: accepted, declined, and the id of the opportunity in the CRM.

Partner Center knows no token of a repeated call. So each answer reads first what is there, writes
under the eTag that it read, and whoever does not know what became of it reads again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable

from . import words
from .door import Door, Operation, replace
from .reading import Document, member
from .wire import SYSTEM

_RACES = 4
_EXTERNAL_ID = "externalReferenceId"

# The outcome when there is nothing to write, or None when there is.
Settled = Callable[[Document], Outcome | None]


@dataclass(frozen=True)
class Answers:
    """
    The answers to one referral.

    All raise `Refusal` and `Unavailable` as the door does; also `Unavailable` when somebody changes
    the referral faster than the hub can write.
    """

    door: Door
    referral_id: str

    def accept(self) -> Outcome:
        """Accept, unless it is accepted."""
        steps = (replace("/status", "Active"), replace("/substatus", "Accepted"))
        return self._written(steps, self._accepted)

    def decline(self, reason: str) -> Outcome:
        """Decline, unless it is declined."""
        steps = (
            replace("/status", "Closed"),
            replace("/substatus", "Declined"),
            replace("/statusReason", reason),
        )
        return self._written(steps, lambda found: _declined(found, reason))

    def tell_id(self, crm_id: str) -> Outcome:
        """Write the CRM's id, unless it is there."""
        steps = (replace(f"/{_EXTERNAL_ID}", crm_id),)
        return self._written(steps, lambda found: _told(found, crm_id))

    def _written(self, steps: tuple[Operation, ...], settled: Settled) -> Outcome:
        """Read, compare, write and look again, as often as somebody else is faster."""
        for _ in range(_RACES):
            found = self.door.find(self.referral_id)
            if found is None:
                return Refused(reason=words.GONE, cause=Cause.RECORD_GONE)
            outcome = settled(found)
            if outcome is not None:
                return outcome
            self.door.patch(self.referral_id, steps, tag=_tag(found))
        told = "the referral changes faster than the hub can write"
        raise Unavailable(SYSTEM, told, cause=Cause.BUSY)

    def _accepted(self, found: Document) -> Outcome | None:
        match _status(found):
            case "Active", _:
                return Done(result=self.referral_id)
            case "New", words.WAITING:
                return None
            case "New", _:
                return Refused(reason=words.NOT_OURS)
            case _, substatus:
                return Refused(reason=words.closed(substatus))


def _declined(found: Document, reason: str) -> Outcome | None:
    match _status(found):
        case "Closed", "Declined":
            return Done(result=reason)
        case "New", words.WAITING:
            return None
        case "New", _:
            return Refused(reason=words.NOT_OURS)
        case "Active", _:
            return Refused(reason=words.ACTIVE)
        case _, substatus:
            return Refused(reason=words.closed(substatus))


def _told(found: Document, crm_id: str) -> Outcome | None:
    return Done() if member(found, _EXTERNAL_ID) == crm_id else None


def _status(found: Document) -> tuple[str, str]:
    return str(member(found, "status")), str(member(found, "substatus"))


def _tag(found: Document) -> str:
    """The eTag, whose quotes belong to it; one that no header can carry is none."""
    tag = member(found, "eTag")
    return tag if isinstance(tag, str) and tag.isascii() and tag.isprintable() else ""
