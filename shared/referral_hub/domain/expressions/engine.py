"""
simpleeval, with everything taken out that an expression of ours does not need.

What is left evaluates a tree of few kinds of nodes over text, decimals, dates and truths: there are
no attributes or methods, hence no way from a value to the interpreter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, DivisionUndefined, InvalidOperation
from functools import partial
from typing import Any

from simpleeval import SimpleEval

from .functions import FUNCTIONS
from .operators import OPERATORS
from .values import (
    MAX_LENGTH,
    MOST_TEXT,
    ExpressionFailed,
    Lookup,
    Unfit,
    Value,
    writable,
)

# Evaluated by simpleeval as it is.
_PLAIN = (ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)
# Parts of those, which are not evaluated on their own.
_PARTS: tuple[type[ast.AST], ...] = (ast.And, ast.Or, ast.Load, *OPERATORS)
_OWN = (ast.Constant, ast.Name, ast.Attribute, ast.List)
_ALLOWED: tuple[type[ast.AST], ...] = (*_PLAIN, *_PARTS, *_OWN)
_LINE_BREAK = re.compile(r"[\r\n]")
# Few enough for the stack, wherever the hub evaluates.
_MOST_LEVELS = 50


class Engine:
    """Reads and evaluates expressions."""

    def parse(self, expression: str) -> ast.expr:
        """
        Raises:
            ExpressionFailed: it is no expression.
        """
        if len(expression) > MAX_LENGTH:
            raise ExpressionFailed(f"is longer than {MAX_LENGTH} characters", at=MAX_LENGTH + 1)
        if line_break := _LINE_BREAK.search(expression):
            raise ExpressionFailed("has more than one line", at=line_break.start() + 1)
        try:
            tree = ast.parse(expression, mode="eval").body
        except SyntaxError as error:
            raise ExpressionFailed(f"cannot be read: {error.msg}", at=error.offset or 1) from None
        except (ValueError, MemoryError, RecursionError):
            raise ExpressionFailed("cannot be read", at=1) from None
        _must_be_flat(tree)
        source = expression.encode()
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant):
                node.value = _constant(node, source)
            if isinstance(node, ast.expr):
                # Python counts bytes, people count characters.
                node.col_offset = len(source[: node.col_offset].decode())
        return tree

    def strange_parts(self, tree: ast.expr, known: Callable[[str], bool]) -> list[str]:
        found = sorted(_strange(tree, known), key=lambda failed: failed.at)
        return [str(failed) for failed in found]

    def evaluate(self, tree: ast.expr, lookup: Lookup) -> Value:
        """
        Raises:
            ExpressionFailed: it gives no value.
        """
        evaluator = SimpleEval(operators=OPERATORS, functions=FUNCTIONS, names={})
        step = partial(evaluator.eval, "")

        def path(node: ast.expr) -> Value:
            return lookup(_path(node))

        plain = {kind: evaluator.nodes[kind] for kind in _PLAIN}
        own: dict[type[ast.expr], Callable[[Any], Value]] = {
            ast.Constant: lambda node: node.value,
            ast.Name: path,
            ast.Attribute: path,
            ast.List: lambda node: [step(part) for part in node.elts],
        }
        evaluator.nodes = {kind: _located(handler) for kind, handler in (plain | own).items()}
        return _located(step)(tree)


def _located(handler: Callable[[Any], Value]) -> Callable[[ast.expr], Value]:
    """Say of a failure where it is, and in words that do not quote the record."""

    def handle(node: ast.expr) -> Value:
        try:
            return _kept(handler(node))
        except ExpressionFailed:
            raise
        except Exception as error:  # noqa: BLE001 (what an admin writes is an answer, not a crash)
            raise _failure(node, error) from None

    return handle


def _kept(value: Value) -> Value:
    if isinstance(value, str) and len(value) > MOST_TEXT:
        raise Unfit(f"makes more than {MOST_TEXT} characters")
    return value


def _failure(node: ast.expr, error: Exception) -> ExpressionFailed:
    """Choose the words: the error's own may quote what the partner wrote."""
    name = _path(node.func) if isinstance(node, ast.Call) else ""
    call = f"{name}() " if name else ""
    why, typed = "cannot be evaluated", False
    if isinstance(node, ast.BinOp) and _by_zero(error):
        return ExpressionFailed("divides by zero", at=_place(node.right), by_zero=True)
    if isinstance(error, Unfit):
        why, typed = str(error), error.typed
    elif isinstance(error, TypeError):
        # A function refuses values as unfit; Python itself refuses their number.
        kinds = "puts together values of different kinds, or an empty one"
        why, typed = "is given too few values, or too many" if call else kinds, True
    elif isinstance(error, ArithmeticError):
        why = "cannot be calculated"
    return ExpressionFailed(call + why, at=_place(node), typed=typed)


def _by_zero(error: Exception) -> bool:
    """Of zero by zero the decimals say only that no operation is known."""
    unknown = error.args[0] if isinstance(error, InvalidOperation) and error.args else ()
    return isinstance(error, ZeroDivisionError) or DivisionUndefined in unknown


def _must_be_flat(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(_MOST_LEVELS):
        level = [part for node in level for part in ast.iter_child_nodes(node)]
    deep = [node for node in level if isinstance(node, ast.expr)]
    if deep:
        raise ExpressionFailed(f"is nested more than {_MOST_LEVELS} deep", at=_place(deep[0]))


def _constant(node: ast.Constant, source: bytes) -> Any:
    """Read a number as it is written: 0.1 is a tenth; of texts, what a field may hold."""
    try:
        if isinstance(node.value, str):
            return writable(node.value)
        if isinstance(node.value, bool | None):
            return node.value
        return Decimal(source[node.col_offset : node.end_col_offset].decode())
    except Unfit as unfit:
        raise ExpressionFailed(str(unfit), at=_place(node)) from None
    except InvalidOperation:
        raise ExpressionFailed("is no number or text", at=_place(node)) from None


def _path(node: ast.expr) -> str:
    """The dotted name that the node spells; empty when it spells none."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _path(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _strange(tree: ast.expr, known: Callable[[str], bool]) -> Iterator[ExpressionFailed]:
    """Find all that is unknown or not allowed; of a dotted name the whole counts."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name | ast.Attribute):
            yield from _strange_path(node, known)
            continue
        if isinstance(node, ast.Call):
            yield from _strange_call(node)
            waiting += [*node.args, *node.keywords]
            continue
        if not isinstance(node, _ALLOWED):
            yield ExpressionFailed(f"{type(node).__name__} is not available", at=_place(node))
            continue
        waiting += ast.iter_child_nodes(node)


def _strange_path(
    node: ast.Name | ast.Attribute, known: Callable[[str], bool]
) -> Iterator[ExpressionFailed]:
    path = _path(node)
    if not path:
        yield ExpressionFailed("nothing has attributes or methods", at=_place(node))
    elif not known(path):
        yield ExpressionFailed(f"unknown name {path!r}", at=_place(node))


def _strange_call(node: ast.Call) -> Iterator[ExpressionFailed]:
    name = _path(node.func)
    if name not in FUNCTIONS:
        told = f"unknown function {name!r}" if name else "only functions can be called"
        yield ExpressionFailed(told, at=_place(node))


def _place(node: ast.AST) -> int:
    return int(getattr(node, "col_offset", 0)) + 1


ENGINE = Engine()
