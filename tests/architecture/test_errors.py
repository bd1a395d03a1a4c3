"""Every refusal has a code that is its own, and says what to do."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from referral_hub.domain.errors import HubError
from tests.architecture.code import ROOT, sources


def refusals(root: type[HubError] = HubError) -> Iterator[type[HubError]]:
    for refusal in root.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def _load_everything() -> None:
    for path in sources("shared"):
        parts = path.relative_to(ROOT / "shared").with_suffix("").parts
        importlib.import_module(".".join(part for part in parts if part != "__init__"))
    for path in sources("functions"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        importlib.import_module(".".join(part for part in parts if part != "__init__"))


_load_everything()
REFUSALS = [r for r in refusals() if r.__module__.startswith(("referral_hub", "functions"))]


def test_there_are_refusals() -> None:
    assert len(REFUSALS) > 10


def test_no_two_refusals_share_a_code() -> None:
    counted = Counter(refusal.code for refusal in REFUSALS)

    assert [code for code, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: r.__name__)
def test_a_refusal_has_a_code_and_a_fix_of_its_own(refusal: type[HubError]) -> None:
    assert {"code", "fix"} <= set(vars(refusal))
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: r.__name__)
def test_a_fix_is_a_sentence(refusal: type[HubError]) -> None:
    assert re.fullmatch(r"[A-Z].+\.", refusal.fix)


def test_an_error_names_the_situation_and_not_that_it_is_an_error() -> None:
    named = [r.__name__ for r in REFUSALS if r.__name__.endswith(("Error", "Exception"))]

    assert named == []
