"""The base of every model, and the few value types that several models share."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

# ISO 4217 minor units: two digits unless listed here.
_MINOR_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


class Frozen(BaseModel):
    """A value: it never changes, and it knows nothing beyond its fields."""

    # Deferred: a Lambda builds the validators of the models it uses, not of all the models it
    # imports.
    # Inputs are hidden from errors: they are people's contact data, and errors end up in logs.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        defer_build=True,
        hide_input_in_errors=True,
    )


def _to_seconds(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# Whole seconds in UTC: what people read on a timeline, and half the size of the default in the
# table.
Moment = Annotated[AwareDatetime, PlainSerializer(_to_seconds, when_used="json")]


class Money(Frozen):
    """An amount in minor units (cents), so that no sum is ever rounded by a float."""

    minor: int = Field(ge=0, le=10**17)
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @classmethod
    def of(cls, amount: str, currency: str) -> Money:
        """
        Read a decimal amount such as "12500.00".

        Raises:
            ValueError: more digits than the currency has, or not a number.
        """
        minor = Decimal(amount).scaleb(_MINOR_DIGITS.get(currency, 2))
        if minor != minor.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency}")
        return cls(minor=int(minor), currency=currency)

    @property
    def amount(self) -> str:
        digits = _MINOR_DIGITS.get(self.currency, 2)
        return f"{Decimal(self.minor).scaleb(-digits):.{digits}f}"
