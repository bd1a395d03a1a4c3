"""
A referral of Microsoft through the whole job: the shipped connector speaks to a stand-in of Partner
Center, which tells of changes by signed webhooks and lets others write at the same time.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.problem import ProblemState
from referral_hub.domain.referrals.deal_fields import DealField
from sandbox.http_door import Answer, Request, Serve
from tests.adapters.partners.microsoft.stage import Struck
from tests.functions.api.client import Client
from tests.sandbox.listeners import listening
from tests.sandbox.partner_center.wire import Wire, register
from tests.workflow.crms import Strikes
from tests.workflow.main_job import problems
from tests.workflow.partner_job import (
    PartnersMainJob,
    accepted,
    done,
    follow_hints,
    found,
    poll,
    received,
)
from tests.workflow.partners import Heard, MicrosoftPlace
from tests.workflow.test_effects_happen_once import ONE_OF_EACH, CrashAt, records
from tests.workflow.world import World

ADDRESS = "/v1/partner-events/microsoft/microsoft"
RAISED = {"dealValue": 75000}


@dataclass
class HubsDoor:
    """The address that Partner Center is registered with: the hub's own API."""

    world: World
    answers: list[int] = field(default_factory=list)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        packed = base64.b64encode(body).decode()
        caller = Client(self.world.hub)
        reply = caller.send("POST", ADDRESS, headers=headers, body=packed, base64=True)
        self.answers.append(reply.status)
        return reply.status, reply.text.encode()


