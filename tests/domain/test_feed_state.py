"""Which entries of a page are news: an entry may become again what it was."""

from __future__ import annotations

from datetime import timedelta

from referral_hub.domain.partners.feed_state import FeedState, version_mark
from tests.builders import NOON

LATER = NOON + timedelta(hours=1)
A, B, C = (version_mark("deal", None, content) for content in "abc")
OTHER = version_mark("other", None, "a")


def met(*pages: list[str]) -> FeedState:
    state = FeedState(partner_id="harbour")
    for page in pages:
        state = state.beyond("", page, found=0, quarantined=0)
    return state


def test_what_is_known_already_is_no_news() -> None:
    assert met([A, OTHER]).fresh([A, OTHER, B]) == [2]


def test_an_entry_that_becomes_again_what_it_was_is_news_each_time() -> None:
    assert met([A]).fresh([B]) == [0]
    assert met([A], [B]).fresh([A]) == [0]
    assert met([A], [B], [A]).fresh([A]) == []
    assert met([A], [B], [A]).fresh([B]) == [0]


def test_of_a_feed_that_lists_all_versions_only_those_behind_the_known_one_are_news() -> None:
    state = met([A, B])

    assert state.fresh([A, B, OTHER]) == [2]
    assert state.fresh([A, B, C]) == [2]
    assert state.fresh([A, B, A]) == [2]


def test_an_older_version_that_comes_again_alone_is_no_news_by_its_own_time() -> None:
    old, new = version_mark("deal", NOON, "a"), version_mark("deal", LATER, "b")
    state = met([old], [new])

    assert state.fresh([old]) == []
    assert state.fresh([version_mark("deal", NOON, "late")]) == [0]
    assert met([old], [version_mark("deal", NOON, "b")]).fresh([old]) == [0]


def test_a_later_version_is_news_also_where_it_is_listed_before_the_known_one() -> None:
    known, later = version_mark("deal", NOON, "a"), version_mark("deal", LATER, "b")

    assert met([known]).fresh([later, OTHER, known]) == [1, 0]
    assert met([known], [later, known]).fresh([later, known]) == []


def test_of_two_versions_on_one_page_the_older_one_is_taken_first() -> None:
    old, new = version_mark("deal", NOON, "a"), version_mark("deal", LATER, "b")

    assert met().fresh([new, old]) == [1, 0]


def test_a_mark_that_does_not_say_whose_it_is_is_known_for_good() -> None:
    state = met(["one", "two"])

    assert state.fresh(["one", "", "three", "two"]) == [1, 2]


def test_of_two_changes_within_one_second_the_later_one_is_taken_last_however_they_are_listed() -> (
    None
):
    early, late = (
        version_mark("deal", NOON + timedelta(milliseconds=ms), content)
        for ms, content in ((100, "a"), (900, "b"))
    )

    assert met().fresh([late, early]) == [1, 0]
    assert met().fresh([early, late]) == [0, 1]
    assert met([late, early]).fresh([late, early]) == []


def test_a_page_that_begins_with_the_newest_is_read_from_its_end_where_seconds_do_not_tell() -> (
    None
):
    first, second = (version_mark("deal", LATER, content) for content in "ab")
    before = version_mark("other", NOON, "a")

    assert met().fresh([second, first, before]) == [2, 1, 0]
    assert met().fresh([before, first, second]) == [0, 1, 2]
