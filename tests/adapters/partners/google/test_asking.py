"""Google is asked for each open referral whose id is known, by the clock that asks all partners."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.schedule.poll_partner_feeds import handle
from referral_hub.application.partners import quarantine
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.news import QuarantineState
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.axes import Stage as SalesStage
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.hub import Hub
from tests.adapters.partners.google.stage import Stage
from tests.adapters.partners.google.test_deals_with_the_hub import carried_out
from tests.builders import a_hub, ask
from tests.connected import Connected

CHRISTMAS = {"year": 2027, "month": 12, "day": 24}


@pytest.fixture
def hub(stage: Stage) -> Hub:
    hub = a_hub(clock=stage.clock, connections=Connected(connection_of(stage)))
    hub.partners.add(Partner(partner_id="google", name="Google", kind=PartnerKind.GOOGLE))
    return hub


def connection_of(stage: Stage) -> Any:
    pushes = Connected().connect
    return lambda partner: stage.connection if partner.partner_id == "google" else pushes(partner)


def accepted(hub: Hub, stage: Stage, **fields: Any) -> str:
    """Let Google refer a customer, and the host accept it; returns the referral's number."""
    return carried_out(hub, stage.google.share(**fields))


def polled(hub: Hub, stage: Stage) -> FeedState:
    """The next turn of the clock, a minute later."""
    stage.clock.advance(seconds=60)
    stage.google.calls.clear()
    handle({}, hub=hub)
    return hub.feed_states.of("google")


def closes(hub: Hub, number: str) -> str:
    deal = hub.deals.find(number)
    return deal.text(DealField.TARGET_CLOSE_DATE) if deal else ""


def change(hub: Hub, stage: Stage, number: str, **fields: Any) -> None:
    stage.google.change(hub.referrals.get(number).partner_referral_id, **fields)


def test_what_googles_people_change_is_here_with_the_next_poll(hub: Hub, stage: Stage) -> None:
    number = accepted(hub, stage)
    polled(hub, stage)
    change(hub, stage, number, dealSize=99000, closeDate=CHRISTMAS)

    health = polled(hub, stage)

    deal = hub.deals.find(number)
    assert deal
    assert (deal.text(DealField.AMOUNT), closes(hub, number)) == ("99000", "2027-12-24")
    assert deal.changes[-1].who == "partner:google"
    assert (health.failures, health.seen_within_seconds) == (0, 60)


def test_what_has_not_changed_costs_one_call_and_no_look_at_the_deal(
    hub: Hub, stage: Stage
) -> None:
    number = accepted(hub, stage)
    polled(hub, stage)
    before = hub.deals.find(number)

    health = polled(hub, stage)

    assert [call.method for call in stage.google.calls] == ["GET"]
    assert hub.deals.find(number) == before
    assert health.found == 1


def test_where_google_may_not_be_changed_it_is_asked_all_the_same(hub: Hub, stage: Stage) -> None:
    stage.connection = stage.connected(writes=False)
    number = accepted(hub, stage, closeDate=CHRISTMAS)

    polled(hub, stage)

    assert closes(hub, number) == "2027-12-24"
    assert {call.method for call in stage.google.calls} == {"GET"}


@pytest.mark.parametrize("over", [SalesStage.WON, SalesStage.LOST, SalesStage.JUNK])
def test_a_sale_that_is_over_is_not_asked_for(hub: Hub, stage: Stage, over: SalesStage) -> None:
    number = accepted(hub, stage)
    hub.referrals.save(hub.referrals.get(number).moved_to(over))

    polled(hub, stage)

    assert stage.google.calls == []


def test_one_that_google_shows_no_more_is_put_aside_once_and_holds_up_nobody(
    hub: Hub, stage: Stage
) -> None:
    first, gone, last = (accepted(hub, stage) for _ in range(3))
    lost = hub.referrals.get(gone).partner_referral_id
    stage.google.remove(lost)
    for number in (first, last):
        change(hub, stage, number, closeDate=CHRISTMAS)

    polled(hub, stage)
    health = polled(hub, stage)

    assert {closes(hub, first), closes(hub, last)} == {"2027-12-24"}
    ((_, aside),) = hub.quarantine.newest(partner_ids=["google"])
    assert (aside.entry_id, aside.times) == (lost, 1)
    assert "NOT_FOUND" in aside.why
    assert (health.failures, health.quarantined) == (0, 1)


def test_what_can_be_read_again_leaves_the_quarantine_with_the_next_poll_or_by_hand(
    hub: Hub, stage: Stage
) -> None:
    by_itself, by_hand = (accepted(hub, stage) for _ in range(2))
    for number in (by_itself, by_hand):
        change(hub, stage, number, dealSize=float("nan"))
    polled(hub, stage)
    asides = {known.entry_id: known for _, known in hub.quarantine.newest(partner_ids=["google"])}
    for number in (by_itself, by_hand):
        change(hub, stage, number, dealSize=5)

    known = asides[hub.referrals.get(by_hand).partner_referral_id]
    replayed = ask(hub, quarantine.replay, known=known)
    polled(hub, stage)

    assert replayed.entry.number == by_hand
    states = {known.state for _, known in hub.quarantine.newest(partner_ids=["google"])}
    assert states == {QuarantineState.REPLAYED}


@pytest.mark.parametrize("fault", ["internal", "resource_exhausted"])
def test_an_outage_is_shown_on_the_connection_and_caught_up_by_itself(
    hub: Hub, stage: Stage, fault: str
) -> None:
    number = accepted(hub, stage, closeDate=CHRISTMAS)
    stage.google.behave(**{fault: {"path": "/v1/", "times": 1}})

    with pytest.raises(ExceptionGroup):
        polled(hub, stage)
    down = hub.feed_states.of("google")
    after = polled(hub, stage)

    assert (down.failures, bool(down.error)) == (1, True)
    assert (after.failures, closes(hub, number)) == (0, "2027-12-24")


def test_google_is_left_alone_for_as_long_as_it_says(hub: Hub, stage: Stage) -> None:
    accepted(hub, stage)
    stage.google.behave(resource_exhausted={"path": "/v1/", "times": 1})

    with pytest.raises(ExceptionGroup):
        polled(hub, stage)

    again = hub.feed_states.of("google").asked_again_at
    assert again == stage.clock() + timedelta(seconds=30)
