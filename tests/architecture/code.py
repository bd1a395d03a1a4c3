"""The project's own code, read as text and as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOTS = ("functions", "shared", "infra", "local", "sandbox", "bench", "conformance", "replay")


def sources(*roots: str) -> list[Path]:
    return sorted(path for root in roots for path in (ROOT / root).rglob("*.py"))


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@dataclass(frozen=True)
class Function:
    """A function with its length in lines: with all, and without signature and docstring."""

    where: str
    lines: int
    body: int


def functions(*roots: str) -> Iterator[Function]:
    for path in sources(*roots):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield _measured(path, node)


def _measured(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    told = node.body[1:] if ast.get_docstring(node) is not None else node.body
    end = node.end_lineno or node.lineno
    body = end - told[0].lineno + 1 if told else 0
    return Function(f"{place(path)}::{node.name}", end - node.lineno + 1, body)


def names(path: Path) -> set[str]:
    """Every name that a module defines: classes, functions, fields, arguments, modules."""
    found = {path.stem}
    for node in ast.walk(tree(path)):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                found.add(node.name)
            case ast.arg():
                found.add(node.arg)
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
    return found


def members(class_name: str) -> set[str]:
    """What the classes of this name define: methods, fields, and the values of an enumeration."""
    found: set[str] = set()
    for path in sources("functions", "shared", "sandbox"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and node.name == class_name:
                found |= {name for part in node.body for name in _defined(part)}
    return found


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
