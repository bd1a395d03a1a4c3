"""Sales to try a condition on before it counts: what can go wrong with it goes wrong with them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import islice, product

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.tracing import paths_in
from referral_hub.domain.expressions.values import ExpressionFailed, Value

from .facts import NUMBERS

_MOST = 300
_DAY = "2027-03-31"
_KINDS = {Decimal: "a number", str: "text", date: "a date", list: "a list"}
_NUMBER = re.compile(r"[0-9][0-9_]*(\.[0-9_]+)?")


def fault_in(when: str, *, earning: bool) -> str:
    """
    Say what is wrong with a condition on some sale, with the place; empty where nothing is.

    A sale may be anything at the start; one that earns has an amount above zero. A failure that
    lies with what is told, such as text that is no number, is one only where every sale fails.
    """
    failures = []
    for sample in _samples(when, earning=earning):
        try:
            told = evaluate(when, sample.__getitem__)
        except ExpressionFailed as failed:
            if failed.typed or failed.by_zero:
                return str(failed)
            failures.append(str(failed))
            continue
        if not isinstance(told, bool):
            return f"is no condition: it gives {_KINDS.get(type(told), 'no truth')} (at 1)"
        failures.append("")
    return failures[0] if all(failures) else ""


def _samples(when: str, *, earning: bool) -> Iterator[dict[str, Value]]:
    """Put together what each fact may be; fewer of each where there are many facts."""
    paths = paths_in(when)
    constants = list(_constants(when))
    choices = [_choices(path, constants, earning=earning) for path in paths]
    each = max(2, int(_MOST ** (1 / max(len(paths), 1))))
    some = product(*(choice[:each] for choice in choices))
    return (dict(zip(paths, values, strict=True)) for values in islice(some, _MOST))


def _choices(path: str, constants: Sequence[Value], *, earning: bool) -> list[Value]:
    if path in ("new_customer", "self_referral"):
        return [True, False]
    if path == "close_date":
        return [date.fromisoformat(_DAY)]
    if path in NUMBERS:
        numbers = [constant for constant in constants if isinstance(constant, Decimal)]
        told = [Decimal(0), Decimal(1), *numbers, Decimal(-1), Decimal(10**6)]
        return [n for n in dict.fromkeys(told) if n > 0 or not (earning and path == "amount")]
    texts = [constant for constant in constants if isinstance(constant, str)]
    return list(dict.fromkeys(["1", _DAY, *texts, "0"]))


def _constants(when: str) -> Iterator[Value]:
    """Read what a condition compares with: there it often turns."""
    read = partial(ast.get_source_segment, when)
    for node in ast.walk(ast.parse(when, mode="eval")):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Constant) and _NUMBER.fullmatch(read(node) or ""):
            yield _number(read(node) or "")


def _number(text: str) -> Value:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
