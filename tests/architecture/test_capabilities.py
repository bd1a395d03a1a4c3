"""docs/capabilities.md lists every promise, and names tests that exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.architecture.code import ROOT, tree

# Letters of a chapter, and how many promises it has.
CHAPTERS = {"IN": 20, "LC": 10, "PB": 9, "OUT": 14, "AX": 8, "X": 10, "N": 9}
PROMISES = [f"{letters}-{n}" for letters, last in CHAPTERS.items() for n in range(1, last + 1)]
NOT_BUILT = "not built yet"


@dataclass(frozen=True)
class Row:
    promise_id: str
    promise: str
    proof: str

    @property
    def tests(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.proof)


def _rows() -> list[Row]:
    text = (ROOT / "docs/capabilities.md").read_text()
    found = re.findall(r"^\| ([A-Z]+-\d+) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return [Row(*cells) for cells in found]


ROWS = _rows()


def exists(test: str) -> bool:
    """Tell whether `path::name` is a test function, in a class or not."""
    path, _, name = test.partition("::")
    if not name.startswith("test_") or not (ROOT / path).is_file():
        return False
    nodes = ast.walk(tree(ROOT / path))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in nodes)


def test_every_promise_has_one_row_and_no_row_is_about_anything_else() -> None:
    listed = Counter(row.promise_id for row in ROWS)

    assert listed == Counter(PROMISES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.promise_id)
def test_a_promise_names_tests_that_exist_or_says_that_it_is_not_built(row: Row) -> None:
    missing = [test for test in row.tests if not exists(test)]

    assert row.promise.strip()
    assert bool(row.tests) != (row.proof == NOT_BUILT)
    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.promise_id)
def test_a_promise_names_each_test_once(row: Row) -> None:
    assert len(row.tests) == len(set(row.tests))
