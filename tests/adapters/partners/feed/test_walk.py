"""The way through a feed: page by page, whichever way it leads on, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from referral_hub.adapters.partners.feed.connector import FeedConnector
from referral_hub.application.partners.pages import Turn
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.hub import Hub
from referral_hub.ports import FeedPage
from referral_hub.records.feed_states import FeedStates
from tests.adapters.partners.feed.stage import (
    FIELDS,
    PAGINGS,
    Stage,
    a_hub_with_a_feed,
    poll_of,
    polled_to_its_end,
)

WAYS = {**PAGINGS, "since": None}


def filed(hub: Hub) -> list[str]:
    return sorted(referral.partner_referral_id for referral in hub.referrals.newest())


def connected_by(stage: Stage, way: str, *, size: int = 3, **settings: Any) -> FeedConnector:
    stage.partner.behave(paging=way, page_size=size)
    pages = {"parameter": "limit", "size": size}
    return stage.connected(paging=WAYS[way], page_size=pages, **settings)


@pytest.mark.parametrize("way", WAYS)
def test_every_page_is_read_whichever_way_it_leads_on(stage: Stage, way: str) -> None:
    shared = [stage.shares().partner_referral_id for _ in range(8)]
    hub = a_hub_with_a_feed(stage)

    turn = poll_of(hub, stage, connected_by(stage, way)).run()

    assert filed(hub) == shared
    assert len(turn.filed) == 8


def test_a_referral_is_filed_with_all_that_the_feed_tells(stage: Stage) -> None:
    stage.shares(people=[{"first": "Maren", "last": "Holt", "mail": "maren.holt@fenwick.example"}])
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    [referral] = hub.referrals.newest()
    invitation = hub.referrals.invitation_of(referral)
    assert (invitation.title, invitation.via) == ("Lamp modernisation", "poll")
    assert invitation.customer.country_code == "NO"
    assert invitation.value
    assert (invitation.value.amount, invitation.value.currency) == ("12500.50", "EUR")
    assert str(invitation.target_close_date) == "2027-09-30"
    assert f"{invitation.expires_at:%H:%M}" == "10:00"
    assert invitation.partner_people[0].name == "Edda Voss"
    assert invitation.custom == {"campaign": "Winter lights"}
    assert [a.info.last_name for a in hub.contacts.of(referral.number)] == ["Holt"]


@pytest.mark.parametrize("way", WAYS)
def test_the_next_poll_asks_for_what_changed_since_less_the_overlap(stage: Stage, way: str) -> None:
    stage.shares()
    newest = stage.clock()
    hub = a_hub_with_a_feed(stage)
    connector = connected_by(stage, way)
    poll_of(hub, stage, connector).run()
    stage.clock.advance(days=1)

    poll_of(hub, stage, connector).run()

    assert stage.partner.calls[-1]["query"]["updated_since"] == f"{newest:%Y-%m-%dT}11:58:01Z"


def test_the_clock_of_the_hub_is_never_the_watermark(stage: Stage) -> None:
    hub = a_hub_with_a_feed(stage)
    stage.clock.advance(days=400)

    poll_of(hub, stage).run()

    assert "since" not in hub.feed_states.of("harbour").cursor


def test_what_is_within_the_overlap_is_not_told_twice(stage: Stage) -> None:
    stage.partner.behave(etags=False)
    stage.shares()
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()

    assert poll_of(hub, stage).run() == Turn()


def test_a_feed_without_news_costs_one_small_answer(stage: Stage) -> None:
    stage.shares()
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    poll_of(hub, stage).run()
    state = hub.feed_states.of("harbour")

    turn = poll_of(hub, stage).run()

    assert turn == Turn()
    assert stage.partner.calls[-1]["if_none_match"] != ""
    assert hub.feed_states.of("harbour").cursor == state.cursor


def test_the_tag_of_a_first_page_hides_no_later_page(stage: Stage) -> None:
    connector = connected_by(stage, "cursor", size=2, since=None)
    for _ in range(3):
        stage.shares()
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    fourth = stage.shares().partner_referral_id

    poll_of(hub, stage, connector).run()

    assert fourth in filed(hub)


def test_a_cursor_that_lasts_is_gone_on_from(stage: Stage) -> None:
    stage.partner.behave(durable_cursor=True)
    connector = stage.connected(since=None)
    stage.shares()
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    second = stage.shares().partner_referral_id

    turn = poll_of(hub, stage, connector).run()

    assert (len(turn.filed), filed(hub)[-1]) == (1, second)
    assert stage.partner.calls[-2]["query"] == {"cursor": "1"}


def test_a_feed_without_an_end_goes_on_with_the_next_turn_and_leaves_nothing_out(
    stage: Stage,
) -> None:
    stage.most_pages = 2
    connector = connected_by(stage, "cursor", size=2)
    shared = [stage.shares().partner_referral_id for _ in range(7)]
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage, connector).run()
    half, unfinished = filed(hub), hub.feed_states.of("harbour").unfinished
    polled_to_its_end(hub, stage, connector)

    assert (half, unfinished) == (shared[:4], True)
    assert filed(hub) == shared


def test_a_cursor_that_the_partner_forgot_costs_a_walk_from_the_start_and_no_referral(
    stage: Stage,
) -> None:
    stage.most_pages = 1
    connector = connected_by(stage, "cursor", size=2)
    shared = [stage.shares().partner_referral_id for _ in range(5)]
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    stage.partner.behave(forgotten_cursor=1)

    polled_to_its_end(hub, stage, connector)

    assert filed(hub) == shared


def test_an_outage_in_the_middle_loses_nothing_and_repeats_no_page(stage: Stage) -> None:
    connector = connected_by(stage, "cursor", size=2)
    shared = [stage.shares().partner_referral_id for _ in range(6)]
    hub = a_hub_with_a_feed(stage)
    outage(stage, connector, hub)

    poll_of(hub, stage, connector).run()

    state = hub.feed_states.of("harbour")
    asked = [call["query"].get("cursor", "") for call in stage.partner.calls]
    assert filed(hub) == shared
    assert asked == ["", "2", "2", "4"]
    assert (state.failures, state.error) == (0, "")


def outage(stage: Stage, connector: FeedConnector, hub: Hub) -> None:
    """Let the partner fail behind the first page of a poll."""
    pages = connector.pages

    def breaking(cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        for page in pages(cursor, at=at):
            yield page
            stage.partner.behave(internal_error=1)

    connector.pages = breaking  # type: ignore[method-assign]
    with pytest.raises(Unavailable, match="answered 500"):
        poll_of(hub, stage, connector).run()
    connector.pages = pages  # type: ignore[method-assign]


def test_a_crash_between_a_page_and_its_cursor_repeats_the_page_and_files_nothing_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.partner.poison("bad_date")
    shared = [stage.shares().partner_referral_id for _ in range(3)]
    hub = a_hub_with_a_feed(stage)
    save = FeedStates.save

    def crash(states: FeedStates, state: FeedState) -> FeedState:
        if state.cursor:
            raise KeyboardInterrupt
        return save(states, state)

    with monkeypatch.context() as patched:
        patched.setattr(FeedStates, "save", crash)
        with pytest.raises(KeyboardInterrupt):
            poll_of(hub, stage).run()
    turn = poll_of(hub, stage).run()

    [(_, known)] = hub.quarantine.newest(partner_ids=["harbour"])
    assert filed(hub) == shared
    assert turn.filed == ()
    assert known.times == 2


def test_of_two_polls_at_once_one_gives_way_and_nothing_is_filed_twice(stage: Stage) -> None:
    shared = [stage.shares().partner_referral_id for _ in range(3)]
    hub = a_hub_with_a_feed(stage)
    slow = stage.connected()
    pages = slow.pages

    def overtaken(cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        for page in pages(cursor, at=at):
            poll_of(hub, stage).run()
            yield page

    slow.pages = overtaken  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        poll_of(hub, stage, slow).run()

    assert filed(hub) == shared
    assert hub.feed_states.of("harbour").failures == 0


def test_what_the_partner_takes_back_is_closed_in_the_inbox(stage: Stage) -> None:
    referral = stage.shares()
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(minutes=1)
    stage.takes_back(referral)

    turn = poll_of(hub, stage).run()

    assert turn.begun == 1
    assert [r.status for r in hub.referrals.newest()] == ["expired"]


def test_entries_by_time_alone_have_to_come_oldest_first(stage: Stage) -> None:
    """The feed is ordered by one time, and its settings name another."""
    stage.shares(reply_by="2027-03-01T11:00:00Z")
    stage.shares(reply_by="2027-03-01T10:00:00Z")
    connector = connected_by(stage, "since", size=2, fields=FIELDS | {"changed_at": "reply_by"})
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match="oldest change first"):
        poll_of(hub, stage, connector).run()

    assert filed(hub) == []


def test_the_lag_is_how_old_the_newest_entry_was_by_its_own_time(stage: Stage) -> None:
    stage.shares()
    changed_at = stage.clock()
    hub = a_hub_with_a_feed(stage)
    stage.clock.advance(seconds=41)

    poll_of(hub, stage).run()

    state = hub.feed_states.of("harbour")
    assert (state.newest_at, state.lag_seconds) == (changed_at, 41)