class SomebodyFaster(Strikes):
    """Somebody who acts after the hub has read, and before what it writes arrives."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        super().__init__()
        self.acts = list(acts)

    def around(self, request: Request, serve: Serve, break_next: Any) -> Answer:
        if request.method == "PATCH" and self.acts:
            self.acts.pop(0)()
        return super().around(request, serve, break_next)


def answers_to_patches(place: MicrosoftPlace) -> list[str]:
    return [call.outcome for call in place.stage.calls if call.method == "PATCH"]


class TestMicrosoft(PartnersMainJob):
    partner_name: ClassVar = "microsoft"

    # Told by webhook

    @pytest.fixture
    def door(self, world: World, place: MicrosoftPlace) -> Iterator[HubsDoor]:
        with listening(door := HubsDoor(world)):
            register(Wire(place.stage.server), door, SignatureTokenToMsSignatureHeader=True)
            yield door

    def test_signed_webhooks_take_a_referral_through_the_whole_job_without_any_poll(
        self, world: World, place: MicrosoftPlace, door: HubsDoor
    ) -> None:
        place.holds_contacts_back()
        place.shares()
        world.eventually(lambda: world.hub.queue.hints)
        follow_hints(world)
        number = received(world).number
        world.operator_accepts(number)
        world.eventually(lambda: world.hub.contacts.waiting(number))
        follow_hints(world)
        place.shows_contacts(world.referral(number))

        world.eventually(lambda: follow_hints(world) or world.referral(number).progress == "done")

        assert records(world) == ONE_OF_EACH
        assert set(door.answers) == {200}
        assert place.heard() == Heard(accepted=1, opportunity_id=1)

    def test_a_webhook_that_comes_twice_makes_one_referral(
        self, world: World, place: MicrosoftPlace, door: HubsDoor
    ) -> None:
        place.center.behave(webhook_copies=2)
        place.shares()

        world.eventually(lambda: len(door.answers) == 2)
        follow_hints(world)
        poll(world)

        assert received(world).partner_id == "microsoft"

    def test_a_forged_webhook_is_refused_and_the_poll_finds_what_is_true(
        self, world: World, place: MicrosoftPlace, door: HubsDoor
    ) -> None:
        place.center.behave(webhook_signature="wrong")
        place.shares()

        world.eventually(lambda: door.answers)
        before = list(world.hub.queue.hints), list(world.hub.referrals.newest())
        poll(world)

        assert before == ([], [])
        assert received(world).partner_id == "microsoft"
        assert 200 not in door.answers

    # Somebody else writes at the same time

    def test_what_somebody_changed_in_between_stays_and_acceptance_is_told_once(
        self, world: World, place: MicrosoftPlace
    ) -> None:
        referral = found(world, place)
        shared = referral.partner_referral_id
        Struck.strikes = SomebodyFaster(lambda: place.center.change(shared, details=RAISED))

        world.operator_accepts(referral.number)
        deal = world.hub.desk.open(done(world, referral.number)).deal

        assert answers_to_patches(place) == ["412", "204", "204"]
        assert place.center.referral(shared)["details"]["dealValue"] == RAISED["dealValue"]
        assert deal.text(DealField.AMOUNT) == "75000"

    def test_what_a_person_accepted_in_partner_center_in_between_is_accepted(
        self, world: World, place: MicrosoftPlace
    ) -> None:
        referral = found(world, place)
        shared = referral.partner_referral_id
        accept = {"status": "Active", "substatus": "Accepted"}
        Struck.strikes = SomebodyFaster(lambda: place.center.change(shared, **accept))

        world.operator_accepts(referral.number)
        referral = done(world, referral.number)

        assert place.heard() == Heard(opportunity_id=1)
        assert place.knows_id(referral) == referral.opportunity_id

    def test_what_expired_in_between_fails_visibly_and_microsoft_is_told_nothing(
        self, world: World, place: MicrosoftPlace
    ) -> None:
        referral = found(world, place)
        Struck.strikes = SomebodyFaster(lambda: place.center.expire(referral.partner_referral_id))

        world.operator_accepts(referral.number)
        failed = world.until(referral.number, "failed")

        assert "has expired in Partner Center" in failed.problem
        assert place.heard() == Heard()

    # The sign-in

    @pytest.mark.parametrize("moment", ["before", "after"])
    @pytest.mark.parametrize("effect", ["partner_notice", "partner_crm_id"])
    def test_a_token_that_is_rotated_in_the_middle_of_a_crash_is_not_lost(
        self, world: World, place: MicrosoftPlace, effect: str, moment: str
    ) -> None:
        place.center.behave(old_refresh_token_seconds=0)
        number = found(world, place).number
        before = place.stage.secret.members["refresh_token"]
        place.center.behave(expire_access_tokens=True)
        world.faults = crash = CrashAt(effect, moment)

        world.operator_accepts(number)
        done(world, number)

        assert crash.happened
        assert place.stage.secret.members["refresh_token"] != before
        assert place.heard() == Heard(accepted=1, opportunity_id=1)

    def test_a_sign_in_that_was_revoked_is_visible_and_goes_on_by_itself_once_it_is_mended(
        self, world: World, place: MicrosoftPlace
    ) -> None:
        number = found(world, place).number
        place.center.behave(revoke_refresh_tokens=True, expire_access_tokens=True)
        world.operator_accepts(number)
        [problem] = world.eventually(lambda: problems(world, number))

        refresh_token = place.center.consent()
        place.stage.secret.put({**place.stage.secret.members, "refresh_token": refresh_token})
        done(world, number)

        assert (problem.state, problem.cause) == (ProblemState.WAITING, Cause.SIGNED_OUT)
        assert problems(world, number) == []
        assert place.heard() == Heard(accepted=1, opportunity_id=1)

    def test_an_outage_of_partner_center_leaves_the_referral_waiting_and_it_completes_by_itself(
        self, world: World, place: MicrosoftPlace
    ) -> None:
        number = accepted(world, place)
        place.center.behave(service_not_available=999)
        [problem] = world.eventually(lambda: problems(world, number))

        place.center.behave(service_not_available=0)
        done(world, number)

        assert problem.state is ProblemState.WAITING
        assert records(world) == ONE_OF_EACH
        assert place.heard() == Heard(accepted=1, opportunity_id=1)
