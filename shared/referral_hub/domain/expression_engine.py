"""
simpleeval, with everything taken out that an expression of ours does not need.

What is left evaluates a tree of few kinds of nodes over text, decimals, dates and truths: there are
no attributes or methods, hence no way from a value to the interpreter.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from simpleeval import SimpleEval, safe_add

from .expression import ExpressionFailed, Lookup, Value
from .expression_functions import FUNCTIONS

_OPERATORS: Mapping[Any, Callable[..., Any]] = {
    ast.Add: safe_add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
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
# Evaluated by simpleeval as it is.
_PLAIN = (ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)
# Parts of those, which are not evaluated on their own.
_PARTS = (ast.And, ast.Or, ast.Load, *_OPERATORS)
_OWN = (ast.Constant, ast.Name, ast.Attribute, ast.List)
_ALLOWED: tuple[type[ast.AST], ...] = (*_PLAIN, *_PARTS, *_OWN)


class Engine:
    """Reads and evaluates expressions."""

    def parse(self, expression: str) -> ast.expr:
        """
        Raises:
            ExpressionFailed: it is no expression.
        """
        try:
            tree = ast.parse(expression, mode="eval").body
        except SyntaxError as error:
            raise ExpressionFailed(f"cannot be read: {error.msg}", at=error.offset or 1) from None
        except (ValueError, MemoryError, RecursionError):
            raise ExpressionFailed("cannot be read", at=1) from None
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant):
                node.value = _constant(node, expression)
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):
                # Python counts bytes, people count characters.
                node.col_offset = len(expression.encode()[: node.col_offset].decode())
        return tree

    def strange_parts(self, tree: ast.expr, known: Callable[[str], bool]) -> list[str]:
        found = sorted(_strange(tree, known), key=lambda failed: failed.at)
        return [str(failed) for failed in found]

    def evaluate(self, tree: ast.expr, lookup: Lookup) -> Value:
        """
        Raises:
            ExpressionFailed: it gives no value.
        """
        evaluator = SimpleEval(operators=_OPERATORS, functions=FUNCTIONS, names={})
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
            return handler(node)
        except ExpressionFailed:
            raise
        except TypeError:
            why = "puts together values of different kinds, or an empty one"
            raise ExpressionFailed(why, at=_place(node), typed=True) from None
        except ArithmeticError:
            raise ExpressionFailed("cannot be calculated", at=_place(node)) from None
        except ValueError as error:
            raise ExpressionFailed(str(error)[:80], at=_place(node)) from None
        except Exception:  # noqa: BLE001 (whatever an admin writes is an answer, not a crash)
            raise ExpressionFailed("cannot be evaluated", at=_place(node)) from None

    return handle


def _constant(node: ast.Constant, expression: str) -> Any:
    """Read a number as it is written: 0.1 is a tenth."""
    if isinstance(node.value, bool | str | None):
        return node.value
    try:
        return Decimal(ast.get_source_segment(expression, node) or "")
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
