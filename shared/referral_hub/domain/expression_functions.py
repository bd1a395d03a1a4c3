"""The functions that an expression may call; a number is a decimal, and an empty value is None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from urllib.parse import urlsplit

from .expression import Value, as_text

_LONGEST = 10_000
_LARGEST_COUNT = 10_000


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError("wants text")
    return value


def _number(value: Value) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal):
        raise TypeError("wants a number")
    return value


def _count(value: Value) -> int:
    number = _number(value)
    if not abs(number) <= _LARGEST_COUNT:
        raise ValueError(f"wants a number up to {_LARGEST_COUNT}")
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
    if len(whole) + whole.count(was) * len(becomes) > _LONGEST:
        raise ValueError(f"makes more than {_LONGEST} characters")
    return whole.replace(was, becomes)


def host(url: Value) -> str:
    """The domain of a web address, without `www.`: what HubSpot tells companies apart by."""
    address = _text(url).strip()
    name = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    return name.removeprefix("www.")


def number(text: Value) -> Decimal:
    try:
        return Decimal(_text(text).strip())
    except InvalidOperation:
        raise ValueError("wants digits such as 12.50") from None


def text(value: Value) -> str:
    return as_text(value)


def round_to(value: Value, digits: Value = Decimal(0)) -> Decimal:
    """Round half to even, as money is."""
    return _number(value).quantize(Decimal(1).scaleb(-_count(digits)), rounding=ROUND_HALF_EVEN)


def smallest(*values: Value) -> Decimal:
    return min(_number(value) for value in values)


def largest(*values: Value) -> Decimal:
    return max(_number(value) for value in values)


def day(text: Value) -> date:
    return date.fromisoformat(_text(text).strip())


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
