"""The connector under the use cases that drive it: decided, carried out, failed, tried again."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partners.aws.connection import connect
from referral_hub.adapters.secrets import Secret
from referral_hub.application import carrying_out, closing, decisions
from referral_hub.application.partners import feeds
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Hint, Partner, PartnerKind
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.settings import Settings
from tests.adapters.partners.aws.stage import Stage, a_hub_with_aws
from tests.builders import a_principal, ask
from tests.contracts.partner_connector import pending

START = "StartEngagementByAcceptingInvitationTask"


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return a_hub_with_aws(stage)


def received(hub: Hub, stage: Stage) -> Referral:
    hint = Hint(partner_id="aws", about="invitation", id=stage.shares().partner_referral_id)
    source = hub.source("aws")
    ask(hub, feeds.follow, hint=hint, source=source, via="event")
    return next(iter(hub.referrals.newest()))


def decided(hub: Hub, stage: Stage) -> str:
    """The number of a referral that the operator has accepted."""
    referral = received(hub, stage)
    account, opportunity = AccountChoice(create={}), OpportunityChoice()
    ask(hub, decisions.accept, referral=referral, account=account, opportunity=opportunity)
    return referral.number


def carried_out(hub: Hub, number: str) -> Referral:
    """Let the workflow take its first step, and record what it could not do."""
    step = ask(hub, carrying_out.carry_out, number=number)
    if step.next == carrying_out.FAIL:
        ask(hub, closing.record_failure, number=number, execution=number)
    return hub.referrals.get(number)


def tokens(stage: Stage) -> list[str]:
    return list(dict.fromkeys(call.client_token for call in stage.calls(START)))


def test_an_accepted_referral_is_accepted_at_aws_and_knows_the_crms_id(
    hub: Hub, stage: Stage
) -> None:
    number = decided(hub, stage)

    referral = carried_out(hub, number)

    assert referral.progress is Progress.AWAITING_CONTACT
    assert stage.acceptances() == 1
    assert stage.told_id(referral) == referral.opportunity_id


def test_a_retry_after_a_failed_task_brings_a_new_token_and_is_accepted(
    hub: Hub, stage: Stage
) -> None:
    number = decided(hub, stage)
    stage.aws.behave(fail_task={"reason_code": "InternalError", "times": 1})
    failed = carried_out(hub, number)

    hub.retries.retry(number, by=a_principal(), now=hub.clock())
    again = carried_out(hub, number)

    assert failed.progress is Progress.FAILED
    assert failed.problem.endswith("retry")
    assert again.progress is Progress.AWAITING_CONTACT
    assert len(tokens(stage)) == 2
    assert stage.acceptances() == 1


def test_however_often_the_workflow_tries_again_the_token_stays(hub: Hub, stage: Stage) -> None:
    number = decided(hub, stage)
    stage.aws.behave(accept_delay_seconds=30)
    stage.aws.behave(drop_after_commit={"operation": START, "times": 1})
    for _ in range(3):
        with pytest.raises(Unavailable):
            carried_out(hub, number)
    stage.clock.advance(seconds=30)

    referral = carried_out(hub, number)

    assert referral.progress is Progress.AWAITING_CONTACT
    assert len(tokens(stage)) == 1
    assert stage.acceptances() == 1


def test_a_referral_that_waits_for_aws_says_why(hub: Hub, stage: Stage) -> None:
    number = decided(hub, stage)
    stage.aws.behave(visibility_delay_seconds=60)

    with pytest.raises(Unavailable):
        carried_out(hub, number)

    waiting = hub.referrals.get(number).ledger.effects["partner_crm_id"]
    assert waiting.problem.startswith("AWS does not show the opportunity")


def test_a_rejected_referral_is_rejected_at_aws_with_its_reason(hub: Hub, stage: Stage) -> None:
    number = received(hub, stage).number
    ask(
        hub,
        decisions.reject,
        number=number,
        reason="Other",
        connector=hub.connector("aws"),
    )

    referral = carried_out(hub, number)

    assert referral.progress is Progress.DONE
    assert stage.invitations()[0]["Status"] == "REJECTED"


def test_a_reason_that_aws_does_not_take_is_refused_before_anything_is_decided(
    hub: Hub, stage: Stage
) -> None:
    number = received(hub, stage).number

    with pytest.raises(decisions.ReasonNotAccepted) as refused:
        ask(
            hub,
            decisions.reject,
            number=number,
            reason="No capacity",
            connector=hub.connector("aws"),
        )

    assert "Unable to support" in refused.value.fields["reason"]


def test_a_referral_that_ran_out_at_aws_first_fails_with_the_reason(hub: Hub, stage: Stage) -> None:
    number = decided(hub, stage)
    stage.takes_back(hub.referrals.get(number))

    referral = carried_out(hub, number)

    assert referral.progress is Progress.FAILED
    assert "the invitation has expired at AWS" in referral.problem


def test_partner_central_is_asked_in_its_own_region_wherever_the_hub_lives(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    shared = stage.shares()
    settings = Settings(
        table="hub", partner_central_catalog="Sandbox", partner_central_endpoint=stage.url
    )

    context = PartnerContext(Secret(lambda: None, "none", stage.clock), stage.clock, settings)
    aws = Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS)

    feed = connect(aws, context).feed

    assert feed is not None
    assert pending(feed) == [shared.partner_referral_id]
