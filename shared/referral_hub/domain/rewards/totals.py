"""What rewards add up to under two policies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Self

from referral_hub.domain.shapes import Frozen, Money, minor_digits

from .decision import Decision


class CurrencyTotal(Frozen):
    """What all rewards of a currency add up to: as was decided, and as it would have been."""

    currency: str
    before: str
    after: str


class Totals(Frozen):
    """Sums in minor units, by currency."""

    before: Mapping[str, int] = {}
    after: Mapping[str, int] = {}

    def plus(self, before: Decision, after: Decision) -> Self:
        update = {
            "before": _plus(self.before, before.amount),
            "after": _plus(self.after, after.amount),
        }
        return self.model_copy(update=update)

    @property
    def by_currency(self) -> dict[str, tuple[int, int]]:
        currencies = sorted({*self.before, *self.after})
        return {c: (self.before.get(c, 0), self.after.get(c, 0)) for c in currencies}

    def shown(self) -> tuple[CurrencyTotal, ...]:
        return tuple(
            CurrencyTotal(currency=c, before=_spelled(before, c), after=_spelled(after, c))
            for c, (before, after) in self.by_currency.items()
        )


def _plus(sums: Mapping[str, int], amount: Money | None) -> Mapping[str, int]:
    if amount is None:
        return sums
    return {**sums, amount.currency: sums.get(amount.currency, 0) + amount.minor}


def _spelled(minor: int, currency: str) -> str:
    """A sum may be more than any one amount."""
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"
