"""The stand-in keeps to what Google documents of patches, and refuses what its API refuses."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google_partners.errors import ApiError
from sandbox.google_partners.opportunity import patched

KNOWN = {"name": "partners/8210/opportunities/1", "dealSize": 5, "dealCurrencyCode": "EUR"}


def test_a_patch_changes_what_the_mask_names_and_nothing_else() -> None:
    found = patched(KNOWN, {"dealSize": 7, "notes": "seven"}, "dealSize")

    assert found == {**KNOWN, "dealSize": 7}


def test_what_the_mask_names_and_the_body_lacks_is_emptied() -> None:
    assert "dealSize" not in patched(KNOWN, {}, "dealSize")


def test_without_a_mask_all_that_is_said_counts() -> None:
    assert patched(KNOWN, {"notes": "seven"}, "") == {**KNOWN, "notes": "seven"}


def test_what_is_output_only_stays_as_it_is() -> None:
    assert patched(KNOWN, {"dealCurrencyCode": "USD"}, "dealCurrencyCode") == KNOWN


@pytest.mark.parametrize(
    ("body", "mask"),
    [
        ({"dealSize": 7}, "dealsize"),
        ({"price": 7}, "dealSize"),
        ({"dealSize": "seven"}, "dealSize"),
        ({"closeDate": {"quarter": 3}}, "closeDate"),
        ([], "dealSize"),
    ],
)
def test_a_wrong_mask_or_body_is_an_invalid_argument(body: Any, mask: str) -> None:
    with pytest.raises(ApiError) as refused:
        patched(KNOWN, body, mask)

    assert refused.value.status == 400
