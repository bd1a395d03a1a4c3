"""Sales to try a condition on before it counts: what can go wrong with it goes wrong with them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import chain, islice, product

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.tracing import parts_of, paths_in
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
    beside = _constants_beside(when)
    choices = [_choices(path, beside[path], earning=earning) for path in paths]
    each = max(2, int(_MOST ** (1 / max(len(paths), 1))))
    some = islice(product(*(choice[:each] for choice in choices)), _MOST)
    # Of many facts these are few; at least each value of each is there once.
    in_turn = (
        tuple(choice[i % len(choice)] for choice in choices)
        for i in range(max(map(len, choices), default=1))
    )
    return (dict(zip(paths, values, strict=True)) for values in chain(in_turn, some))


def _choices(path: str, constants: Sequence[Value], *, earning: bool) -> list[Value]:
    if path in ("new_customer", "self_referral"):
        return [True, False]
    if path == "close_date":
        return [date.fromisoformat(_DAY)]
    if path in NUMBERS:
        numbers = [constant for constant in constants if isinstance(constant, Decimal)]
        told = [Decimal(0), *numbers, Decimal(1), Decimal(-1), Decimal(10**6)]
        return [n for n in dict.fromkeys(told) if n > 0 or not (earning and path == "amount")]
    texts = [constant for constant in constants if isinstance(constant, str)]
    return list(dict.fromkeys([*texts, "1", _DAY, "0"]))


def _constants_beside(when: str) -> Mapping[str, list[Value]]:
    """Collect what each fact is compared with: there it often turns."""
    beside = defaultdict[str, list[Value]](list)
    for part in parts_of(when):
        for path in paths_in(part):
            beside[path] += _constants(part)
    return beside


def _constants(when: str) -> Iterator[Value]:
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
