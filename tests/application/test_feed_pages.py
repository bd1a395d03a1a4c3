"""A page of a feed is taken entry by entry: none of them holds up the others, and none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.partners.feeds import MOST_SECONDS, Poll, Source
from referral_hub.application.partners.pages import Turn
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners import feed_state
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.hub import Hub
from referral_hub.ports import FeedEntry, FeedPage, Item
from tests.builders import a_hub, a_partner, an_invitation


@dataclass
class OnePage:
    """A feed with one page, whose entries are news of these referrals."""

    refs: list[str] = field(default_factory=list)

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:  # noqa: ARG002
        entries = (FeedEntry(news_of(ref), mark=ref, raw=f'"{ref}"') for ref in self.refs)
        yield FeedPage(tuple(entries), "behind it", more=False)

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews:  # noqa: ARG002
        return news_of(hint.id)

    def hint_in(self, event: Any) -> Hint | None:  # noqa: ARG002
        """It sends no events."""
        return None


def news_of(ref: str) -> PartnerNews:
    invitation = an_invitation(partner_referral_id=ref)
    return PartnerNews(partner_id="harbour", partner_referral_id=ref, invitation=invitation)


class Picky(MemoryTable):
    """A table that does not take what holds this text, as one does that has no room for it."""

    def __init__(self, never: str = "", busy: str = "") -> None:
        super().__init__()
        self.never = never
        self.busy = busy

    def put(self, item: Item, *, version: int) -> None:
        told = str(item.get("doc"))
        if self.never and item["kind"] == "REFERRAL" and self.never in told:
            raise ValueError(f"Item size has exceeded the maximum: {told}")
        if self.busy and item["kind"] == "REFERRAL" and self.busy in told:
            raise Conflict("somebody else works on it")
        super().put(item, version=version)


def turn_of(hub: Hub, feed: OnePage, *, seconds_each: float = 0) -> Turn:
    """Poll once; looking at the clock takes so long."""
    ticks = count(0.0, seconds_each)
    source = Source(a_partner(), PlatformConnector(), feed)
    poll = Poll(source, hub.clock(), hub.news_desk, hub.feed_states, hub.queue, lambda: next(ticks))
    return poll.run()


def filed(hub: Hub) -> set[str]:
    return {referral.partner_referral_id for referral in hub.referrals.newest()}


def aside(hub: Hub) -> list[tuple[str, str, str]]:
    known = [known for _, known in hub.quarantine.newest(partner_ids=["harbour"])]
    return [(each.entry_id, each.why, hub.quarantine.entry(each).raw) for each in known]


def test_a_page_that_takes_longer_than_a_turn_goes_on_with_the_next_one() -> None:
    feed = OnePage([f"H-{n}" for n in range(10)])
    hub = a_hub()

    first = turn_of(hub, feed, seconds_each=MOST_SECONDS / 4)
    within = hub.feed_states.of("harbour")
    turns = [turn_of(hub, feed, seconds_each=MOST_SECONDS / 4) for _ in range(3)]

    after = hub.feed_states.of("harbour")
    assert 1 < len(first.filed) < 6
    assert (within.cursor, within.unfinished, within.failures) == ("", True, 0)
    assert (after.cursor, after.unfinished, after.found) == ("behind it", False, 10)
    assert filed(hub) == set(feed.refs)
    assert sum(turn.begun for turn in [first, *turns]) == 10


def test_a_page_of_more_entries_than_are_remembered_is_taken_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_state, "MOST_MARKS", 3)
    feed = OnePage([f"H-{n}" for n in range(9)])
    hub = a_hub()

    turns = [turn_of(hub, feed, seconds_each=MOST_SECONDS + 1) for _ in feed.refs]

    assert [turn.begun for turn in turns] == [1] * 9
    assert not hub.feed_states.of("harbour").unfinished


def test_an_entry_that_the_hub_fails_on_is_put_aside_and_the_others_are_filed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    feed = OnePage(["H-1", "H-broken", "H-2"])
    hub = a_hub(table=Picky(never="H-broken"))

    turns = [turn_of(hub, feed) for _ in range(2)]

    state = hub.feed_states.of("harbour")
    assert filed(hub) == {"H-1", "H-2"}
    assert aside(hub) == [("H-broken", "the hub failed on it: ValueError", '"H-broken"')]
    assert "in put" in caplog.text
    assert "H-broken" not in caplog.text
    assert [(turn.begun, turn.quarantined) for turn in turns] == [(3, 1), (0, 0)]
    assert (state.cursor, state.failures) == ("behind it", 0)


def test_what_somebody_else_works_on_is_taken_with_the_next_turn() -> None:
    feed = OnePage(["H-1", "H-busy", "H-2"])
    table = Picky(busy="H-busy")
    hub = a_hub(table=table)

    turn_of(hub, feed)
    meanwhile = filed(hub)
    table.busy = ""
    turn_of(hub, feed)

    assert meanwhile == {"H-1", "H-2"}
    assert filed(hub) == set(feed.refs)
    assert aside(hub) == []


def test_what_nobody_can_read_ends_with_the_time_of_the_turn_too() -> None:
    class Ints(OnePage):
        def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:  # noqa: ARG002
            flaws = (
                Unreadable(partner_id="harbour", raw=ref, why="no object") for ref in self.refs
            )
            yield FeedPage(tuple(FeedEntry(flaw, mark=flaw.raw) for flaw in flaws), cursor)

    feed = Ints([str(n) for n in range(3000)])
    hub = a_hub()

    turn = turn_of(hub, feed, seconds_each=1)

    assert MOST_SECONDS - 3 < turn.quarantined < MOST_SECONDS + 3
    assert hub.feed_states.of("harbour").unfinished
