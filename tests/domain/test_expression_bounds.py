"""However an expression is put together, working it out is little work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from types import FrameType

from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.values import MAX_LENGTH, MOST_TEXT, ExpressionFailed, Value

NAMES: dict[str, Value] = {
    "title": "Lamp modernisation",
    "value.amount": Decimal("12500.00"),
    "received_on": date(2027, 3, 1),
    "long": "x" * MOST_TEXT,
}


@contextmanager
def watched() -> Iterator[list[Value]]:
    """Collect what each part of the expressions in here gives, in order."""
    given_by_parts: list[Value] = []

    def watch(frame: FrameType, event: str, result: Value) -> None:
        if event == "return" and frame.f_code.co_qualname == "_located.<locals>.handle":
            given_by_parts.append(result)

    sys.setprofile(watch)
    try:
        yield given_by_parts
    finally:
        sys.setprofile(None)


# By kind: leaves, then shapes with the kinds that fill their holes, n(umber), s(tring), t(ruth),
# l(ist) or d(ate). What Python would work out: texts and lists once grew by truths as numbers.
_GRAMMAR = {
    "n": (
        "2|1e9|value.amount|True|(True + True)",
        *[(f"({{}} {sign} {{}})", "nn") for sign in "+-*/"],
        ("-{}", "n"),
        ("length({})", "s"),
        ("number(text({}))", "n"),
        ("max({}, {})", "nn"),
    ),
    "s": (
        "'ab'|title|long",
        ("({} + {})", "ss"),
        ("{} * {}", "ns"),
        ("upper({})", "s"),
        ("replace({}, '', {})", "ss"),
        ("text({})", "n"),
        ("({} if {} else {})", "sts"),
    ),
    "t": (
        "True|False",
        ("({} == {})", "ll"),
        ("({} in {})", "sl"),
        ("({} < {})", "nn"),
        ("({} and not {})", "tt"),
    ),
    "l": ("[]|['a']", ("[{}, {}]", "ll"), ("({} + {})", "ll"), ("{} * {}", "ln")),
    "d": ("received_on|days(3)", ("({} + {})", "dd"), ("{} * {}", "dn"), ("day({})", "s")),
}


@cache
def expressions(kind: str, levels: int = 4) -> st.SearchStrategy[str]:
    leaves, *shapes = _GRAMMAR[kind]
    leaf = st.sampled_from(leaves.split("|"))
    return st.one_of(leaf, *(_filled(*shape, levels - 1) for shape in shapes)) if levels else leaf


def _filled(shape: str, holes: str, levels: int) -> st.SearchStrategy[str]:
    parts = st.tuples(*(expressions(hole, levels) for hole in holes))
    return parts.map(lambda parts: shape.format(*parts))


@settings(max_examples=300)
@given(st.one_of([expressions(kind) for kind in _GRAMMAR]))
def test_whatever_it_says_an_expression_takes_few_steps_and_each_makes_little(
    expression: str,
) -> None:
    with watched() as steps, suppress(ExpressionFailed):
        evaluate(expression, NAMES.__getitem__)

    assert len(steps) <= MAX_LENGTH
    assert all(len(step) <= MOST_TEXT for step in steps if isinstance(step, str | list))
    assert {type(step) for step in steps} <= {str, Decimal, date, timedelta, bool, list, type(None)}
