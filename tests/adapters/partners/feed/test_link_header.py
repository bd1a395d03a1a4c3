"""The Link header of RFC 8288, as partners write it, and as nobody should."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.feed.link_header import next_in

LONG = 500_000


@pytest.mark.parametrize(
    "header",
    [
        '<https://h.example/?page=2>; rel="next"',
        "<https://h.example/?page=2>;rel=next",
        '<https://h.example/?page=2>; REL = "prefetch Next"',
        '<https://h.example/?page=1,1>; rel="prev", <https://h.example/?page=2>; rel="next"',
        '<https://h.example/?page=2>; title="page 2; of 3, in \\"all\\""; rel="next"',
    ],
)
def test_the_next_page_is_the_target_whose_relation_says_next(header: str) -> None:
    assert next_in(header) == "https://h.example/?page=2"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "next",
        '<https://h.example/>; rel="nextcloud"',
        '<https://h.example/>; rev="next"',
        '<https://h.example/>; title="x, <https://elsewhere.example/>; rel=next"',
    ],
)
def test_a_header_that_names_no_next_page_leads_nowhere(header: str) -> None:
    assert next_in(header) == ""


@pytest.mark.parametrize(
    "header",
    [
        "<a>;rel=" + " " * LONG,
        "<" * LONG,
        "<a>" + ";" * LONG,
        '<a>; rel="' + "\\" * LONG,
        "<a>" + "; rel=" * LONG,
        "<a>," * LONG,
        '"' * LONG + "<",
    ],
    ids=["spaces", "targets", "parameters", "escapes", "relations", "links", "quotes"],
)
def test_a_header_that_was_made_to_be_long_leads_nowhere_either(header: str) -> None:
    assert next_in(header) == ""
