"""
The fields of a deal that the partner and the CRM both may speak of, and how the CRM's are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from referral_hub.domain.shapes import Frozen, known_day

from .sources import whole_of

_MOST_TEXT = 4000
# What `Money` holds of any currency, in its major unit.
_MOST = Decimal(10) ** 14
_MOST_DIGITS = Decimal(10) ** 18
# CRMs write large numbers with an exponent, too, and it has one meaning only.
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?([eE]\+?[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


class DealField(StrEnum):
    """What the hub knows of a deal, by the path that a mapping names it with."""

    STAGE = "stage"
    TITLE = "title"
    DESCRIPTION = "description"
    AMOUNT = "value.amount"
    CURRENCY = "value.currency"
    TARGET_CLOSE_DATE = "target_close_date"


class ConflictRule(StrEnum):
    """
    Whose value counts when the CRM's changed and ours did too.

    `partner_wins` protects what the partner said, `keep` whatever the hub has; `newest` is the one
    that was said last.
    """

    CRM_WINS = "crm_wins"
    PARTNER_WINS = "partner_wins"
    NEWEST = "newest"
    KEEP = "keep"


class FieldSync(Frozen):
    """
    One field that comes back: what the CRM calls it, and how conflicts end.

    `words` translates the CRM's values into ours; a stage that is not among them is no news, any
    other value means the same in the CRM and here. `ratio` is the part of our amount that the CRM
    has; `currency` says how fine an amount can be.
    """

    field: DealField
    target: str
    rule: ConflictRule = ConflictRule.CRM_WINS
    words: Mapping[str, str] = {}
    ratio: Decimal = Decimal(1)
    currency: str = ""

    def within(self, currency: str) -> Self:
        """The same field of a deal that is in this currency."""
        return self.model_copy(update={"currency": currency})

    def theirs(self, remote: str) -> str:
        """Write the CRM's value the way that all its spellings have in common."""
        return remote.strip() if self.words else plain(self.field, remote)

    def ours(self, remote: str) -> str:
        """Read the CRM's value in our words; empty when it says nothing that we understand."""
        if self.field is DealField.STAGE or remote.strip() in self.words:
            return plain(self.field, self.words.get(remote.strip(), ""))
        told = plain(self.field, remote)
        return self._whole(told) if self.field is DealField.AMOUNT and told else told

    def unread(self, remote: str) -> str:
        """What the CRM has where it is no value of this field; any stage is one."""
        text = remote.strip()
        known = self.field is DealField.STAGE or text in self.words or self.ours(text)
        return "" if known else text

    def _whole(self, told: str) -> str:
        """Round the whole as fine as the currency can have it; empty when it is too large."""
        if Decimal(told) / self.ratio > _MOST:
            return ""
        if self.ratio == 1 and not self.currency:
            return told
        return plain(self.field, f"{whole_of(Decimal(told), self.ratio, self.currency):f}")


def plain(field: DealField, text: str) -> str:
    """Write a value the way that all its spellings have in common; empty when it is none."""
    return _PLAIN.get(field, _text)(text.strip())


def _text(text: str) -> str:
    return text.replace("\r\n", "\n")[:_MOST_TEXT].strip()


def _amount(text: str) -> str:
    if not _DECIMAL.fullmatch(text) or Decimal(text) >= _MOST_DIGITS:
        return ""
    whole, _, decimals = f"{Decimal(text):f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _currency(text: str) -> str:
    code = text.upper()
    return code if _CURRENCY.fullmatch(code) else ""


def _date(text: str) -> str:
    """Read the day of a date or of a moment, if a CRM can have it."""
    try:
        return known_day(date.fromisoformat(text[:10])).isoformat()
    except ValueError:
        return ""


_PLAIN: Mapping[DealField, Callable[[str], str]] = {
    DealField.AMOUNT: _amount,
    DealField.CURRENCY: _currency,
    DealField.TARGET_CLOSE_DATE: _date,
}
