"""
Values on their way in and out: JSON to what the org keeps, and back.

Forms: REST API Developer Guide, "Valid Date and DateTime Formats"; the org keeps texts trimmed and
an empty text as no value.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

from sandbox.salesforce.errors import SalesforceError, refusal
from sandbox.salesforce.metadata.fields import Field

_TOKENS: dict[type, str] = {
    bool: "VALUE_TRUE",
    int: "VALUE_NUMBER_INT",
    float: "VALUE_NUMBER_FLOAT",
    str: "VALUE_STRING",
    list: "START_ARRAY",
    dict: "START_OBJECT",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ZONE = re.compile(r"([+-]\d\d)(\d\d)$")


def read(field: Field, value: Any) -> Any:
    """
    Return what the org keeps for a JSON value.

    Raises:
        SalesforceError: JSON_PARSER_ERROR, the value is of another type.
    """
    if value is None:
        return False if field.type == "boolean" else None
    try:
        reader: Callable[[Any], Any] = _READERS.get(field.type, _text)
        return reader(value)
    except (TypeError, ValueError) as error:
        raise _unreadable(field, value) from error


def show(field: Field, value: Any) -> Any:
    """Return the JSON value for what the org keeps."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if field.type in ("double", "currency", "percent") and value is not None:
        return float(value)
    return value


def moment(at: datetime) -> str:
    """Write an instant as records carry it: `2026-11-03T10:00:05.000+0000`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def instant(text: str) -> datetime:
    """
    Read an instant with its zone: `Z`, `+01:00` or `+0100`.

    Raises:
        ValueError: another form, or no zone.
    """
    at = datetime.fromisoformat(_ZONE.sub(r"\1:\2", text))
    if at.tzinfo is None or "T" not in text:
        raise ValueError(text)
    return at.astimezone(UTC).replace(microsecond=0)


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.strip() or None


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}[_in_small_letters(value)]


def _in_small_letters(value: Any) -> str:
    small = str(value).lower()
    if small not in ("true", "false"):
        raise ValueError(value)
    return small


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        raise TypeError(value)
    if value == "":
        return None
    number = float(value)
    if not isfinite(number):
        raise ValueError(value)
    return number


def _whole(value: Any) -> int | None:
    number = _number(value)
    if number is not None and number != int(number):
        raise ValueError(value)
    return None if number is None else int(number)


def _day(value: Any) -> date | None:
    text = _text(value)
    if text and not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text) if text else None


def _instant(value: Any) -> datetime | None:
    return instant(value) if _text(value) else None


_READERS: dict[str, Callable[[Any], Any]] = {
    "boolean": _flag,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "int": _whole,
    "date": _day,
    "datetime": _instant,
}


def _unreadable(field: Field, value: Any) -> SalesforceError:
    kind = field.type if not field.is_text else "string"
    token = _TOKENS[type(value)]
    shown = token if token.startswith("START") else f"{token} value {value}"
    message = f"Cannot deserialize instance of {kind} from {shown}"
    return refusal(
        "JSON_PARSER_ERROR",
        f"{message} or request may be missing a required field at [line:1, column:1]",
    )
