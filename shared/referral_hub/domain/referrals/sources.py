"""What a mapping may read of the terms of a deal, by path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from referral_hub.domain.expressions.values import Value
from referral_hub.domain.shapes import Money, minor_digits

from .terms import Terms

SOURCES = frozenset(
    [
        "title",
        "description",
        "target_close_date",
        "purpose",
        "referral_code",
        "received_on",
        "value.amount",
        "value.currency",
        "partner_id",
        "partner_referral_id",
        "number",
        "customer.company_name",
        "customer.website_url",
        "customer.country_code",
        "customer.industry",
        "customer.state",
        "customer.city",
        "customer.postal_code",
        "customer.street",
    ]
)
# What a partner told beyond these, under a name of its own.
_CUSTOM = re.compile(r"custom\.[A-Za-z][A-Za-z0-9_.-]{0,63}")


def is_source(path: str) -> bool:
    return path in SOURCES or _CUSTOM.fullmatch(path) is not None


@dataclass(frozen=True)
class Told:
    """What was told: `texts` for templates, `values` with their types for expressions."""

    texts: Mapping[str, str]
    values: Mapping[str, Value]

    @classmethod
    def of(cls, terms: Terms, *, ratio: Decimal = Decimal(1)) -> Told:
        texts = source_values(terms, ratio=ratio)
        amount = texts["value.amount"]
        typed: dict[str, Value] = {
            "value.amount": Decimal(amount) if amount else None,
            "target_close_date": terms.target_close_date,
            "received_on": _day(terms),
        }
        return cls(texts, texts | typed)

    def value(self, path: str) -> Value:
        """
        Raises:
            KeyError: there is no such path.
        """
        if path in self.values or not is_source(path):
            return self.values[path]
        return ""


def source_values(terms: Terms, *, ratio: Decimal = Decimal(1)) -> dict[str, str]:
    """Flatten terms to the paths that a template may name; `ratio` is of the amount."""
    value = part_of(terms.value, ratio) if terms.value else None
    values = {
        "title": terms.title,
        "description": terms.description,
        "target_close_date": str(terms.target_close_date or ""),
        "purpose": terms.purpose or "",
        "referral_code": terms.referral_code,
        "received_on": str(_day(terms)),
        "value.amount": value.amount if value else "",
        "value.currency": value.currency if value else "",
        "partner_id": terms.partner_id,
        "partner_referral_id": terms.partner_referral_id,
        "number": terms.number,
    }
    customer = terms.customer.model_dump()
    values |= {f"custom.{name}": text for name, text in terms.custom.items()}
    return values | {f"customer.{name}": text for name, text in customer.items()}


def part_of(value: Money, ratio: Decimal) -> Money:
    """A share of an amount, rounded half to even in the currency's minor units."""
    minor = (value.minor * ratio).to_integral_value(rounding=ROUND_HALF_EVEN)
    return value.model_copy(update={"minor": int(minor)})


def whole_of(part: Decimal, ratio: Decimal, currency: str) -> Decimal:
    """
    The amount that has this share, in the currency's minor units: `part_of` of it is the share.
    """
    digits = minor_digits(currency)
    minor = (part.scaleb(digits) / ratio).to_integral_value(rounding=ROUND_HALF_EVEN)
    return minor.scaleb(-digits)


def _day(terms: Terms) -> date:
    return terms.received_at.date()
