"""The base of every model, and the few value types that several models share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
)

from .patterns import E_MAIL
from .visible import straightened

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

# No sign, exponent or other alphabet's digits: what Decimal reads beyond this is not meant.
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")

# The days that a record of Salesforce can have (SOQL and SOSL Reference, "Date Formats and Date
# Literals"). What lies beyond is a blank of somebody's software, such as 0001-01-01 or 9999-12-31.
FIRST_DAY, LAST_DAY = date(1700, 1, 1), date(4000, 12, 31)


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


class Told(Frozen):
    """
    What somebody outside says. Marks that turn the order of reading are left out: nobody is there
    to take them out, and what people decide by must read as it is written. Ids stay as they are.
    """

    @field_validator("*", mode="before")
    @classmethod
    def _reads_as_it_is_written(cls, told: Any, info: ValidationInfo) -> Any:
        if str(info.field_name).endswith("_id"):
            return told
        if isinstance(told, Mapping):
            return {name: _straight(text) for name, text in told.items()}
        return _straight(told)


def _straight(told: Any) -> Any:
    return straightened(told) if isinstance(told, str) else told


def e_mail(text: str) -> str:
    """Keep an e-mail address, and nothing of what is none: a CRM takes no such contact."""
    return text if re.fullmatch(E_MAIL, text) else ""


def _exactly_in_utc(moment: datetime) -> datetime:
    try:
        told = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range in UTC") from None
    return told.replace(microsecond=told.microsecond // 1000 * 1000)


def _in_utc(moment: datetime) -> datetime:
    return _exactly_in_utc(moment).replace(microsecond=0)


def _to_text(moment: datetime) -> str:
    exactness = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=exactness) + "Z"


# Whole seconds in UTC, however it was told: what people read on a timeline, and half the size of
# the default in the table.
Moment = Annotated[
    AwareDatetime,
    AfterValidator(_in_utc),
    PlainSerializer(_to_text, when_used="json"),
]


# When a partner said something, by its own clock: it may say two things within one second.
Instant = Annotated[
    AwareDatetime,
    AfterValidator(_exactly_in_utc),
    PlainSerializer(_to_text, when_used="json"),
]


def known_day(found: date) -> date:
    """
    Raises:
        ValueError: no CRM can have this day.
    """
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(f"must be a day from {FIRST_DAY} to {LAST_DAY}: no CRM takes another")
    return found


Day = Annotated[
    date,
    AfterValidator(known_day),
    Field(description=f"A day from {FIRST_DAY} to {LAST_DAY}."),
]


def minor_digits(currency: str) -> int:
    """How many decimals an amount in the currency has."""
    return _MINOR_DIGITS.get(currency, 2)


def minor_spelled(minor: int, currency: str) -> str:
    """Write an amount of minor units, which may be below zero, with all decimals."""
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


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
        if not _DECIMAL.fullmatch(amount):
            raise ValueError(f"{amount[:20]!r} is no amount such as 12500.00")
        minor = Decimal(amount).scaleb(minor_digits(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency}")
        return cls(minor=int(minor), currency=currency)

    @property
    def amount(self) -> str:
        return minor_spelled(self.minor, self.currency)


def spelled(amount: str, currency: str) -> str:
    """Write an amount with all decimals of its currency; one that is none in it stays as it is."""
    try:
        return Money.of(amount, currency).amount
    except ValueError:
        return amount
