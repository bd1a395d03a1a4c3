"""The steps of docs/adding-a-partner.md that a test can look for, for each kind of partner."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_hub.adapters.partners.kinds import KINDS
from referral_hub.domain.partners.partner import PartnerKind
from tests.adapters.partners.test_every_kind import keeps
from tests.architecture.code import ROOT, place, sources, tree
from tests.contracts.partner_connector import FeedContract, RemotePartnerContract
from tests.contracts.partner_deals import RemoteHearsDealsContract
from tests.contracts.partner_known import ShowsReferralsContract

GUIDE = ROOT / "docs/adding-a-partner.md"
GLOSSARY = (ROOT / "docs/glossary.md").read_text()
_ASKED = re.compile(r".*\bPartnerKind\.[A-Z].*|([\w.]+\.)?(partner|body|self)\.kind(\.value)?")

every_kind = pytest.mark.parametrize("kind", KINDS)
_CALLING = (RemotePartnerContract, FeedContract, ShowsReferralsContract, RemoteHearsDealsContract)
CALLED = [kind for kind in KINDS if any(keeps(kind, contract) for contract in _CALLING)]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        match node:
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Import(names=names):
                yield from (name.name for name in names)


def stand_ins() -> set[str]:
    """The sandboxes that import-linter keeps apart."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (apart,) = (c for c in contracts["contracts"] if c["name"].startswith("Sandboxes"))
    return set(apart["modules"])


def comparisons(path: Path) -> Iterator[str]:
    """Where code asks for the kind of a partner."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Compare(left=left, comparators=others):
                told = [left, *others]
            case ast.Match(subject=subject, cases=cases):
                told = [subject, *(case.pattern for case in cases)]
            case _:
                continue
        if any(_ASKED.fullmatch(ast.unparse(part)) for part in told):
            yield f"{place(path)}:{node.lineno}"


@every_kind
def test_a_kind_has_a_guide_that_is_there(kind: PartnerKind) -> None:
    (row,) = re.findall(rf"^\| .+ \| `{kind}` \| (.+) \|$", GUIDE.read_text(), re.MULTILINE)

    pages = re.findall(r"\]\(([a-z-]*)(?:\.md)?(?:#[a-z-]+)?\)", row)
    assert pages
    assert all((GUIDE.parent / f"{page}.md").is_file() for page in pages if page)


@every_kind
def test_a_kind_is_in_the_glossary_as_our_word_or_with_theirs(kind: PartnerKind) -> None:
    assert re.search(rf"^\| (\*\*{kind}\*\* \||{kind}: )", GLOSSARY, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("kind", CALLED)
def test_whoever_is_called_has_a_stand_in_that_its_tests_use(kind: PartnerKind) -> None:
    tests = (ROOT / "tests/adapters/partners" / kind).glob("*.py")

    used = {module for path in tests for module in imported(path)}

    assert used & stand_ins()


def test_there_are_kinds_that_are_called() -> None:
    google, others = PartnerKind.GOOGLE, {PartnerKind.AWS, PartnerKind.MICROSOFT, PartnerKind.FEED}
    assert {google, *others} <= set(CALLED)


def test_nobody_asks_of_which_kind_a_partner_is() -> None:
    """What differs from kind to kind is said by its settings, or by its connection."""
    asking = [where for path in sources("functions", "shared") for where in comparisons(path)]

    assert asking == []
