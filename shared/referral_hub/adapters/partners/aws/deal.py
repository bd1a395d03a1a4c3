"""
Telling AWS what the host changed of a deal: changed members only, all else as AWS has it.

What AWS fixes when it approves an opportunity is tried, and AWS's word taken: its guide lists title
and problem, and among them the CRM's id, which it takes at any time ("Working with opportunity
updates", AWS Partner Central developer guide).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.deals.news import MONEY
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField, plain

from . import words
from .central import Central
from .errors import Refusal
from .opportunity import Document, deal_of
from .rewriting import rewrite

Told = Mapping[DealField, str]

HEARS = frozenset(DealField)

# What the service model says of Title, CustomerBusinessProblem and Amount.
_FITS: Mapping[DealField, tuple[re.Pattern[str], str]] = {
    DealField.TITLE: (re.compile(r"(?s).{1,255}"), "AWS takes titles of up to 255 characters"),
    DealField.DESCRIPTION: (
        re.compile(r"(?s).{20,2000}"),
        "AWS takes a customer problem of 20 to 2000 characters",
    ),
    DealField.AMOUNT: (
        re.compile(r"(0|[1-9][0-9]{0,30})(\.[0-9]{0,2})?"),
        "AWS takes amounts with up to two decimals",
    ),
}
# By which members AWS finds fault with what.
_MEMBERS: Mapping[str, frozenset[DealField]] = {
    "Stage": frozenset({DealField.STAGE}),
    "ClosedLostReason": frozenset({DealField.STAGE}),
    "TargetCloseDate": frozenset({DealField.TARGET_CLOSE_DATE}),
    "Title": frozenset({DealField.TITLE}),
    "CustomerBusinessProblem": frozenset({DealField.DESCRIPTION}),
    "ExpectedCustomerSpend": MONEY,
}
_FIXED = frozenset({DealField.TITLE, DealField.DESCRIPTION})
_FIRST_SPEND = {"Frequency": "Monthly", "TargetCompany": "AWS"}


def tell_deal(central: Central, opportunity_id: str, told: Told) -> Outcome:
    """
    Bring the opportunity in line with these values.

    Raises:
        Unavailable: as `rewrite` does.
    """
    if misfits := _misfits(told):
        reason = "; ".join(dict.fromkeys(misfits.values()))
        return _refused(reason, misfits)
    try:
        return rewrite(central, opportunity_id, lambda found: _Change(found, told).members)
    except Refusal as refusal:
        fields = _at_fault(refusal, told)
        return _refused(refusal.reason, fields) if fields else refusal.refused


@dataclass(frozen=True)
class _Change:
    """What of an opportunity differs from what is told, as members to be replaced."""

    found: Document
    told: Told

    @property
    def members(self) -> Document:
        return {
            name: {**self._part(name), **told}
            for name, told in (("LifeCycle", self._life_cycle()), ("Project", self._project()))
            if told
        }

    def _life_cycle(self) -> Document:
        closes = DealField.TARGET_CLOSE_DATE
        dated = {"TargetCloseDate": self.told[closes]} if self._is_new(closes) else {}
        return {**self._stage(), **dated}

    def _stage(self) -> Document:
        if DealField.STAGE not in self.told:
            return {}
        stage = Stage(self.told[DealField.STAGE])
        same = words.STAGES[stage]
        if self._part("LifeCycle").get("Stage") in same:
            return {}
        # A reason of an earlier loss goes with it.
        return {"Stage": same[0], "ClosedLostReason": words.LOST_BECAUSE.get(stage)}

    def _project(self) -> Document:
        texts = {
            "Title": DealField.TITLE,
            "CustomerBusinessProblem": DealField.DESCRIPTION,
        }
        new = {name: self.told[field] for name, field in texts.items() if self._is_new(field)}
        return {**new, **self._spend()}

    def _spend(self) -> Document:
        """Only the first entry is the deal's value: it is what the hub reads."""
        amount = self.told.get(DealField.AMOUNT)
        if amount is None or not any(map(self._is_new, MONEY)):
            return {}
        first, *others = self._part("Project").get("ExpectedCustomerSpend") or [_FIRST_SPEND]
        value = {"Amount": amount, "CurrencyCode": self.told[DealField.CURRENCY]}
        return {"ExpectedCustomerSpend": [{**first, **value}, *others]}

    def _is_new(self, field: DealField) -> bool:
        known = plain(field, deal_of(self.found).get(field, ""))
        return field in self.told and plain(field, self.told[field]) != known

    def _part(self, name: str) -> dict[str, Any]:
        return self.found.get(name) or {}


def _misfits(told: Told) -> dict[DealField, str]:
    """Find what AWS never takes, each with why."""
    checked = ((field, text, *_FITS[field]) for field, text in told.items() if field in _FITS)
    found = {field: why for field, text, fits, why in checked if not fits.fullmatch(text)}
    if DealField.AMOUNT in told and DealField.CURRENCY not in told:
        found[DealField.AMOUNT] = "AWS takes no amount without its currency"
    return found


def _at_fault(refusal: Refusal, told: Told) -> list[DealField]:
    named = {name for field in refusal.fields for name in re.split(r"\W+", field)}
    found = frozenset[DealField]().union(*(_MEMBERS.get(name, frozenset()) for name in named))
    return [field for field in told if field in found]


def _refused(reason: str, fields: Mapping[DealField, str] | list[DealField]) -> Refused:
    fix = words.FIXED if _FIXED & set(fields) else ""
    return Refused(
        reason=reason,
        cause=Cause.INVALID_FIELDS,
        fields=tuple(field.value for field in fields),
        fix=fix,
    )
