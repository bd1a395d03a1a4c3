"""Deals for Microsoft under the use cases that share them: shared once, answered, heard."""

from __future__ import annotations

from itertools import product

import pytest

from referral_hub.adapters.memory import MemoryHintQueue, MemoryOutbound
from referral_hub.application.effects import Effects
from referral_hub.application.outgoing import creating
from referral_hub.application.outgoing.sharing import submitting
from referral_hub.application.partners import feeds
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.outgoing.referral import HUB_RECORD, OutgoingReferral, Step
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from tests.adapters.partners.microsoft.sharing_stage import SharingStage
from tests.adapters.partners.microsoft.stage import a_hub_with_microsoft, poll_of
from tests.application.outgoing.sharing_stage import is_shared, share
from tests.application.stage import Crash
from tests.builders import a_principal, ask
from tests.workflow.sharing_plays import Crashes

CREATION = {"method": "POST", "path": "/engagements/referrals", "times": 1}
STEPS = (HUB_RECORD, Step.CREATE, Step.SUBMIT)
PLACES = tuple(f"{when} {step}" for when, step in product(("before", "after"), STEPS))
FAULTS = ("general_exception", "drop_after_commit", "gateway_timeout_after_commit")


def a_hub(stage: SharingStage, *crashes: str) -> Hub:
    effects = Effects(stage.clock, Crashes(list(crashes)))
    return a_hub_with_microsoft(stage.stage, outbound=MemoryOutbound(), effects=effects)


@pytest.fixture
def hub(co_sell: SharingStage) -> Hub:
    return a_hub(co_sell)


def ready(hub: Hub, stage: SharingStage) -> str:
    draft = stage.whole()
    made, _ = creating.create(
        wanted=creating.Wanted(
            partner_id="microsoft", fields=draft.fields, solutions=draft.solutions, ready=True
        ),
        by="operator:Ingrid",
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection("microsoft"),
    )
    return made.number


def shared(hub: Hub, stage: SharingStage) -> OutgoingReferral:
    number = ready(hub, stage)
    share(hub, number, "microsoft")
    return hub.outgoing.get(number)


def follow(hub: Hub, hint: Hint) -> None:
    ask(hub, feeds.follow, hint=hint, source=hub.source("microsoft"), via="poll")


def test_microsofts_answer_is_found_by_the_poll(hub: Hub, co_sell: SharingStage) -> None:
    poll_of(hub).run()
    co_sell.stage.shares()
    poll_of(hub).run()
    referral = shared(hub, co_sell)
    co_sell.clock.advance(hours=3)
    invited = referral.ledger.result(Step.SUBMIT)
    co_sell.center.change(invited, status="Active", substatus="Accepted")

    poll_of(hub).run()

    assert isinstance(hub.queue, MemoryHintQueue)
    hints = [Hint.model_validate(told) for told in hub.queue.hints]
    assert invited in {hint.id for hint in hints}
    for hint in hints:
        follow(hub, hint)
    assert hub.outgoing.get(referral.number).status is OutgoingStatus.ACCEPTED


def test_a_webhook_about_the_invitation_is_enough(hub: Hub, co_sell: SharingStage) -> None:
    referral = shared(hub, co_sell)
    invited = referral.ledger.result(Step.SUBMIT)
    declined = {"status": "Closed", "substatus": "Declined", "statusReason": "No seller there"}
    co_sell.center.change(invited, **declined)

    follow(hub, Hint(partner_id="microsoft", about="referral", id=invited))

    side = hub.outgoing.partners_side(referral.number)
    assert hub.outgoing.get(referral.number).status is OutgoingStatus.REJECTED
    assert side
    assert side.word
    assert side.word.comments == "No seller there"


def test_what_microsoft_refuses_is_shown_by_field_and_goes_out_again_with_edits(
    hub: Hub, co_sell: SharingStage
) -> None:
    co_sell.refuses_next()
    referral = shared(hub, co_sell)
    _, stuck = referral.ledger.stuck or ("", None)

    submitting.resubmit(
        number=referral.number,
        fields={"customer.country_code": "SE"},
        by=a_principal(),
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection("microsoft"),
    )
    share(hub, referral.number, "microsoft")

    assert stuck
    assert stuck.fields == ("customer.country_code",)
    countries = {each["customerProfile"]["address"]["country"] for each in co_sell.created()}
    assert countries == {"SE"}
    assert len(co_sell.created()) == 2


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", PLACES)
def test_one_deal_and_one_invitation_whatever_breaks_and_wherever_the_hub_dies(
    co_sell: SharingStage, place: str, fault: str
) -> None:
    hub = a_hub(co_sell, place)
    number = ready(hub, co_sell)
    co_sell.center.behave(list_lag_seconds=40, **{fault: CREATION})

    for _ in range(30):
        try:
            share(hub, number, "microsoft")
        except (TryAgain, Crash):
            co_sell.clock.advance(minutes=1)

    referral = hub.outgoing.get(number)
    assert is_shared(referral)
    assert len(co_sell.created()) == 2
    assert co_sell.records() == 1
