"""
The operators that an expression may use.

Arithmetic takes numbers, dates and spans of days, and `+` joins texts. A truth is no number: Python
takes True for 1, and multiplies texts and lists by it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

_NUMBERS = (Decimal,)
_MEASURES = (Decimal, date, timedelta)


def _only(kinds: tuple[type, ...], work_out: Callable[..., Any]) -> Callable[..., Any]:
    def on(*values: Any) -> Any:
        if not all(isinstance(value, kinds) for value in values):
            raise TypeError
        return work_out(*values)

    return on


_sum = _only(_MEASURES, operator.add)


def _add(one: Any, other: Any) -> Any:
    if isinstance(one, str) and isinstance(other, str):
        return one + other
    return _sum(one, other)


OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add,
    ast.Sub: _only(_MEASURES, operator.sub),
    ast.Mult: _only(_NUMBERS, operator.mul),
    ast.Div: _only(_NUMBERS, operator.truediv),
    ast.USub: _only((Decimal, timedelta), operator.neg),
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda part, whole: part in whole,
    ast.NotIn: lambda part, whole: part not in whole,
}
