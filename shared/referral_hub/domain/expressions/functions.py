"""The functions that an expression may call; a number is a decimal, and an empty value is None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from urllib.parse import urlsplit

from .values import MOST_TEXT, Unfit, Value, written

_LARGEST_COUNT = 10_000


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise Unfit("wants text", typed=True)
    return value


def _number(value: Value) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal):
        raise Unfit("wants a number", typed=True)
    return value


def _numbers(values: tuple[Value, ...]) -> list[Decimal]:
    if not values:
        raise Unfit("wants a number", typed=True)
    return [_number(value) for value in values]


def _count(value: Value) -> int:
    number = _number(value)
    if not abs(number) <= _LARGEST_COUNT:
        raise Unfit(f"wants a number up to {_LARGEST_COUNT}")
    return int(number)


def length(text: Value) -> Decimal:
    return Decimal(len(_text(text)))


def lower(text: Value) -> str:
    return _text(text).lower()


def upper(text: Value) -> str:
    return _text(text).upper()


def trim(text: Value) -> str:
    return _text(text).strip()


def first(text: Value, characters: Value) -> str:
    return _text(text)[: max(_count(characters), 0)]


def starts_with(text: Value, start: Value) -> bool:
    return _text(text).startswith(_text(start))


def ends_with(text: Value, end: Value) -> bool:
    return _text(text).endswith(_text(end))


def replace(text: Value, old: Value, new: Value) -> str:
    whole, was, becomes = _text(text), _text(old), _text(new)
    if len(whole) + whole.count(was) * len(becomes) > MOST_TEXT:
        raise Unfit(f"makes more than {MOST_TEXT} characters")
    return whole.replace(was, becomes)


def host(url: Value) -> str:
    """The domain of a web address, without `www.`: what HubSpot tells companies apart by."""
    address = _text(url).strip()
    try:
        name = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        raise Unfit("wants a web address") from None
    return name.removeprefix("www.")


def number(text: Value) -> Decimal:
    try:
        read = Decimal(_text(text).strip())
    except InvalidOperation:
        read = Decimal("NaN")
    if not read.is_finite():
        raise Unfit("wants digits such as 12.50")
    return read


def text(value: Value) -> str:
    return written(value)


def round_to(value: Value, digits: Value = Decimal(0)) -> Decimal:
    """Round half to even, as money is."""
    return _number(value).quantize(Decimal(1).scaleb(-_count(digits)), rounding=ROUND_HALF_EVEN)


def smallest(*values: Value) -> Decimal:
    return min(_numbers(values))


def largest(*values: Value) -> Decimal:
    return max(_numbers(values))


def day(text: Value) -> date:
    told = _text(text).strip()
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Unfit("wants a date such as 2027-03-31") from None


def days(count: Value) -> timedelta:
    return timedelta(days=_count(count))


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "day": day,
    "days": days,
    "ends_with": ends_with,
    "first": first,
    "host": host,
    "length": length,
    "lower": lower,
    "max": largest,
    "min": smallest,
    "number": number,
    "replace": replace,
    "round": round_to,
    "starts_with": starts_with,
    "text": text,
    "trim": trim,
    "upper": upper,
}
