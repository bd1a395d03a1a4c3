"""What expressions are about: values, what is wrong with one, and how a field takes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

MAX_LENGTH = 500
MOST_TEXT = 10_000
# Halves of surrogate pairs are no text, and of the control characters a field holds only tabs and
# line breaks.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# More digits than any amount has; and a text of them is still short.
_MOST_DIGITS = 30

Value = str | Decimal | date | timedelta | bool | list["Value"] | None
Lookup = Callable[[str], Value]


class Unfit(ValueError):
    """
    A value does not do, in fixed words that quote nothing of the record.

    `typed` says that it is of the wrong kind, which no other record would change.
    """

    def __init__(self, why: str, *, typed: bool = False) -> None:
        super().__init__(why)
        self.typed = typed


class ExpressionFailed(ValueError):
    """
    The expression gives no value; `at` is the place of the trouble, its first character being 1.

    `why` is it without the place. `typed` says that values of the wrong kind met, which no other
    record would change, `by_zero` that something was divided by zero.
    """

    def __init__(self, why: str, *, at: int, typed: bool = False, by_zero: bool = False) -> None:
        super().__init__(f"{why} (at {at})")
        self.why = why
        self.at = at
        self.typed = typed
        self.by_zero = by_zero


def as_text(value: Value) -> str:
    """
    Write a value as a CRM field takes it; what is empty is the empty text.

    Raises:
        ExpressionFailed: it is none of text, number, date, truth; or no field holds its characters.
    """
    try:
        return written(value)
    except Unfit as unfit:
        raise ExpressionFailed(str(unfit), at=1, typed=unfit.typed) from None


def written(value: Value) -> str:
    """
    Raises:
        Unfit: it is none of text, number, date, truth; or no field holds its characters.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return writable(value).strip()
        case date():
            return value.isoformat()
        case Decimal():
            return _digits(value)
    raise Unfit("gives neither text, number, date nor truth")


def writable(text: str) -> str:
    """
    Raises:
        Unfit: it has characters that no field holds.
    """
    if _UNWRITABLE.search(text):
        raise Unfit("has a control character, or half of a surrogate pair")
    return text


def _digits(number: Decimal) -> str:
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise Unfit("gives a number that is too large or too small")
    return f"{number:f}"
