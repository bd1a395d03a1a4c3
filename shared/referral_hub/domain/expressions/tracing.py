"""Why a condition holds or not: each of its parts, and what the names in it stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from referral_hub.domain.shapes import Frozen

from .expression import evaluate
from .values import ExpressionFailed, Lookup, as_text


class Traced(Frozen):
    """A part of an expression as it was written, and what it comes to; or why it does not."""

    text: str
    value: str = ""
    problem: str = ""


def trace(expression: str, lookup: Lookup) -> tuple[Traced, ...]:
    """
    Take a condition apart at `and`, `or` and `not`, and work out each part, then each name.

    The expression must be one that has no faults.
    """
    texts = dict.fromkeys([*parts_of(expression), *paths_in(expression)])
    return tuple(_traced(text, lookup) for text in texts)


def parts_of(expression: str) -> tuple[str, ...]:
    """Take a condition apart at `and`, `or` and `not`."""
    tree = ast.parse(expression, mode="eval").body
    return tuple(ast.get_source_segment(expression, node) or "" for node in _conditions(tree))


def paths_in(expression: str) -> tuple[str, ...]:
    """List the paths that an expression names, each once."""
    return tuple(dict.fromkeys(_names(ast.parse(expression, mode="eval").body)))


def _conditions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _conditions(part)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            yield from _conditions(part)
        case _:
            yield node


def _names(tree: ast.expr) -> Iterator[str]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call):
            waiting += node.args
        else:
            waiting += ast.iter_child_nodes(node)


def _traced(text: str, lookup: Lookup) -> Traced:
    try:
        return Traced(text=text, value=as_text(evaluate(text, lookup)))
    except ExpressionFailed as failed:
        return Traced(text=text, problem=str(failed))
