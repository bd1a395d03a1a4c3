"""
Decide whether a record meets a condition.

Text compares without regard to capitals; `!=` finds records without a value, `<` and `>` do not
(SOQL and SOSL Reference, "Comparison Operators").
"""

import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sandbox.salesforce.errors import refusal
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.soql.paths import Paths
from sandbox.salesforce.soql.syntax import Comparison, Condition, Value

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_KINDS: dict[str, type] = {
    "boolean": bool,
    "double": float,
    "currency": float,
    "percent": float,
    "int": float,
    "date": date,
    "datetime": datetime,
}
_LIKE = re.compile(r"\\([%_\\])|([%_])|(.)", re.DOTALL)


def require_fitting(paths: Paths, condition: Condition) -> None:
    """
    Require that fields can be compared, and with values of their type.

    Raises:
        SalesforceError: INVALID_FIELD, INVALID_QUERY_FILTER_OPERATOR.
    """
    if not isinstance(condition, Comparison):
        for inner in condition.conditions:
            require_fitting(paths, inner)
        return
    field = paths.field(condition.path)
    if not field.filterable:
        message = f"field '{field.name}' can not be filtered in a query call"
        raise refusal("INVALID_FIELD", message)
    for value in condition.values:
        _require_fitting(field, condition.operator, value)


def _require_fitting(field: Field, wanted: str, value: Value) -> None:
    kind = _KINDS.get(field.type, str)
    if value is not None and type(value) is not kind:
        quoted = (
            "should be enclosed in quotes" if kind is str else "should not be enclosed in quotes"
        )
        shown = "dateTime" if field.type == "datetime" else field.type
        message = (
            f"value of filter criterion for field '{field.name}' must be of type {shown} and "
            f"{quoted}"
        )
        raise refusal("INVALID_FIELD", message)
    if field.type in ("id", "reference"):
        if wanted == "like" or wanted in _ORDERED:
            raise refusal(
                "INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {field.type} field"
            )
        if value is not None and read_id(value) is None:
            raise refusal("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {value}")


def holds(paths: Paths, condition: Condition, row: Record) -> bool:
    """Say whether a record meets a condition that fits."""
    if isinstance(condition, Comparison):
        found = paths.value(row, condition.path)
        return _compared(found, condition, paths.field(condition.path))
    results = (holds(paths, inner, row) for inner in condition.conditions)
    if condition.word == "not":
        return not next(results)
    return all(results) if condition.word == "and" else any(results)


def _compared(found: Any, condition: Comparison, field: Field) -> bool:
    is_id = field.type in ("id", "reference")
    wanted = [read_id(v) if is_id else plain(v) for v in condition.values]
    found = found if is_id else plain(found)
    if condition.operator in ("=", "in"):
        return found in wanted
    if condition.operator in ("!=", "not in"):
        return found not in wanted
    if found is None or wanted[0] is None:
        return False
    if condition.operator == "like":
        return _pattern(str(condition.values[0])).fullmatch(str(found)) is not None
    return _ORDERED[condition.operator](found, wanted[0])


def plain(value: Any) -> Any:
    """Return a value in the form that orders and compares."""
    return value.lower() if isinstance(value, str) else value


def _pattern(like: str) -> re.Pattern[str]:
    def part(match: re.Match[str]) -> str:
        escaped, wild, other = match.groups()
        if wild:
            return ".*" if wild == "%" else "."
        return re.escape(escaped or other)

    return re.compile(_LIKE.sub(part, like), re.IGNORECASE | re.DOTALL)
