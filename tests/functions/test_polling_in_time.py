"""Whom the clock asks, in which order and how often; and what is counted of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions._entrypoint import flush_metrics
from functions.schedule.poll_partner_feeds import handle
from functions.sqs import partner_hint
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint, Partner
from referral_hub.hub import Hub
from referral_hub.ports import FeedEntry, FeedPage, PartnerConnection
from tests.builders import Clock, a_hub, a_partner, an_invitation
from tests.connected import Connected


@dataclass
class Shows:
    """A feed that shows what a test puts into it."""

    what: list[Hint | PartnerNews | Unreadable] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    down: bool = False
    ends_with: BaseException | None = None

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        self.asked.append(at)
        if self.ends_with:
            raise self.ends_with
        if self.down:
            raise Unavailable("the feed", "it answered 500")
        yield FeedPage(tuple(FeedEntry(each) for each in self.what), cursor, more=False)

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews:  # noqa: ARG002
        return a_referral_of(hint.partner_id, hint.id)

    def hint_in(self, event: Any) -> Hint | None:  # noqa: ARG002
        """It sends no events."""
        return None


def a_referral_of(partner_id: str, ref: str) -> PartnerNews:
    invitation = an_invitation(partner_id=partner_id, partner_referral_id=ref)
    return PartnerNews(partner_id=partner_id, partner_referral_id=ref, invitation=invitation)


class World:
    """Harbour and Quay, each with a feed."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.feeds = {"harbour": Shows(), "quay": Shows()}
        self.hears_events = False
        self.hub: Hub = a_hub(clock=self.clock, connections=Connected(self.connect))
        self.hub.partners.add(a_partner(partner_id="quay", name="Quay"))

    def connect(self, partner: Partner) -> PartnerConnection:
        feed = self.feeds[partner.partner_id]
        return PartnerConnection(PlatformConnector(), feed, hears_events=self.hears_events)

    def wants(self, partner_id: str, seconds: int) -> None:
        partner = self.hub.partners.get(partner_id)
        settings = {"poll_seconds": seconds}
        self.hub.partners.save(partner.model_copy(update={"settings": settings}))


@pytest.fixture
def world() -> World:
    return World()


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    flush_metrics()
    lines = [line for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    return dict(json.loads(lines[-1])) if lines else {}


def test_a_partner_that_wants_to_be_asked_less_often_is(world: World) -> None:
    world.wants("quay", 600)

    for _ in range(11):
        handle({}, hub=world.hub)
        world.clock.advance(minutes=1)

    assert (len(world.feeds["harbour"].asked), len(world.feeds["quay"].asked)) == (11, 2)


def test_a_clock_that_is_some_seconds_early_leaves_no_turn_out(world: World) -> None:
    world.wants("quay", 60)

    for seconds in (60, 57, 63):
        handle({}, hub=world.hub)
        world.clock.advance(seconds=seconds)

    assert len(world.feeds["quay"].asked) == 3


def test_whom_nobody_asked_for_longest_comes_first_when_time_is_short(world: World) -> None:
    ticks = iter([0, 0, 30, 60, 60, 90])

    asked = [handle({}, hub=world.hub, monotonic=lambda: next(ticks)) for _ in range(2)]

    assert [list(turn) for turn in asked] == [["harbour"], ["quay"]]


def test_an_hour_of_outage_is_shown_and_ends_by_itself(world: World) -> None:
    world.feeds["quay"].down = True
    world.feeds["quay"].what.append(a_referral_of("quay", "Q-1"))
    for _ in range(60):
        with pytest.raises(ExceptionGroup):
            handle({}, hub=world.hub)
        world.clock.advance(minutes=1)
    during = world.hub.feed_states.of("quay")
    world.feeds["quay"].down = False

    handle({}, hub=world.hub)

    after = world.hub.feed_states.of("quay")
    assert (during.failures, during.error) == (60, "it answered 500")
    assert (after.failures, after.error, after.found) == (0, "", 1)
    assert len(world.feeds["harbour"].asked) == 61


def test_what_the_poll_files_and_puts_aside_is_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(capsys)
    broken = [Unreadable(partner_id="quay", raw=f"{n}", why="it is no object") for n in range(3)]
    world.feeds["quay"].what += [a_referral_of("quay", "Q-1"), *broken]

    handle({}, hub=world.hub)

    said = counted(capsys)
    assert said["ReferralReceived"] == [1.0]
    assert said["EntryQuarantined"] == [1.0] * 3
    assert "PartnerEventMissed" not in said


def test_what_an_event_should_have_told_is_counted_as_missed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(capsys)
    world.hears_events = True
    world.feeds["quay"].what.append(a_referral_of("quay", "Q-1"))

    handle({}, hub=world.hub)
    handle({}, hub=world.hub)

    assert counted(capsys)["PartnerEventMissed"] == [1.0]
    assert world.hub.feed_states.of("quay").missed == 1


def test_a_hint_of_the_poll_that_brings_news_was_missed_too(world: World) -> None:
    world.hears_events = True
    hint = Hint(partner_id="quay", about="invitation", id="Q-1").model_dump_json()
    records = [{"messageId": f"m{n}", "body": hint} for n in range(2)]

    partner_hint.handle({"Records": records}, hub=world.hub)

    assert world.hub.feed_states.of("quay").missed == 1


def test_counting_what_was_missed_disturbs_no_poll(world: World) -> None:
    state = world.hub.feed_states.of("quay")

    world.hub.feed_states.add_missed("quay", 2)
    saved = world.hub.feed_states.save(state.succeeded(world.clock()))
    world.hub.feed_states.save(saved.succeeded(world.clock()))

    assert world.hub.feed_states.of("quay").missed == 2


class Killed(BaseException):
    """The function's minute is over: nothing of it goes on."""


def test_a_partner_whose_feed_stops_the_whole_poll_is_asked_last_and_the_connection_says_so(
    world: World,
) -> None:
    world.feeds["harbour"].ends_with = Killed()

    with pytest.raises(Killed):
        handle({}, hub=world.hub)
    world.clock.advance(minutes=1)
    with pytest.raises(Killed):
        handle({}, hub=world.hub)

    guilty, other = (world.hub.feed_states.of(each) for each in ("harbour", "quay"))
    assert len(world.feeds["quay"].asked) == 1
    assert (other.failures, other.error) == (0, "")
    assert (guilty.failures, guilty.cause) == (2, Cause.HUB_FAILED)
    assert "began then and has not ended" in guilty.error


def test_what_ends_a_poll_unexpectedly_counts_once_and_is_named(world: World) -> None:
    world.feeds["quay"].ends_with = LookupError("hush")

    with pytest.raises(ExceptionGroup):
        handle({}, hub=world.hub)

    state = world.hub.feed_states.of("quay")
    assert (state.failures, state.error) == (1, "the hub failed: LookupError")


@pytest.mark.parametrize(("minutes", "asked_again_after"), [(10, 10), (600, 60)])
def test_a_partner_that_wants_to_be_left_alone_is_for_an_hour_at_most(
    world: World, minutes: int, asked_again_after: int
) -> None:
    quay, rest = world.feeds["quay"], timedelta(minutes=minutes)
    quay.ends_with = Unavailable("the feed", "it answered 503", again_after=rest)
    began = world.clock()

    for _ in range(asked_again_after + 1):
        with suppress(ExceptionGroup):
            handle({}, hub=world.hub)
        world.clock.advance(minutes=1)

    state = world.hub.feed_states.of("quay")
    again_at = began + timedelta(minutes=asked_again_after)
    assert quay.asked == [began, again_at]
    assert (state.failures, state.polled_at) == (2, again_at)
