"""Rejecting an invitation: final, and without a token of its own."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.aws.stage import Stage, client_of
from tests.builders import NOON
from tests.contracts.partner_connector import TOKEN

REJECT = "RejectEngagementInvitation"


def tried(referral: Referral) -> Referral:
    """The referral as it is stored once a rejection was attempted."""
    intended = referral.ledger.intend("partner_rejection", token=TOKEN, at=NOON)
    return referral.with_ledger(intended)


@pytest.mark.parametrize(
    "reason",
    [
        "Customer problem unclear",
        "Next steps unclear",
        "Unable to support",
        "Duplicate of partner referral",
        "Other",
    ],
)
def test_aws_takes_each_reason_that_the_operator_is_offered(stage: Stage, reason: str) -> None:
    referral = stage.shares()

    outcome = stage.connector.reject(referral, reason, token=TOKEN)

    assert reason in stage.connector.rejection_reasons(stage.shares())
    assert outcome == Done(result=reason)
    assert stage.rejections() == 1


def test_a_reason_that_aws_does_not_know_is_refused_by_field(stage: Stage) -> None:
    referral = stage.shares()

    outcome = stage.connector.reject(referral, "Bored", token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "RejectionReason: must be one of" in outcome.reason


def test_an_expired_invitation_cannot_be_rejected(stage: Stage) -> None:
    referral = stage.shares()
    stage.takes_back(referral)

    outcome = stage.connector.reject(referral, stage.reason, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "expired" in outcome.reason
    assert stage.calls(REJECT) == []


def test_an_accepted_invitation_cannot_be_rejected(stage: Stage) -> None:
    referral = stage.shares()
    stage.connector.accept(referral, token=TOKEN)

    outcome = stage.connector.reject(referral, stage.reason, token=TOKEN)

    assert outcome == Refused(reason="the invitation was accepted at AWS, and that is final")


def test_a_rejection_made_in_aws_own_console_counts(stage: Stage) -> None:
    referral = stage.shares()
    stage.connector.reject(referral, "Other", token=TOKEN)

    outcome = stage.connector.reject(referral, stage.reason, token=TOKEN)

    assert outcome == Done(result=stage.reason)
    assert len(stage.calls(REJECT)) == 1


def test_the_clients_own_second_try_after_a_lost_answer_finds_it_rejected(stage: Stage) -> None:
    referral = stage.shares()
    stage.loses_next_answer()
    patient = stage.connector_with(client_of(stage.url, attempts=2))

    outcome = patient.reject(referral, stage.reason, token=TOKEN)

    assert outcome == Done(result=stage.reason)
    assert stage.rejections() == 1


def test_a_rejected_invitation_that_aws_hides_was_rejected_by_the_lost_attempt(
    stage: Stage,
) -> None:
    referral = stage.shares()
    stage.aws.behave(closed_invitations_visible=False)
    stage.loses_next_answer()

    with pytest.raises(Unavailable):
        stage.connector.reject(referral, stage.reason, token=TOKEN)
    outcome = stage.connector.reject(tried(referral), stage.reason, token=TOKEN)

    assert outcome == Done(result=stage.reason)
    assert stage.rejections() == 1
