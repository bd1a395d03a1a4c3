"""
Text to the types of Salesforce, and back so that what was written is read alike.

Forms: REST API Developer Guide, "Valid Date and DateTime Formats". Decimals: Salesforce Help,
"Round Off Decimal Values of Currency Fields in the Salesforce UI and API"; the API
keeps all of them, and only the screens round.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

# Types of fields as a describe tells them; all others are text to the hub.
AMOUNT = "currency"
LOOKUP = "reference"
_NUMBERS = frozenset({"double", "percent", "int", "long"})
# The finest minor unit of ISO 4217; what is finer is the noise of a binary fraction.
_FINEST = 4


def kind_of(salesforce_type: str) -> str:
    """Name a type in the hub's words; a picklist is more than its type."""
    if salesforce_type == AMOUNT:
        return "amount"
    if salesforce_type in _NUMBERS:
        return "number"
    return salesforce_type if salesforce_type in ("date", "boolean") else "text"


def to_salesforce(salesforce_type: str, text: str) -> Any:
    """Convert what a person typed; what does not convert is left for Salesforce to name."""
    match kind_of(salesforce_type):
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case "amount" | "number":
            return number(text)
    return text


def number(text: str) -> int | float | str:
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def to_text(salesforce_type: str, scale: int, value: Any) -> str:
    """
    Write a value as people type it: a number without zeros, an amount with the decimals that its
    field shows, and with those that it has beyond them.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    match kind_of(salesforce_type):
        case "amount":
            return _amount(Decimal(str(value)), scale)
        case "number":
            return _plain(Decimal(value))
    return str(value)


def _amount(exact: Decimal, scale: int) -> str:
    whole, _, decimals = f"{exact:.{max(scale, _FINEST)}f}".partition(".")
    return f"{whole}.{decimals[:scale]}{decimals[scale:].rstrip('0')}".removesuffix(".")


def _plain(exact: Decimal) -> str:
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_moment(text: str) -> datetime:
    """Read `2026-11-03T10:00:05.000+0000`."""
    return datetime.fromisoformat(text).astimezone(UTC)
