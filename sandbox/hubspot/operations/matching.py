"""
The operators of search.

Text is compared in lower case, but the values of IN and NOT_IN are taken as they are: in capitals
they find nothing. A record without a value meets NOT_HAS_PROPERTY only.
Source: HubSpot developer docs, "Search the CRM", filter operators.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.hubspot.errors import not_understood
from sandbox.hubspot.reply import Document
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.schema import ObjectType, Property
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import read_instant
from sandbox.hubspot.views import value_of

_ASSOCIATED = "associations."

Comparison = Callable[[Any, Any], bool]

_COMPARISONS: dict[str, Comparison] = {
    "EQ": lambda one, other: bool(one == other),
    "NEQ": lambda one, other: bool(one != other),
    "LT": lambda one, other: bool(one < other),
    "LTE": lambda one, other: bool(one <= other),
    "GT": lambda one, other: bool(one > other),
    "GTE": lambda one, other: bool(one >= other),
}


def matches(store: Store, kind: ObjectType, record: Record, wanted: Document) -> bool:
    """
    Tell whether a record meets one filter.

    Raises:
        ApiError: 400, an unknown property or operator, or operands that do not fit.
    """
    name, operator = str(wanted.get("propertyName")), str(wanted.get("operator"))
    if name.startswith(_ASSOCIATED):
        return _is_associated(store, record, name.removeprefix(_ASSOCIATED), wanted)
    definition = kind.live(name)
    if definition is None:
        raise not_understood()
    value = value_of(kind, record, name)
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return (value is not None) == (operator == "HAS_PROPERTY")
    met = _met(definition, operator, value or "", wanted)
    return value is not None and met


def _met(definition: Property, operator: str, value: str, wanted: Document) -> bool:
    if operator in _COMPARISONS:
        other = _comparable(definition, _operand(wanted, "value"))
        return value != "" and _COMPARISONS[operator](_comparable(definition, value), other)
    if operator == "BETWEEN":
        low, high = (_comparable(definition, _operand(wanted, at)) for at in ("value", "highValue"))
        return value != "" and bool(low <= _comparable(definition, value) <= high)
    if operator in ("IN", "NOT_IN"):
        return _is_listed(definition, value, wanted) == (operator == "IN")
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        held = _has_token(value, _operand(wanted, "value"))
        return held == (operator == "CONTAINS_TOKEN")
    raise not_understood()


def sort_key(kind: ObjectType, definition: Property, record: Record) -> tuple[bool, Any]:
    """Return what orders records; those without a value come first."""
    value = value_of(kind, record, definition.name)
    return (value is not None, _comparable(definition, value) if value is not None else 0)


def _comparable(definition: Property, text: str) -> Any:
    try:
        if definition.type == "number":
            return Decimal(text)
        if definition.type in ("date", "datetime"):
            return read_instant(text)
    except (ValueError, InvalidOperation):
        raise not_understood() from None
    return text if definition.type == "enumeration" else text.lower()


def _operand(wanted: Document, name: str) -> str:
    value = wanted.get(name)
    if value is None:
        raise not_understood()
    return str(value)


def _is_listed(definition: Property, value: str, wanted: Document) -> bool:
    values = wanted.get("values")
    if not isinstance(values, list):
        raise not_understood()
    return (value if definition.type == "enumeration" else value.lower()) in map(str, values)


def _has_token(value: str, token: str) -> bool:
    pattern = re.escape(token.lower()).replace(r"\*", r"\S*")
    return re.search(rf"(^|[\s@.,;-]){pattern}($|[\s@.,;-])", value.lower()) is not None


def _is_associated(store: Store, record: Record, word: str, wanted: Document) -> bool:
    source = End(record.type_id, record.id)
    target = next((kind for kind in store.types.values() if kind.singular == word), None)
    if target is None:
        raise not_understood()
    ids = {end.record_id for end in store.book.targets(source, target.type_id)}
    values = wanted.get("values") or [wanted.get("value")]
    return bool(ids & set(map(str, values)))
