"""Asking Partner Center for news: nothing is lost, little is repeated, nobody is led astray."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application.feeds import Turn
from referral_hub.domain.deal_fields import DealField
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partner_news import PartnerNews, Unreadable
from referral_hub.ports import FeedEntry, FeedPage
from tests.adapters.partners.microsoft.stage import (
    SUE,
    Stage,
    a_hub_with_microsoft,
    poll_of,
)
from tests.contracts.partner_connector import accepted, pending

LISTS = "/v1.0/engagements/referrals"


def pages(stage: Stage, cursor: str = "") -> list[FeedPage]:
    return list(stage.feed.pages(cursor, at=stage.clock.now))


def entries(stage: Stage, cursor: str = "") -> list[FeedEntry]:
    return [entry for page in pages(stage, cursor) for entry in page.entries]


def news(stage: Stage, cursor: str = "") -> list[PartnerNews]:
    return [e.what for e in entries(stage, cursor) if isinstance(e.what, PartnerNews)]


def ids(stage: Stage, cursor: str = "") -> list[str]:
    return [each.partner_referral_id for each in news(stage, cursor)]


def lists(stage: Stage) -> list[dict[str, str]]:
    return [call.query for call in stage.calls if call.path == LISTS]


def share(stage: Stage, count: int) -> list[str]:
    return [stage.shares().partner_referral_id for _ in range(count)]


# What is asked


def test_only_what_is_incoming_is_asked_for_in_the_order_of_change(stage: Stage) -> None:
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

    assert lists(stage)[-1]["$filter"] == (
        "direction eq 'Incoming' and updatedDateTime ge 2027-03-01T11:50:01.000000Z"
    )


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


# Entries


def test_an_invitation_says_who_wants_what_and_where_it_comes_from(stage: Stage) -> None:
    stage.shares(details={"closingDateTime": "2027-09-30T00:00:00Z"})

    [told] = news(stage)

    assert told.invitation
    assert told.invitation.title == "Fabrikam - supply chain"
    assert told.invitation.customer.company_name == "Fabrikam Inc"
    assert told.invitation.customer.country_code == "US"
    assert told.invitation.value
    assert (told.invitation.value.amount, told.invitation.value.currency) == ("50000.00", "USD")
    assert str(told.invitation.target_close_date) == "2027-09-30"
    assert told.invitation.custom["classification"] == "qualified lead"
    assert told.invitation.custom["products"] == "Dynamics365Enterprise"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"qualification": "Direct", "inviteContext": None}, "marketplace lead"),
        ({"qualification": "MarketingQualified"}, "qualified lead"),
        ({"inviteContext": {"invitedBy": {"organizationId": "contoso"}}}, "co-sell opportunity"),
        ({"type": "Shared"}, "shared deal"),
    ],
)
def test_an_operator_sees_what_kind_of_referral_it_is(
    stage: Stage, fields: dict[str, Any], kind: str
) -> None:
    stage.shares(**fields)

    [told] = news(stage)

    assert told.invitation
    assert told.invitation.custom["classification"] == kind


def test_people_who_are_shown_early_are_brought_and_not_part_of_the_invitation(
    stage: Stage,
) -> None:
    stage.shares(contacts="at_once")

    [told] = news(stage)

    assert told.people == (SUE,)
    assert told.invitation
    assert "Smith" not in told.invitation.model_dump_json()


def test_people_who_appear_after_acceptance_come_with_the_feed(stage: Stage) -> None:
    referral = accepted(stage)
    cursor = stage.shown(referral)["updatedDateTime"]
    stage.clock.advance(minutes=30)
    stage.reveals(referral)

    [told] = news(stage, cursor)

    assert told.people == (SUE,)
    assert told.invitation is None


def test_a_deal_is_told_anew_after_acceptance(stage: Stage) -> None:
    referral = accepted(stage)
    cursor = stage.shown(referral)["updatedDateTime"]
    stage.clock.advance(hours=2)
    stage.center.change(referral.partner_referral_id, details={"dealValue": 61000.5})

    [told] = news(stage, cursor)

    assert told.deal[DealField.AMOUNT] == "61000.50"
    assert told.deal[DealField.CURRENCY] == "USD"


@pytest.mark.parametrize(
    ("substatus", "why"), [("Expired", "expired"), ("Declined", "declined"), ("Error", "error")]
)
def test_what_is_closed_says_so_in_plain_words(stage: Stage, substatus: str, why: str) -> None:
    referral = stage.shares()
    [page] = pages(stage)
    stage.clock.advance(seconds=1)
    stage.center.change(referral.partner_referral_id, status="Closed", substatus=substatus)

    [told] = news(stage, page.cursor)

    assert why in told.closed
    assert told.invitation is None


def test_what_waits_for_somebody_elses_answer_is_no_invitation(stage: Stage) -> None:
    stage.shares(substatus="Received")

    assert pending(stage.feed) == []


# Entries that nobody can read


@pytest.mark.parametrize(
    "poison",
    [
        "huge_number",
        "nan",
        "infinity",
        "lone_surrogate",
        "nul_character",
        "unknown_status",
        "unknown_substatus",
        "wrong_type",
        "null_member",
        "bad_date",
        "missing:customerProfile/name",
        "missing:id",
        "missing:updatedDateTime",
    ],
)
def test_what_nobody_can_read_is_put_aside_beside_healthy_ones(stage: Stage, poison: str) -> None:
    sick, well = stage.shares(), stage.shares()
    stage.center.poison(sick.partner_referral_id, poison)

    found = [entry.what for entry in entries(stage)]

    [broken] = [each for each in found if isinstance(each, Unreadable)]
    assert broken.raw
    assert "Fabrikam" not in broken.why
    assert pending(stage.feed) == [well.partner_referral_id]


def test_what_has_no_number_of_its_own_among_lists_is_read_all_the_same(stage: Stage) -> None:
    for poison in ("huge_string", "ids_are_an_object"):
        stage.center.poison(stage.shares().partner_referral_id, poison)

    assert len(pending(stage.feed)) == 2


def test_a_row_that_is_null_is_put_aside(stage: Stage) -> None:
    shared = share(stage, 1)
    stage.center.behave(spoilt_list="null_record")

    assert ids(stage) == shared
    assert sum(isinstance(e.what, Unreadable) for e in entries(stage)) == 1


def test_what_claims_to_be_of_the_future_hides_nothing_that_comes(stage: Stage) -> None:
    stage.center.behave(clock_skew_seconds=3 * 86_400)
    stage.shares()
    stage.center.behave(clock_skew_seconds=0)
    [page] = pages(stage)

    later = stage.shares()

    assert page.cursor == ""
    assert later.partner_referral_id in pending(stage.feed)


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
