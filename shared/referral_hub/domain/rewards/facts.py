"""What a policy may know of a sale: its inputs, kept with each decision to be replayed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from referral_hub.domain.expressions.values import Unfit, Value
from referral_hub.domain.shapes import Frozen

# More digits than any amount has.
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_OTHER = re.compile(r"other\.[a-z][a-z0-9_]{0,59}")


class Facts(Frozen):
    """
    A sale as it was at one moment. Texts are as the CRM has them: an amount may be empty, negative,
    or none at all, and a fact that nobody told is empty. `new_customer` is None where nobody knows.
    """

    amount: str = ""
    currency: str = ""
    close_date: date | None = None
    status: str = ""
    source: str = ""
    annual_revenue: str = ""
    region: str = ""
    country_code: str = ""
    product: str = ""
    new_customer: bool | None = None
    self_referral: bool = False
    referrer_kind: str = ""
    referrer_id: str = ""
    partner_id: str = ""
    code: str = ""
    other: Mapping[str, str] = {}

    def value(self, path: str) -> Value:
        """
        Give the fact of this name as expressions know it; what nobody told is None.

        Raises:
            Unfit: it should be a number, and is none.
        """
        if path.startswith("other."):
            return self.other.get(path.removeprefix("other.")) or None
        told: Value = getattr(self, path)
        if path in NUMBERS:
            return number_in(str(told), of=spoken(path))
        return None if told == "" else told


NUMBERS = ("amount", "annual_revenue")
FACTS = tuple(name for name in Facts.model_fields if name != "other")


def is_fact(path: str) -> bool:
    """Tell whether a policy may name this."""
    return path in FACTS or _OTHER.fullmatch(path) is not None


def spoken(path: str) -> str:
    """Say a fact's name as people do."""
    return path.removeprefix("other.").replace("_", " ")


def number_in(text: str, *, of: str) -> Decimal | None:
    """
    Read a number such as -12.50, exactly; None where nothing is told.

    Raises:
        Unfit: it is none.
    """
    told = text.strip()
    if told and not _NUMBER.fullmatch(told):
        raise Unfit(f"{of} is no number such as 12500.00")
    return Decimal(told) if told else None
