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
Predicate = Callable[[Record], bool]

_COMPARISONS: dict[str, Comparison] = {
    "EQ": lambda one, other: bool(one == other),
    "NEQ": lambda one, other: bool(one != other),
    "LT": lambda one, other: bool(one < other),
    "LTE": lambda one, other: bool(one <= other),
    "GT": lambda one, other: bool(one > other),
    "GTE": lambda one, other: bool(one >= other),
}


def predicate(store: Store, kind: ObjectType, wanted: Document) -> Predicate:
    """
    Read one filter.

    Raises:
        ApiError: 400, an unknown property or operator, or operands that do not fit.
    """
    name, operator = str(wanted.get("propertyName")), str(wanted.get("operator"))
    if name.startswith(_ASSOCIATED):
        return _is_associated(store, name.removeprefix(_ASSOCIATED), wanted)
    definition = kind.live(name)
    if definition is None:
        raise not_understood()
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        has = operator == "HAS_PROPERTY"
        return lambda record: (value_of(kind, record, name) is not None) == has
    test = _test(definition, operator, wanted)
    return lambda record: _holds(test, value_of(kind, record, name))


def _holds(test: Callable[[str], bool], value: str | None) -> bool:
    return value is not None and test(value)


def _test(definition: Property, operator: str, wanted: Document) -> Callable[[str], bool]:
    if operator in _COMPARISONS:
        other, compare = _operand(definition, wanted, "value"), _COMPARISONS[operator]
        return lambda value: compare(_comparable(definition, value), other)
    if operator == "BETWEEN":
        low, high = (_operand(definition, wanted, name) for name in ("value", "highValue"))
        return lambda value: bool(low <= _comparable(definition, value) <= high)
    if operator in ("IN", "NOT_IN"):
        listed = _listed(wanted)
        return lambda value: (_folded(definition, value) in listed) == (operator == "IN")
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        token = _text(wanted, "value")
        return lambda value: _has_token(value, token) == (operator == "CONTAINS_TOKEN")
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
    return _folded(definition, text)


def _folded(definition: Property, text: str) -> str:
    return text if definition.type == "enumeration" else text.lower()


def _operand(definition: Property, wanted: Document, name: str) -> Any:
    return _comparable(definition, _text(wanted, name))


def _text(wanted: Document, name: str) -> str:
    value = wanted.get(name)
    if value is None:
        raise not_understood()
    return str(value)


def _listed(wanted: Document) -> set[str]:
    values = wanted.get("values")
    if not isinstance(values, list):
        raise not_understood()
    return set(map(str, values))


def _has_token(value: str, token: str) -> bool:
    pattern = re.escape(token.lower()).replace(r"\*", r"\S*")
    return re.search(rf"(^|[\s@.,;-]){pattern}($|[\s@.,;-])", value.lower()) is not None


def _is_associated(store: Store, word: str, wanted: Document) -> Predicate:
    target = next((kind for kind in store.types.values() if kind.singular == word), None)
    if target is None:
        raise not_understood()
    type_id = target.type_id
    values = set(map(str, wanted.get("values") or [_text(wanted, "value")]))
    return lambda record: any(
        end.record_id in values for end in store.book.targets(End(*record.key), type_id)
    )
