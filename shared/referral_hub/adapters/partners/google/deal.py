"""
A deal as Google's opportunity has it, and what of it the host's changes come to.

Google for Developers, "REST Resource: partners.opportunities": `dealSize` and `closeDate` can be
set, `dealCurrencyCode` is output only; `name` is the name of the resource, and no title. The
reference says nothing of what the stages mean: none is translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.deals.news import MONEY
from referral_hub.domain.effects import Refused
from referral_hub.domain.referrals.deal_fields import DealField, plain

from .door import Opportunity

Told = Mapping[DealField, str]

HEARS = MONEY | {DealField.TARGET_CLOSE_DATE}
_NO_PLACE = "Google's opportunity has no field for this that the hub can write"
_NO_RECORD = "the referral came without an id of Google's: tell Google in its portal"
_NO_CURRENCY = "Google takes no amount without knowing its currency"


def read(found: Opportunity) -> Told:
    """Say what it has in the words of the hub; an amount in no currency says nothing."""
    said = {
        DealField.AMOUNT: plain(DealField.AMOUNT, str(found.get("dealSize", ""))),
        DealField.CURRENCY: plain(DealField.CURRENCY, str(found.get("dealCurrencyCode", ""))),
        DealField.TARGET_CLOSE_DATE: day_in(found.get("closeDate")),
    }
    if not (said[DealField.AMOUNT] and said[DealField.CURRENCY]):
        said = {field: text for field, text in said.items() if field not in MONEY}
    return {field: text for field, text in said.items() if text}


def without_record(told: Told) -> Refused:
    return _refused(_NO_RECORD, told.keys())


def misfit(told: Told) -> Refused | None:
    """Say what Google never takes."""
    if nowhere := told.keys() - HEARS:
        return _refused(_NO_PLACE, nowhere)
    if DealField.AMOUNT in told and DealField.CURRENCY not in told:
        return _refused(_NO_CURRENCY, {DealField.AMOUNT})
    return None


def changes(found: Opportunity, told: Told) -> Refused | Opportunity:
    """Find the fields of the opportunity that have to change, with what they change to."""
    theirs = plain(DealField.CURRENCY, str(found.get("dealCurrencyCode", "")))
    ours = told.get(DealField.CURRENCY, theirs)
    if ours != theirs:
        return _refused(_other_currency(theirs), MONEY & told.keys())
    changed: dict[str, Any] = {}
    amount, day = told.get(DealField.AMOUNT), told.get(DealField.TARGET_CLOSE_DATE)
    if amount and plain(DealField.AMOUNT, str(found.get("dealSize", ""))) != amount:
        changed["dealSize"] = float(amount)
    if day and day_in(found.get("closeDate")) != day:
        changed["closeDate"] = date_of(day)
    return changed


def _other_currency(theirs: str) -> str:
    has = f"is {theirs}" if theirs else "is not set there"
    return f"Google keeps the currency of a deal to itself, and it {has}"


def _refused(reason: str, fields: AbstractSet[DealField]) -> Refused:
    names = tuple(sorted(field.value for field in fields))
    return Refused(reason=reason, cause=Cause.INVALID_FIELDS, fields=names)


def day_in(found: Any) -> str:
    """Read a date; one without a year, month or day (google.type.Date) is none."""
    parts = found if isinstance(found, Mapping) else {}
    try:
        year, month, day = (int(str(parts[name])) for name in ("year", "month", "day"))
    except (KeyError, ValueError):
        return ""
    return plain(DealField.TARGET_CLOSE_DATE, f"{year:04}-{month:02}-{day:02}")


def date_of(day: str) -> Mapping[str, int]:
    year, month, of_month = map(int, day.split("-"))
    return {"year": year, "month": month, "day": of_month}
