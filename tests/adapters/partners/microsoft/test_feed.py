"""Asking Partner Center for news: nothing is lost, little is repeated, nobody is led astray."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from referral_hub.application.partners.pages import Turn
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews
from tests.adapters.partners.microsoft.listing import entries, ids, pages, share
from tests.adapters.partners.microsoft.stage import (
    Stage,
    a_hub_with_microsoft,
    poll_of,
)

LISTS = "/v1.0/engagements/referrals"


def lists(stage: Stage) -> list[dict[str, str]]:
    return [call.query for call in stage.calls if call.path == LISTS]


# What is asked


def test_at_first_only_what_is_incoming_is_asked_for_in_the_order_of_change(stage: Stage) -> None:
    share(stage, 1)

    pages(stage)

    assert lists(stage) == [
        {
            "$filter": "direction eq 'Incoming' and status eq 'New'",
            "$orderby": "updatedDateTime asc",
        }
    ]


def test_the_cursor_is_the_last_change_as_microsoft_wrote_it(stage: Stage) -> None:
    referral = stage.shares()

    [page] = pages(stage)

    assert page.cursor == stage.shown(referral)["updatedDateTime"]


def test_a_later_poll_asks_for_what_changed_since_less_an_overlap(stage: Stage) -> None:
    share(stage, 1)
    [page] = pages(stage)

    pages(stage, page.cursor)

    assert lists(stage)[-1]["$filter"] == "updatedDateTime ge 2027-03-01T11:50:01.000000Z"


def test_what_was_met_before_has_the_same_mark_until_it_changes(stage: Stage) -> None:
    referral = stage.shares()
    [first] = entries(stage)
    [again] = entries(stage)

    stage.clock.advance(seconds=1)
    stage.center.change(referral.partner_referral_id, details={"dealValue": 9})
    [changed] = entries(stage)

    assert first.mark == again.mark != changed.mark


def test_lists_that_know_late_lose_nothing(stage: Stage) -> None:
    stage.center.behave(list_lag_seconds=300)
    hub = a_hub_with_microsoft(stage)
    stage.shares()
    stage.clock.advance(seconds=290)
    stage.shares()
    poll_of(hub).run()
    stage.clock.advance(seconds=300)
    stage.shares()

    stage.clock.advance(seconds=310)
    poll_of(hub).run()

    assert len(list(hub.referrals.newest())) == 3


# Pages


@pytest.mark.parametrize("paging", ["keyset", "offset"])
def test_all_pages_are_read(stage: Stage, paging: str) -> None:
    stage.center.behave(page_size=2, paging=paging)
    shared = share(stage, 7)

    assert list(dict.fromkeys(ids(stage))) == shared


@pytest.mark.parametrize("paging", ["keyset", "offset"])
def test_what_changes_while_the_list_is_read_hides_nothing(stage: Stage, paging: str) -> None:
    stage.center.behave(page_size=2, paging=paging)
    shared = share(stage, 6)
    found: list[str] = []

    for page in stage.feed.pages("", at=stage.clock.now):
        found += [
            e.what.partner_referral_id for e in page.entries if isinstance(e.what, PartnerNews)
        ]
        stage.clock.advance(seconds=1)
        stage.center.change(shared[0], details={"notes": f"{len(found)}"})
        if len(found) > 12:
            break

    assert set(found) == set(shared)


def test_many_changes_of_one_moment_are_followed_by_the_link_as_it_stands(stage: Stage) -> None:
    stage.center.behave(page_size=2)
    stage.shares()
    shared = [stage.center.share() for _ in range(5)]

    assert set(shared) <= set(ids(stage))
    assert any("$skiptoken" in query for query in lists(stage))


@pytest.mark.parametrize("how", ["endless", "circular"])
def test_a_list_without_an_end_is_left(stage: Stage, how: str) -> None:
    stage.center.behave(page_size=2, next_link=how)
    share(stage, 3)

    with pytest.raises(Unavailable, match="circle"):
        pages(stage)

    assert len(lists(stage)) < 10


def test_a_link_to_another_host_is_followed_by_nobody(stage: Stage) -> None:
    stage.center.behave(page_size=2, next_link="https://elsewhere.example")
    stage.shares()
    for _ in range(5):
        stage.center.share()

    with pytest.raises(Unavailable, match="another host"):
        pages(stage)


def test_a_redirect_is_followed_by_nobody(stage: Stage) -> None:
    stage.center.behave(redirect_to="https://elsewhere.example")

    with pytest.raises(Unavailable, match="redirect"):
        pages(stage)


@pytest.mark.parametrize("how", ["bad_json", "not_utf8", "html", "no_value", "value_is_object"])
def test_a_page_that_is_none_is_an_outage(stage: Stage, how: str) -> None:
    share(stage, 1)
    stage.center.behave(spoilt_list=how)

    with pytest.raises(Unavailable):
        pages(stage)


def test_an_answer_without_an_end_is_left(stage: Stage) -> None:
    stage.center.behave(page_padding_bytes=21_000_000)

    with pytest.raises(Unavailable, match="20 MB"):
        pages(stage)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ({"too_many_requests": 1, "retry_after": "7"}, "wait for 7 seconds"),
        ({"service_not_available": 1}, "asked less often"),
        ({"general_exception": {"path": LISTS, "times": 1}}, "500"),
        ({"has_referral_role": False}, "Partner Center refuses"),
        ({"drop_before_commit": {"path": LISTS, "times": 1}}, "could not be reached"),
    ],
)
def test_a_trouble_is_told_in_plain_words(stage: Stage, trouble: Any, told: str) -> None:
    pages(stage)
    stage.center.behave(**trouble)

    with pytest.raises(Unavailable, match=told):
        pages(stage)


@pytest.mark.parametrize("path", [LISTS, "/oauth2/v2.0/token"])
def test_who_is_busy_is_left_alone_for_as_long_as_it_says(stage: Stage, path: str) -> None:
    stage.center.behave(too_many_requests={"path": path, "times": 1}, retry_after="90")

    with pytest.raises(Unavailable) as trouble:
        pages(stage)

    assert trouble.value.again_after == timedelta(seconds=90)


# A turn of the hub


def test_a_second_poll_finds_nothing_new(stage: Stage) -> None:
    hub = a_hub_with_microsoft(stage)
    share(stage, 3)

    first, second = poll_of(hub).run(), poll_of(hub).run()

    assert (len(first.filed), second) == (3, Turn())


def test_what_expires_unanswered_leaves_the_inbox(stage: Stage) -> None:
    hub = a_hub_with_microsoft(stage)
    referral = stage.shares()
    poll_of(hub).run()

    stage.clock.advance(minutes=5)
    stage.takes_back(referral)
    poll_of(hub).run()

    [filed] = hub.referrals.newest()
    assert filed.status == "expired"
