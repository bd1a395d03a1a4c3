"""
What we answer: accepted, declined, the id of the opportunity in the CRM, and what changes of the
deal.

Partner Center knows no token of a repeated call. So each answer reads first what is there, writes
under the eTag that it read, and whoever does not know what became of it reads again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable

from . import deal, words
from .deal import Steps, Told
from .door import Door, replace
from .errors import Refusal
from .reading import Document, member
from .wire import SYSTEM

_RACES = 4
_EXTERNAL_ID = "externalReferenceId"

# What is to be written, or the outcome when nothing is.
Wanted = Callable[[Document], Outcome | Steps]


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
        return self.written(lambda found: self._accepted(found) or steps)

    def decline(self, reason: str) -> Outcome:
        """Decline, unless it is declined."""
        steps = (
            replace("/status", "Closed"),
            replace("/substatus", "Declined"),
            replace("/statusReason", reason),
        )
        return self.written(lambda found: _declined(found, reason) or steps)

    def tell_id(self, crm_id: str) -> Outcome:
        """Write the CRM's id, unless it is there."""
        steps = (replace(f"/{_EXTERNAL_ID}", crm_id),)
        return self.written(lambda found: _told(found, crm_id) or steps)

    def tell_deal(self, told: Told) -> Outcome:
        """Write what differs; no more is looked at than that Partner Center took it."""
        if misfit := deal.misfit(told):
            return misfit
        try:
            return self.written(lambda found: deal.steps(found, told), looks_again=False)
        except Refusal as refusal:
            return deal.refused_by(refusal, told)

    def written(self, wanted: Wanted, *, looks_again: bool = True) -> Outcome:
        """Read, compare, write and look again, as often as somebody else is faster."""
        for _ in range(_RACES):
            found = self.door.find(self.referral_id)
            if found is None:
                return Refused(reason=words.GONE, cause=Cause.RECORD_GONE)
            told = wanted(found)
            if not isinstance(told, tuple):
                return told
            taken = self.door.patch(self.referral_id, told, tag=_tag(found))
            if taken and not looks_again:
                return Done()
        why = "the referral changes faster than the hub can write"
        raise Unavailable(SYSTEM, why, cause=Cause.BUSY)

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
