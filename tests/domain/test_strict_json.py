"""Documents that are nested beyond all sense: what is around that is read."""

from __future__ import annotations

import json

import pytest

from referral_hub.domain.strict_json import NotJson, loosely, shallow

DEEP = 20_000


def test_what_is_nested_too_deeply_is_cut_out_and_its_neighbours_stay() -> None:
    nested = "[" * DEEP + "]" * DEEP

    cut = json.loads(shallow(f'[{nested}, "]", {{"a": "\\"["}}]'.encode()))

    assert cut[1:] == ["]", {"a": '"['}]
    assert "cut here" in json.dumps(cut[0])


def test_brackets_behind_a_quote_that_nobody_closes_are_text() -> None:
    nested = b"[" * DEEP

    assert shallow(nested + b'"' + b'\\"]' * DEEP) == shallow(nested)


@pytest.mark.parametrize(
    "rest",
    [b'"' + b'\\"' * 500_000, b'"' + b"\\" * 500_001, b'"' * 500_001, b"[" * 500_000],
    ids=["escaped quotes", "escapes", "quotes", "brackets"],
)
def test_a_megabyte_that_never_comes_to_its_end_is_told_to_be_no_json(rest: bytes) -> None:
    with pytest.raises(NotJson):
        loosely(shallow(b'{"items":[' + b"[" * DEEP + rest))
