"""
What every partner that is asked for news owes the main job on the real state machine: a referral is
found, and the partner answered once, whatever breaks (IN-1, IN-7 to IN-11, N-2, N-5).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from functions.schedule import poll_partner_feeds
from functions.sqs import partner_hint
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from tests.application.stage import story
from tests.workflow.partners import PLACES, Heard, PartnerPlace
from tests.workflow.test_effects_happen_once import ONE_OF_EACH, CrashAt, records
from tests.workflow.world import World

EFFECTS = ("partner_notice", "partner_crm_id", "contact", "role")
NEW_DAY = "2031-08-15"


def poll(world: World) -> None:
    """Do what the schedule does, and what the queue then delivers."""
    poll_partner_feeds.handle({}, hub=world.hub)
    follow_hints(world)


def follow_hints(world: World) -> None:
    while world.hub.queue.hints:
        record = {"messageId": "m", "body": json.dumps(world.hub.queue.hints.pop(0))}
        answer = partner_hint.handle({"Records": [record]}, hub=world.hub)
        assert answer == {"batchItemFailures": []}


def poll_for_an_hour(world: World) -> None:
    for _ in range(13):
        world.later += timedelta(minutes=5)
        poll(world)


def received(world: World) -> Referral:
    (referral,) = world.hub.referrals.newest()
    return referral


def found(world: World, place: PartnerPlace) -> Referral:
    """Let a referral be shared, and found by the poll."""
    place.shares()
    poll(world)
    return received(world)


def accepted(world: World, place: PartnerPlace) -> str:
    """Let a referral be shared, found and accepted; return its number."""
    number = found(world, place).number
    world.operator_accepts(number)
    return number


def done(world: World, number: str) -> Referral:
    """Let the job come to its end, with all that the partner has to tell meanwhile."""
    world.eventually(lambda: world.hub.contacts.waiting(number))
    poll(world)
    return world.until(number, "done")


class WithPartner:
    """A subclass names its partner."""

    partner_name: ClassVar[str]

    @pytest.fixture
    def place(self, loopback: None) -> Iterator[Any]:  # noqa: ARG002 - opens the way to it
        with PLACES[self.partner_name]() as place:
            yield place

    @pytest.fixture
    def world(self, a_world: Callable[..., World], place: PartnerPlace) -> World:
        return a_world(partner=place.partner, connect=place.connect)


class PartnersMainJob(WithPartner):
    def test_a_referral_found_by_the_poll_goes_through_the_whole_job(
        self, world: World, place: PartnerPlace
    ) -> None:
        place.holds_contacts_back()
        number = accepted(world, place)
        world.until(number, "awaiting_contact")
        world.eventually(lambda: world.hub.contacts.waiting(number))

        place.shows_contacts(world.referral(number))
        poll(world)
        referral = world.until(number, "done")

        assert records(world) == ONE_OF_EACH
        assert place.knows_id(referral) == referral.opportunity_id

    @pytest.mark.parametrize("moment", ["before", "after"])
    @pytest.mark.parametrize("effect", EFFECTS)
    def test_a_crash_around_an_effect_tells_the_partner_once_and_loses_nothing(
        self, world: World, place: PartnerPlace, effect: str, moment: str
    ) -> None:
        world.faults = crash = CrashAt(effect, moment)

        referral = done(world, accepted(world, place))

        assert crash.happened
        assert records(world) == ONE_OF_EACH
        assert place.heard() == Heard(accepted=1, opportunity_id=1)
        assert place.knows_id(referral) == referral.opportunity_id

    def test_a_rejected_referral_is_rejected_at_the_partner_and_nothing_else_happens(
        self, world: World, place: PartnerPlace
    ) -> None:
        referral = found(world, place)

        world.operator_rejects(referral.number, place.reason)
        world.until(referral.number, "done")
        world.until_quiet()

        assert place.heard() == Heard(rejected=1)
        states = world.states_entered(referral.number)
        assert states == ["CarryOutDecision", "WhatNext", "Finished"]

    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_a_crash_around_a_rejection_rejects_once(
        self, world: World, place: PartnerPlace, moment: str
    ) -> None:
        world.faults = crash = CrashAt("partner_rejection", moment)
        number = found(world, place).number

        world.operator_rejects(number, place.reason)
        world.until(number, "done")

        assert crash.happened
        assert place.heard() == Heard(rejected=1)

    def test_a_change_of_the_deal_that_nobody_told_is_found_by_the_poll(
        self, world: World, place: PartnerPlace
    ) -> None:
        referral = done(world, accepted(world, place))

        place.moves_close_date(referral, NEW_DAY)
        poll(world)

        deal = world.hub.deals.find(referral.number)
        assert deal is not None
        assert deal.text(DealField.TARGET_CLOSE_DATE) == NEW_DAY

    def test_what_the_partner_only_repeats_changes_nothing(
        self, world: World, place: PartnerPlace
    ) -> None:
        number = done(world, accepted(world, place)).number

        poll(world)
        confirmed = world.hub.deals.find(number)
        poll(world)

        # Its own record moved with our answer, so that it may say the same anew, and once.
        assert confirmed is None or confirmed.changes == ()
        assert world.hub.deals.find(number) == confirmed

    @pytest.mark.parametrize("how", ["expired", "rejected"])
    def test_a_referral_that_was_settled_at_the_partner_is_closed_in_the_inbox(
        self, world: World, place: PartnerPlace, how: str
    ) -> None:
        referral = found(world, place)
        place.settles(referral.partner_referral_id, how)

        poll_for_an_hour(world)

        assert world.referral(referral.number).status is Status.EXPIRED
        told = story(world.hub, referral.number)
        (closed,) = [entry for entry in told if entry.what == "referral.closed"]
        assert place.settled[how] in closed.why
