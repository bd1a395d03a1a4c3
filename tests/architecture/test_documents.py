"""What the documents speak of is there: pages, headings, files, API, commands, log messages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.code import ROOT, place, sources, tree

FOLDERS = ("docs", "salesforce", "sandbox", "events", "tests", "bench")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.md"))])
# Decisions are of their day.
OF_TODAY = [path for path in DOCUMENTS if path.parent.name != "decisions"]
# A file is named as seen from one of these.
BEGINNINGS = (ROOT, ROOT / "shared/referral_hub", ROOT / "functions/api")


def _logged(path: Path) -> Iterator[str]:
    """Every message that an entry point logs, such as `execution.started`."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="logger")),
                args=[ast.Constant(value=str(message)), *_],
            ):
                yield message


MESSAGES = sorted({message for path in sources("functions") for message in _logged(path)})

_ADDRESS = re.compile(r"(?:(GET|POST|PUT|PATCH|DELETE) )?[\w$:/.-]*?(/v1/[^\s`\"'?)|;,]+)")

# What a guide may write for an address or a key, and who says where it comes from.
_VARIABLE = re.compile(r"\$(?:HUB|ADMIN|OPERATOR|KEY)\b")
_EXPLAINED = "operating.md#calling-the-api"

documents = pytest.mark.parametrize("path", DOCUMENTS, ids=place)
documents_of_today = pytest.mark.parametrize("path", OF_TODAY, ids=place)


def test_the_documents_are_there() -> None:
    assert ROOT / "README.md" in DOCUMENTS
    assert len(DOCUMENTS) > 20


@documents
def test_a_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)\s]*)\)", path.read_text())

    assert [link for link in links if not _leads_somewhere(path, link)] == []


@documents_of_today
def test_a_file_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|md|toml))`", path.read_text())

    assert [file for file in named if not _exists(path, file)] == []


@documents_of_today
def test_an_address_of_the_api_exists(path: Path) -> None:
    named = _ADDRESS.findall(path.read_text())

    assert [(method, url) for method, url in named if not _is_served(method, url)] == []


@documents_of_today
def test_a_make_target_exists(path: Path) -> None:
    named = re.findall(r"(?:`|^\$ |&& )make ([a-z-]+)", path.read_text(), re.MULTILINE)

    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(named) <= set(targets)


@documents_of_today
def test_a_guide_says_where_its_address_and_keys_come_from(path: Path) -> None:
    text = path.read_text()

    explains = path.name in ("README.md", "operating.md")
    assert explains or not _VARIABLE.search(text) or _EXPLAINED in text


@pytest.mark.parametrize("message", MESSAGES)
def test_a_log_message_is_explained(message: str) -> None:
    assert f"`{message}`" in (ROOT / "docs/operating.md").read_text()


def _leads_somewhere(document: Path, link: str) -> bool:
    file, _, heading = link.partition("#")
    target = document.parent / file if file else document
    if not target.exists():
        return False
    return not heading or heading in _headings(target)


@cache
def _headings(document: Path) -> set[str]:
    """The anchors of a page, the way GitHub makes them of its headings."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def _exists(document: Path, file: str) -> bool:
    return any((start / file).is_file() for start in (*BEGINNINGS, document.parent))


@cache
def _api() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = json.loads((ROOT / "functions/api/openapi.json").read_text())["paths"]
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), told) for path, told in paths.items()]


def _is_served(method: str, url: str) -> bool:
    return any(
        pattern.fullmatch(url) and (not method or method.lower() in operations)
        for pattern, operations in _api()
    )
