"""Every name that the glossary gives is a name in the code."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.architecture.code import ROOT, ROOTS, members, names, sources

_ROWS = re.findall(
    r"^\| \*\*(.+?)\*\* \| .+ \| (.+) \|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
)
_TERMS = sorted({name for _, cell in _ROWS for name in re.findall(r"`([^`]+)`", cell)})
_WORDS = [word for word, _ in _ROWS]


@cache
def _everything_named() -> set[str]:
    packages = {part for path in sources(*ROOTS) for part in path.parts}
    return packages | {name for path in sources(*ROOTS) for name in names(path)}


def test_the_glossary_is_there() -> None:
    assert len(_TERMS) > 50


@pytest.mark.parametrize("term", [term for term in _TERMS if "." not in term])
def test_a_term_is_a_name_in_the_code(term: str) -> None:
    assert term in _everything_named()


@pytest.mark.parametrize("term", [term for term in _TERMS if "." in term])
def test_a_part_of_a_term_is_a_member_of_that_class(term: str) -> None:
    owner, _, member = term.rpartition(".")

    assert member in members(owner)


def test_each_word_is_explained_once() -> None:
    assert len(_WORDS) == len(set(_WORDS))
