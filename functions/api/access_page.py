"""
The tables of docs/access.md, which say who may call what, from the table that the guard reads.
`python -m functions.api.openapi` writes them anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .operations.operation import Operation
from .operations.table import TAGS
from .who_may import LETTERS

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
# Everything after this line is written by the module.
_BEGINS = "<!-- From here on: python -m functions.api.openapi -->\n"


def text() -> str:
    """Return the page with its tables as they are now."""
    by_hand, _, _ = PAGE.read_text(encoding="utf-8").partition(_BEGINS)
    tables = (_table(tag, operations) for tag, operations in TAGS.items())
    return by_hand + _BEGINS + "".join(tables)


def _table(tag: str, operations: Iterable[Operation]) -> str:
    roles = " | ".join(str(role).replace("_", " ") for role in LETTERS.values())
    rule = "|---" * (len(LETTERS) + 1)
    rows = "".join(_row(operation) for operation in operations)
    return f"\n### {tag}\n\n| | {roles} |\n{rule}|\n{rows}"


def _row(operation: Operation) -> str:
    marks = (
        "✓" if operation.public or role in operation.roles else "" for role in LETTERS.values()
    )
    free = " (no key)" if operation.public else ""
    told = f"`{operation.method} {operation.path}`<br>{operation.summary}{free}"
    return f"| {told} | {' | '.join(marks)} |\n"
