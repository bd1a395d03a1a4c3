"""Accepting an invitation, when AWS is slow, fails, or will not."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done, Pending, Refused, effect_token
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.aws.stage import Stage, client_of
from tests.contracts.partner_connector import TOKEN

ANOTHER_TOKEN = effect_token("R-000001", "partner_notice", "2")
START = "StartEngagementByAcceptingInvitationTask"


def test_the_token_of_the_ledger_is_the_client_token_of_every_call(stage: Stage) -> None:
    referral = stage.shares()

    for _ in range(3):
        stage.connector.accept(referral, token=TOKEN)

    assert {call.client_token for call in stage.calls(START)} == {TOKEN}


def test_a_task_of_two_seconds_is_waited_for(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=2)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Done)


def test_a_slow_task_is_left_to_the_workflow_after_a_few_seconds(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=60)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert outcome == Pending(reason="AWS is still accepting the invitation")
    assert stage.slept <= 5


def test_a_slow_task_is_found_again_by_the_same_token(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=60)
    stage.connector.accept(referral, token=TOKEN)
    stage.clock.advance(minutes=1)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Done)
    assert stage.effect("task.started") == 1


def test_a_task_that_aws_could_not_finish_asks_the_operator_to_retry(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(fail_task={"reason_code": "InternalError", "times": 1})

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert outcome == Refused(
        reason="AWS could not accept: AWS had an internal error (InternalError); retry"
    )


def test_the_old_token_leads_to_the_failed_task_for_ever(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(fail_task={"reason_code": "RequestThrottled", "times": 1})
    first = stage.connector.accept(referral, token=TOKEN)

    second = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(second, Refused)
    assert first == second


def test_the_new_token_of_a_retry_gets_a_failed_acceptance_through(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(fail_task={"reason_code": "InternalError", "times": 1})
    stage.connector.accept(referral, token=TOKEN)

    outcome = stage.connector.accept(referral, token=ANOTHER_TOKEN)

    assert isinstance(outcome, Done)
    assert stage.acceptances() == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("OpportunityConflict", "something else changed it at the same time"),
        ("ServiceQuotaExceeded", "a quota of the AWS account is used up"),
        ("InvitationAccessDenied", "the hub's role may not do all that accepting needs"),
        ("OpportunityValidationFailed", "AWS finds fault with the data"),
        ("OpportunitySubmissionFailed", "AWS could not submit the opportunity"),
        ("ContextNotFound", "AWS misses something that accepting needs"),
        ("CustomerProjectContextNotPermitted", "AWS does not permit it for this referral"),
    ],
)
def test_why_a_task_failed_is_said_in_plain_words(stage: Stage, code: str, said: str) -> None:
    referral = stage.shares()
    stage.aws.behave(fail_task={"reason_code": code})

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert said in outcome.reason
    assert code in outcome.reason


def test_an_e_mail_address_in_a_tasks_message_does_not_get_into_the_reason(stage: Stage) -> None:
    referral = stage.shares()
    message = "aino.virta@nordwind.example (+358 40 123 4567) is no contact"
    failure = {"reason_code": "OpportunityValidationFailed", "message": message}
    stage.aws.behave(fail_task=failure)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "(e-mail) ((phone)) is no contact" in outcome.reason


def test_an_expired_invitation_cannot_be_accepted(stage: Stage) -> None:
    referral = stage.shares()
    stage.takes_back(referral)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("the invitation has expired at AWS")


def test_an_invitation_rejected_in_the_meantime_cannot_be_accepted(stage: Stage) -> None:
    referral = stage.shares()
    stage.connector.reject(referral, stage.reason, token=TOKEN)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert outcome == Refused(reason="the invitation was rejected at AWS, and that is final")


def test_an_invitation_that_aws_hides_once_closed_cannot_be_accepted(stage: Stage) -> None:
    referral = stage.shares()
    stage.takes_back(referral)
    stage.aws.behave(closed_invitations_visible=False)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("AWS does not show the invitation any more")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("throttle", "AWS was asked too much at once"),
        ("internal_error", "AWS had an internal error"),
        ("quota_exceeded", "AWS says that a quota of the account is used up"),
        ("drop_before_commit", "AWS could not be reached"),
    ],
)
def test_a_passing_trouble_is_tried_again_and_said_plainly(
    stage: Stage, fault: str, said: str
) -> None:
    referral = stage.shares()
    stage.aws.behave(**{fault: {"operation": START, "times": 1}})

    with pytest.raises(Unavailable) as trouble:
        stage.connector.accept(referral, token=TOKEN)

    assert trouble.value.reason == said
    assert isinstance(stage.connector.accept(referral, token=TOKEN), Done)
    assert stage.acceptances() == 1


def test_a_task_that_cannot_be_looked_at_is_tried_again(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=1)
    looking = "ListEngagementByAcceptingInvitationTasks"
    stage.aws.behave(throttle={"operation": looking, "times": 1})

    with pytest.raises(Unavailable):
        stage.connector.accept(referral, token=TOKEN)

    assert isinstance(stage.connector.accept(referral, token=TOKEN), Done)
    assert stage.effect("task.started") == 1


def test_the_clients_own_second_try_after_a_lost_answer_accepts_once(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(drop_after_commit={"operation": START, "times": 1})
    patient = stage.connector_with(client_of(stage.url, attempts=2))

    outcome = patient.accept(referral, token=TOKEN)

    assert isinstance(outcome, Done)
    assert stage.acceptances() == 1


def test_the_other_catalog_does_not_know_the_invitation(stage: Stage) -> None:
    referral = stage.shares()
    production = stage.connector_with(client_of(stage.url), catalog="AWS")

    outcome = production.accept(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert stage.acceptances() == 0


def test_a_hub_without_a_catalog_says_so_and_asks_nobody(stage: Stage) -> None:
    referral = stage.shares()
    before = len(stage.aws.calls)
    without = stage.connector_with(client_of(stage.url), catalog="")

    outcome = without.accept(referral, token=TOKEN)

    assert outcome == Refused(reason="the hub is deployed without a Partner Central catalog")
    assert len(stage.aws.calls) == before
