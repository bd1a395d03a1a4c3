"""Rounds: whom of all that is known a turn asks for, where the next goes on, and how long."""

from __future__ import annotations

from datetime import timedelta

from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.partners.feeds import Poll
from referral_hub.application.partners.known import (
    ASKED_AT_ONCE,
    LOOKED_AT,
    PAGES_A_TURN,
    KnownReferrals,
    source_of_known,
)
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.referrals.axes import Stage, Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from referral_hub.records.partner_links import KNOWN
from tests.builders import NOON, Clock, a_hub, a_partner, a_referral

A_TURN = ASKED_AT_ONCE * PAGES_A_TURN


class Harbour:
    """A partner that shows whatever it is asked for, `seconds` after it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.seconds, self.passed, self.down = 0.0, 0.0, False

    def show(self, referral: Referral) -> PartnerNews:
        if self.down:
            raise Unavailable("Harbour", "it answered 500")
        self.asked.append(referral.number)
        self.passed += self.seconds
        return PartnerNews(
            partner_id=referral.partner_id, partner_referral_id=referral.partner_referral_id
        )


def know(hub: Hub, count: int, *, stage: Stage = Stage.NEW, began: int = 1) -> list[str]:
    """Have accepted so many referrals, of which the partner knows; returns their numbers."""
    return [known(hub, number, stage) for number in range(began, began + count)]


def known(hub: Hub, count: int, stage: Stage) -> str:
    referral = a_referral(
        number=f"R-{count:06d}",
        partner_referral_id=f"ref-{count}",
        status=Status.ACCEPTED,
        stage=stage,
        received_at=NOON + timedelta(seconds=count),
    )
    ledger = referral.ledger.intend("partner_crm_id", token="t", at=NOON)
    told = ledger.settle("partner_crm_id", Done(), at=NOON)
    return hub.referrals.save(referral.with_ledger(told)).number


def polled(hub: Hub, harbour: Harbour) -> FeedState:
    """The turn of the next minute."""
    source = source_of_known(
        a_partner(), PartnerConnection(PlatformConnector(), shows=harbour), hub.referrals
    )
    Poll(source, hub.clock(), hub.news_desk, hub.feed_states, hub.queue).run()
    return hub.feed_states.of("harbour")


def a_hub_at(clock: Clock) -> Hub:
    return a_hub(clock=clock)


def test_a_turn_asks_for_a_hundred_at_most_and_the_next_goes_on_behind_them() -> None:
    clock, harbour = Clock(), Harbour()
    hub = a_hub_at(clock)
    numbers = know(hub, A_TURN + 30)

    first = polled(hub, harbour)
    asked_first = len(harbour.asked)
    clock.advance(seconds=60)
    second = polled(hub, harbour)

    assert (asked_first, first.unfinished, second.unfinished) == (A_TURN, True, False)
    assert sorted(harbour.asked) == sorted(numbers)


def test_how_late_news_may_be_seen_is_how_long_a_round_took() -> None:
    clock, harbour = Clock(), Harbour()
    hub = a_hub_at(clock)
    know(hub, 3 * A_TURN)

    states = []
    for _ in range(6):
        states.append(polled(hub, harbour))
        clock.advance(seconds=60)

    assert [state.unfinished for state in states] == [True, True, False] * 2
    assert states[-1].seen_within_seconds == 180


def test_what_is_over_is_passed_by_and_a_turn_looks_at_so_much_of_it_at_most() -> None:
    clock, harbour = Clock(), Harbour()
    hub = a_hub_at(clock)
    (still_open,) = know(hub, 1)
    know(hub, LOOKED_AT + 10, stage=Stage.LOST, began=2)

    pages = list(KnownReferrals("harbour", harbour, hub.referrals).pages("", at=clock()))

    assert [len(page.entries) for page in pages] == [0, 1]
    assert harbour.asked == [still_open]


def test_what_came_more_than_two_years_ago_is_left_alone() -> None:
    clock, harbour = Clock(), Harbour()
    hub = a_hub_at(clock)
    know(hub, 3)
    clock.advance(seconds=KNOWN.total_seconds() + 60)

    state = polled(hub, harbour)

    assert (harbour.asked, state.unfinished) == ([], False)


def test_after_an_outage_the_round_goes_on_where_it_was() -> None:
    clock, harbour = Clock(), Harbour()
    hub = a_hub_at(clock)
    numbers = know(hub, A_TURN + 10)
    polled(hub, harbour)
    harbour.down = True
    try:
        polled(hub, harbour)
    except Unavailable:
        harbour.down = False

    polled(hub, harbour)

    assert sorted(harbour.asked) == sorted(numbers)


def test_what_a_slow_partner_has_shown_is_taken_in_before_the_next_is_asked_for() -> None:
    harbour = Harbour()
    harbour.seconds = 1.5
    hub = a_hub_at(Clock())
    know(hub, 5)
    feed = KnownReferrals("harbour", harbour, hub.referrals, monotonic=lambda: harbour.passed)

    pages = list(feed.pages("", at=NOON))

    assert [len(page.entries) for page in pages] == [2, 2, 1]
