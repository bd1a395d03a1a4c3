"""Every kind of item is in the list of the code, and in the table of the architecture."""

from __future__ import annotations

import ast
import re

from referral_hub.records import items
from tests.architecture.code import ROOT, sources, tree

LISTED = set(re.findall(r"^    ([A-Z_]+)", items.__doc__ or "", re.MULTILINE))
_PLACES = re.findall(r"^\| (`.+?) \|", (ROOT / "docs/architecture.md").read_text(), re.MULTILINE)
EXPLAINED = set(re.findall(r"`([A-Z_]+)[#`]", " ".join(_PLACES)))


def _first(partition: ast.expr) -> str:
    """The word that a partition begins with; none where it is made elsewhere."""
    match partition:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
    return ""


def _written() -> set[str]:
    keys = (
        _first(node.args[0])
        for path in sources("shared/referral_hub/records")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Key" and node.args
    )
    return {key.partition("#")[0] for key in keys if key}


def test_the_code_lists_every_kind_of_item() -> None:
    assert {"REFERRAL", "LINK_KEY"} <= _written() <= LISTED


def test_the_architecture_explains_every_kind_of_item() -> None:
    assert sorted(LISTED - EXPLAINED) == []
