"""
Expressions that admins write, in configuration: arithmetic, comparison, conditions, text.

    value.amount * 0.5 if customer.country_code in ["NO", "SE"] else value.amount

Numbers are decimal and exact, never binary floats. There are no loops, no attributes, no methods,
only the operators of `expression_operators` and the functions of `expression_functions`. Each part
is worked out once at most, there are fewer parts than characters, and none makes a text longer than
`MOST_TEXT`; so an expression ends soon, whatever it says.
docs/decisions/0016-expressions.md tells why it is read by simpleeval.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from .values import ExpressionFailed, Lookup, Value

if TYPE_CHECKING:
    import ast

    from .engine import Engine


def faults_in(expression: str, *, known: Callable[[str], bool]) -> list[str]:
    """
    List what is wrong with an expression whatever the record: syntax, unknown names, each with its
    place.
    """
    engine = _engine()
    try:
        tree = engine.parse(expression)
    except ExpressionFailed as failed:
        return [str(failed)]
    return engine.strange_parts(tree, known)


def evaluate(expression: str, lookup: Lookup) -> Value:
    """
    Work out an expression; `lookup` gives the value of a path such as `value.amount`.

    Raises:
        ExpressionFailed: it gives no value on this record.
    """
    return _engine().evaluate(_parsed(expression), lookup)


# What is asked of many records is read once; a tree is never changed by being evaluated.
@lru_cache(maxsize=256)
def _parsed(expression: str) -> ast.expr:
    return _engine().parse(expression)


def _engine() -> Engine:
    # Imported here: a function that evaluates no expression does not pay for it.
    from .engine import ENGINE  # noqa: PLC0415

    return ENGINE
