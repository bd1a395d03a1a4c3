"""The whole main job with Microsoft as the partner, in memory: found, decided, carried out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_hub.application import carrying_out, closing, decisions
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.adapters.partners.microsoft.stage import SUE, Stage, a_hub_with_microsoft, poll_of
from tests.builders import a_principal, ask
from tests.workflow.crms import LATE

LOST = ("drop_before_commit", "drop_after_commit", "gateway_timeout_after_commit")


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return a_hub_with_microsoft(stage)


def received(hub: Hub, stage: Stage, **members: str) -> Referral:
    """A referral that the poll found."""
    stage.shares(**members)
    poll_of(hub).run()
    return next(iter(hub.referrals.newest()))


def decided(hub: Hub, stage: Stage, **members: str) -> str:
    """The number of a referral that the operator has accepted."""
    referral = received(hub, stage, **members)
    account, opportunity = AccountChoice(create={}), OpportunityChoice()
    ask(hub, decisions.accept, referral=referral, account=account, opportunity=opportunity)
    return referral.number


def rejected(hub: Hub, stage: Stage) -> str:
    number, connector = received(hub, stage).number, hub.connector("microsoft")
    ask(hub, decisions.reject, number=number, reason="No capacity", connector=connector)
    return number


def carried_out(hub: Hub, number: str) -> Referral:
    """Let the workflow take its first step, and record what it could not do."""
    step = ask(hub, carrying_out.carry_out, number=number)
    if step.next == carrying_out.FAIL:
        ask(hub, closing.record_failure, number=number, execution=number)
    return hub.referrals.get(number)


def people(hub: Hub, number: str) -> list[object]:
    return [arrival.info for arrival in hub.contacts.of(number)]


def test_an_accepted_referral_is_active_at_microsoft_and_knows_the_crms_id(
    hub: Hub, stage: Stage
) -> None:
    referral = carried_out(hub, decided(hub, stage))

    shown = stage.shown(referral)
    assert referral.progress is Progress.AWAITING_CONTACT
    assert (shown["status"], shown["substatus"]) == ("Active", "Accepted")
    assert shown["externalReferenceId"] == referral.opportunity_id


def test_a_rejected_referral_is_declined_at_microsoft_with_its_reason(
    hub: Hub, stage: Stage
) -> None:
    referral = carried_out(hub, rejected(hub, stage))

    assert referral.progress is Progress.DONE
    assert stage.shown(referral)["statusReason"] == "No capacity"


def test_people_who_are_shown_before_acceptance_are_there_when_it_is_accepted(
    hub: Hub, stage: Stage
) -> None:
    number = decided(hub, stage, contacts="at_once")

    assert people(hub, number) == [SUE]


def test_people_who_appear_after_acceptance_are_brought_by_the_next_poll(
    hub: Hub, stage: Stage
) -> None:
    referral = carried_out(hub, decided(hub, stage))
    stage.clock.advance(minutes=20)
    stage.reveals(referral)

    poll_of(hub).run()

    assert people(hub, referral.number) == [SUE]


def test_people_are_brought_once_though_the_deal_is_told_again_and_again(
    hub: Hub, stage: Stage
) -> None:
    number = decided(hub, stage, contacts="at_once")
    referral = carried_out(hub, number)

    for value in (1000, 2000, 3000):
        stage.clock.advance(minutes=5)
        stage.center.change(referral.partner_referral_id, details={"dealValue": value})
        poll_of(hub).run()

    assert people(hub, number) == [SUE]


def test_a_deal_value_that_microsoft_raises_reaches_the_deal(hub: Hub, stage: Stage) -> None:
    referral = carried_out(hub, decided(hub, stage))
    stage.clock.advance(minutes=20)
    stage.center.change(referral.partner_referral_id, details={"dealValue": 75000})

    poll_of(hub).run()

    told = hub.desk.open(hub.referrals.get(referral.number)).deal
    assert told.text(DealField.AMOUNT) == "75000"


def test_what_ran_out_at_microsoft_first_fails_with_the_reason(hub: Hub, stage: Stage) -> None:
    number = decided(hub, stage)
    stage.takes_back(hub.referrals.get(number))

    referral = carried_out(hub, number)

    assert referral.progress is Progress.FAILED
    assert "has expired in Partner Center" in referral.problem


def test_a_sign_in_that_was_revoked_is_mended_and_the_referral_goes_on(
    hub: Hub, stage: Stage
) -> None:
    number = decided(hub, stage)
    stage.center.behave(revoke_refresh_tokens=True, expire_access_tokens=True)
    with pytest.raises(Unavailable) as trouble:
        carried_out(hub, number)

    stage.secret.put({**stage.secret.members, "refresh_token": stage.center.consent()})
    referral = carried_out(hub, number)

    assert trouble.value.cause is Cause.SIGNED_OUT
    assert referral.progress is Progress.AWAITING_CONTACT


def test_a_refusal_that_was_put_right_is_told_with_a_retry(hub: Hub, stage: Stage) -> None:
    number = decided(hub, stage)
    stage.center.behave(access_denied={"method": "PATCH", "times": 1})
    failed = carried_out(hub, number)

    hub.retries.retry(number, by=a_principal(), now=hub.clock())
    again = carried_out(hub, number)

    assert (failed.progress, again.progress) == (Progress.FAILED, Progress.AWAITING_CONTACT)
    assert stage.acceptances() == 1


# Whatever breaks, call by call


@pytest.mark.parametrize("fault", ["general_exception", *LOST, LATE])
@pytest.mark.parametrize("answer", [decided, rejected])
def test_whichever_call_breaks_microsoft_hears_each_answer_once(
    hub: Hub, stage: Stage, answer: Callable[[Hub, Stage], str], fault: str
) -> None:
    broken = 0
    for place in range(1, 12):
        number = answer(hub, stage)
        stage.strikes.seen, stage.strikes.planned = 0, {place: fault}

        referral = until_through(hub, number)

        shown = stage.shown(referral)
        broken += not stage.strikes.planned
        stage.strikes.planned = {}
        assert shown["substatus"] == {decided: "Accepted", rejected: "Declined"}[answer]
        assert (shown["externalReferenceId"] or "") == referral.opportunity_id
    # An acceptance and the opportunity's id change the referral once each, a rejection once.
    assert stage.center.effects["referral.updated"] == {decided: 22, rejected: 11}[answer]
    assert broken >= 3


def until_through(hub: Hub, number: str) -> Referral:
    """Try again as the workflow does."""
    for _ in range(4):
        try:
            return carried_out(hub, number)
        except Unavailable:
            continue
    raise AssertionError("it never came through")
