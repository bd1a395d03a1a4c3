"""The members of a referral; whatever is not as it should be is named and never repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from referral_hub.adapters.json_entries import Flaw
from referral_hub.domain.shapes import FIRST_DAY, LAST_DAY, Money

Document = Mapping[str, Any]


def member(document: Any, path: str) -> Any:
    """Look up `customerProfile/address/country`; None when there is none."""
    found = document
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def text(document: Any, path: str) -> str:
    """Read a text; null is none. Raises `Flaw` when it is something else."""
    found = member(document, path)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Flaw(f"{path}: is no text")
    return found.strip()


def wanted(document: Any, path: str) -> str:
    """Read a text that must be there. Raises `Flaw`."""
    if found := text(document, path):
        return found
    raise Flaw(f"{path}: is missing")


def moment(document: Any, path: str) -> datetime | None:
    """Read a moment; the service writes up to seven digits of a second. Raises `Flaw`."""
    told = text(document, path)
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Flaw(f"{path}: is no moment such as 2027-09-30T12:00:00Z") from None


def day(document: Any, path: str) -> date | None:
    """Read the day of a moment; the first and the last of .NET's calendar stand for none."""
    found = moment(document, path)
    return found.date() if found and FIRST_DAY <= found.date() <= LAST_DAY else None


def money(document: Any, amount: str, currency: str) -> Money | None:
    """Read an amount, rounded to what its currency has. Raises `Flaw`."""
    found = member(document, amount)
    if found is None or found == "":
        return None
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise Flaw(f"{amount}: is no number")
    code = text(document, currency).upper()
    # Nobody decides by an amount of nothing, and nobody can by one in no currency.
    return _rounded(str(found), code, amount) if code else None


def listed(document: Any, path: str) -> Iterator[Document]:
    """Walk a list of objects; what is none of these, as an example of Microsoft's, is empty."""
    found = member(document, path)
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, Mapping))


def cut(told: str, limit: int) -> str:
    """Shorten prose and names: the beginning is better than nothing."""
    return told if len(told) <= limit else f"{told[: limit - 1]}…"


def whole(told: str, limit: int) -> str:
    """Leave out an address or number that does not fit: half of one is another one."""
    return told if len(told) <= limit else ""


def _rounded(told: str, currency: str, path: str) -> Money:
    for places in (3, 2, 0):
        try:
            step = Decimal(1).scaleb(-places)
            amount = Decimal(told).quantize(step, rounding=ROUND_HALF_UP)
            return Money.of(f"{amount:f}", currency)
        except (ArithmeticError, ValueError):
            continue
    raise Flaw(f"{path}: is no amount that can be kept")
