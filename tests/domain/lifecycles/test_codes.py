"""Which codes somebody typed into a field of the CRM."""

from __future__ import annotations

import pytest

from referral_hub.domain.lifecycles.code import codes_in


def test_case_does_not_matter_and_each_code_counts_once() -> None:
    assert codes_in(" harbour-spring, HARBOUR-SPRING ") == ("HARBOUR-SPRING",)


@pytest.mark.parametrize("typed", ["harbour-\u017fpring", "harbour-spr\u0131ng", "harbour-\u00df"])
def test_a_letter_that_looks_like_one_of_a_code_makes_no_code_of_somebody(typed: str) -> None:
    (read,) = codes_in(typed)

    assert not read.isascii()
