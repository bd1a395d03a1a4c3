"""
What the host changed of a deal, as steps of a patch.

Microsoft Learn, "Referral resources" (status and substatus) and "Update a lead or opportunity";
the certified connector's specification lists the paths that can be patched. A name is none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.deals.news import MONEY
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField, plain

from . import words
from .door import Operation, put
from .errors import Refusal
from .reading import Document, member

Told = Mapping[DealField, str]
Steps = tuple[Operation, ...]

_PLACES: Mapping[DealField, str] = {
    DealField.AMOUNT: "details/dealValue",
    DealField.CURRENCY: "details/currency",
    DealField.TARGET_CLOSE_DATE: "details/closingDateTime",
    DealField.DESCRIPTION: "details/notes",
}
HEARS = frozenset({DealField.STAGE, *_PLACES})
_OPEN = (Stage.NEW, Stage.IN_PROGRESS)
# By which members Partner Center finds fault with what.
_MEMBERS: Mapping[str, frozenset[DealField]] = {
    "status": frozenset({DealField.STAGE}),
    "substatus": frozenset({DealField.STAGE}),
    "dealValue": MONEY,
    "currency": MONEY,
    "closingDateTime": frozenset({DealField.TARGET_CLOSE_DATE}),
    "notes": frozenset({DealField.DESCRIPTION}),
}


def steps(found: Document, told: Told) -> Outcome | Steps:
    """Bring the referral in line with these values; done when it is."""
    closes = _closing(found, told)
    if isinstance(closes, Refused):
        return closes
    return (*details(found, told), *closes) or Done()


def misfit(told: Told) -> Refused | None:
    """Say what Partner Center never takes."""
    if nowhere := told.keys() - HEARS:
        return refused(words.NO_PLACE, nowhere)
    if DealField.AMOUNT in told and DealField.CURRENCY not in told:
        return refused("Partner Center takes no amount without its currency", {DealField.AMOUNT})
    return None


def refused_by(refusal: Refusal, told: Told) -> Refused:
    """Name the fields that Partner Center finds fault with, as far as it says."""
    fields = _MEMBERS.get(refusal.target.rpartition("/")[2], frozenset())
    return Refused(
        reason=refusal.reason,
        cause=refusal.cause,
        fix=refusal.fix,
        fields=_names(fields & told.keys()),
    )


def refused(reason: str, fields: AbstractSet[DealField]) -> Refused:
    return Refused(reason=reason, cause=Cause.INVALID_FIELDS, fields=_names(fields))


def _names(fields: AbstractSet[DealField]) -> tuple[str, ...]:
    return tuple(sorted(field.value for field in fields))


def _closing(found: Document, told: Told) -> Refused | Steps:
    """Won and lost are a status; of the stages before it knows only that the deal is open."""
    if DealField.STAGE not in told:
        return ()
    stage, status = Stage(told[DealField.STAGE]), member(found, "status")
    substatus = member(found, "substatus")
    if stage in _OPEN:
        is_closed = status == "Closed"
        return refused(words.STAYS_CLOSED, {DealField.STAGE}) if is_closed else ()
    wanted = "Won" if stage is Stage.WON else "Lost"
    if (status, substatus) == ("Closed", wanted):
        return ()
    if status == "Closed" and substatus not in ("Won", "Lost"):
        return refused(words.closed(str(substatus)), {DealField.STAGE})
    return put(found, "status", "Closed"), put(found, "substatus", wanted)


def details(found: Document, told: Told) -> Steps:
    """Bring all but the stage in line."""
    new = {
        field for field in _PLACES if field in told and _has(found, field) != _plain(field, told)
    }
    if DealField.AMOUNT not in told:
        new -= MONEY
    places = (field for field in _PLACES if field in new)
    return tuple(put(found, _PLACES[field], _theirs(field, told[field])) for field in places)


def _has(found: Document, field: DealField) -> str:
    has: Any = member(found, _PLACES[field])
    return "" if has is None else plain(field, str(has))


def _plain(field: DealField, told: Told) -> str:
    return plain(field, told[field])


def _theirs(field: DealField, text: str) -> str:
    return f"{text}T00:00:00Z" if field is DealField.TARGET_CLOSE_DATE else text
