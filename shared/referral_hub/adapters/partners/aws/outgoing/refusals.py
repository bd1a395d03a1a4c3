"""What AWS finds fault with, by the fields of the form and in plain words."""

from __future__ import annotations

from referral_hub.adapters.partners.aws.errors import Fault, Refusal
from referral_hub.domain.effects import Refused

from .members import fields_at_fault

FIX = "Correct the fields that are named, then resubmit."
# ValidationExceptionErrorCode in the service model.
_PLAIN = {
    "REQUIRED_FIELD_MISSING": "is required",
    "INVALID_ENUM_VALUE": "is none of the values that AWS has",
    "INVALID_STRING_FORMAT": "is not written as AWS wants it",
    "INVALID_VALUE": "is not valid",
    "NOT_ENOUGH_VALUES": "needs more values",
    "TOO_MANY_VALUES": "has too many values",
    "INVALID_RESOURCE_STATE": "cannot be taken as it stands at AWS",
    "DUPLICATE_KEY_VALUE": "is there already",
    "VALUE_OUT_OF_RANGE": "is too long, too short, too large or too small",
    "ACTION_NOT_PERMITTED": "cannot be changed any more",
}


def refused(refusal: Refusal) -> Refused:
    """Tell an operator what AWS refuses: of a field that the form has, by its name there."""
    if not refusal.faults:
        return refusal.refused
    named = [(fault, fields_at_fault(fault.field)) for fault in refusal.faults]
    told = (_told(fault, fields) for fault, fields in named)
    fields = dict.fromkeys(field for _, found in named for field in found)
    reason = f"AWS refuses: {'; '.join(told)}"
    return Refused(reason=reason, cause=refusal.cause, fields=tuple(fields), fix=FIX)


def _told(fault: Fault, fields: tuple[str, ...]) -> str:
    where = " or ".join(fields) or fault.field or "the referral"
    what = _PLAIN.get(fault.code, "is not accepted")
    return f"{where} {what} ({fault.message or fault.code})"
