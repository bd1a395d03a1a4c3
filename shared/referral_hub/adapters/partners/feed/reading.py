"""The parts of an entry, by path; whatever is not as it should be is named and never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from referral_hub.adapters.json_entries import Flaw
from referral_hub.domain.shapes import Money, known_day

from .settings import TimeFormat

_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")
_PER_SECOND = {TimeFormat.EPOCH: 1, TimeFormat.EPOCH_MS: 1000}


def at_path(entry: Any, path: str) -> Any:
    """Look up a value; None when there is none, or when no path is set."""
    found = entry
    for name in path.split(".") if path else [""]:
        if isinstance(found, list) and name.isdigit():
            found = found[int(name)] if int(name) < len(found) else None
        else:
            found = found.get(name) if isinstance(found, Mapping) else None
    return found


def text(entry: Any, path: str) -> str:
    """
    Read a text; a number is one too, and null is none.

    Raises:
        Flaw: it is something else.
    """
    found = at_path(entry, path)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise Flaw(f"{path}: is no text")
    return str(found).strip()


def wanted(entry: Any, path: str) -> str:
    """Read a text that must be there. Raises as `text` does."""
    found = text(entry, path)
    if not found:
        raise Flaw(f"{path}: is missing")
    return found


def money(entry: Any, amount: str, currency: str, default: str) -> Money | None:
    """
    Raises:
        Flaw: it is no amount, or one in no currency.
    """
    found = at_path(entry, amount)
    if found is None or found == "":
        return None
    told = f"{Decimal(str(found)):f}" if isinstance(found, int | float) else found
    if isinstance(found, bool) or not isinstance(told, str) or not _NUMBER.fullmatch(told):
        raise Flaw(f"{amount}: is no amount such as 12500.00")
    within = text(entry, currency).upper() or default
    try:
        return Money.of(told, within)
    except ValueError:
        raise Flaw(f"{amount}: is no amount in its currency, if it has any") from None


def day(entry: Any, path: str) -> date | None:
    """Read the day of a date or of a moment. Raises `Flaw` when it is neither, or no CRM's."""
    if not (told := text(entry, path)):
        return None
    try:
        found = datetime.fromisoformat(told).date()
    except ValueError:
        raise Flaw(f"{path}: is no date such as 2027-09-30") from None
    try:
        return known_day(found)
    except ValueError as wrong:
        raise Flaw(f"{path}: {wrong}") from None


def moment(entry: Any, path: str, form: TimeFormat = TimeFormat.ISO) -> datetime | None:
    """Read a moment. Raises `Flaw` when it is none, or in no time zone."""
    found = text(entry, path)
    try:
        return _moment(found, form) if found else None
    except (ArithmeticError, ValueError, OSError):
        raise Flaw(f"{path}: is no moment such as 2027-09-30T12:00:00Z") from None


def _moment(told: str, form: TimeFormat) -> datetime:
    if form is TimeFormat.ISO:
        found = datetime.fromisoformat(told)
        if found.tzinfo is None:
            raise ValueError
        return found.astimezone(UTC)
    return datetime.fromtimestamp(float(told) / _PER_SECOND[form], UTC)


def as_told(found: datetime, form: TimeFormat) -> str:
    """Write a moment as the feed writes it."""
    if form is TimeFormat.ISO:
        return f"{found:%Y-%m-%dT%H:%M:%SZ}"
    return str(int(found.timestamp()) * _PER_SECOND[form])


def listed(entry: Any, path: str, *, most: int) -> Iterator[Any]:
    """Walk a list within an entry. Raises `Flaw` when it is none, or has more than so many."""
    found = at_path(entry, path)
    if found is None:
        return
    if not isinstance(found, list) or not all(isinstance(part, Mapping) for part in found):
        raise Flaw(f"{path}: is no list of objects")
    if len(found) > most:
        raise Flaw(f"{path}: has more than {most} people")
    yield from found
