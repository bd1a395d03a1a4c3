"""What Microsoft hears of our decision: once, whatever goes wrong, and never over somebody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.microsoft.stage import Stage
from tests.contracts.partner_connector import CRM_ID, TOKEN, accepted


def patches(stage: Stage) -> list[Any]:
    return [json.loads(call.body) for call in stage.calls if call.method == "PATCH"]


def state(stage: Stage, referral: Referral) -> tuple[str, str]:
    shown = stage.shown(referral)
    return shown["status"], shown["substatus"]


def accept(stage: Stage, referral: Referral) -> Any:
    return stage.connector.accept(referral, token=TOKEN)


def test_accepting_is_one_patch_of_status_and_substatus(stage: Stage) -> None:
    referral = stage.shares()

    accept(stage, referral)

    assert state(stage, referral) == ("Active", "Accepted")
    assert patches(stage) == [
        [
            {"op": "replace", "path": "/status", "value": "Active"},
            {"op": "replace", "path": "/substatus", "value": "Accepted"},
        ]
    ]


def test_a_referral_keeps_its_id_when_it_is_accepted(stage: Stage) -> None:
    referral = stage.shares()

    assert accept(stage, referral) == Done(result=referral.partner_referral_id)


def test_what_a_person_accepted_in_partner_center_is_accepted(stage: Stage) -> None:
    referral = stage.shares()
    stage.center.change(
        referral.partner_referral_id, status="Active", substatus="Engaged", salesStage="Develop"
    )

    assert isinstance(accept(stage, referral), Done)
    assert patches(stage) == []


def test_declining_tells_the_reason(stage: Stage) -> None:
    referral = stage.shares()

    stage.connector.reject(referral, "No capacity until autumn", token=TOKEN)

    assert state(stage, referral) == ("Closed", "Declined")
    assert stage.shown(referral)["statusReason"] == "No capacity until autumn"


def test_any_reason_will_do(stage: Stage) -> None:
    assert stage.connector.rejection_reasons(stage.shares()) == ()


def test_a_deal_that_a_person_accepted_is_declined_by_nobody(stage: Stage) -> None:
    referral = accepted(stage)

    outcome = stage.connector.reject(referral, "No capacity", token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "close the deal there as lost" in outcome.reason
    assert state(stage, referral) == ("Active", "Accepted")


@pytest.mark.parametrize(
    ("substatus", "told"),
    [("Expired", "expired"), ("Declined", "declined"), ("Won", "won"), ("Later", "closed")],
)
def test_what_is_over_is_not_accepted_and_says_why(stage: Stage, substatus: str, told: str) -> None:
    referral = stage.shares()
    stage.center.change(referral.partner_referral_id, status="Closed", substatus=substatus)

    outcome = accept(stage, referral)

    assert isinstance(outcome, Refused)
    assert told in outcome.reason


def test_what_is_gone_is_refused_as_gone(stage: Stage) -> None:
    referral = stage.shares()
    stage.center.remove(referral.partner_referral_id)

    outcome = accept(stage, referral)

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.RECORD_GONE


def test_what_waits_for_somebody_else_is_not_ours_to_answer(stage: Stage) -> None:
    referral = stage.shares(substatus="Received")

    assert isinstance(accept(stage, referral), Refused)
    assert patches(stage) == []


@pytest.mark.parametrize("race", ["resource_modified", "precondition_failed", "locked"])
def test_whoever_was_faster_is_read_before_it_is_tried_again(stage: Stage, race: str) -> None:
    referral = stage.shares()
    stage.center.behave(**{race: {"method": "PATCH", "times": 2}})

    assert isinstance(accept(stage, referral), Done)
    assert len(patches(stage)) == 3


def test_a_referral_that_never_stands_still_is_tried_later(stage: Stage) -> None:
    referral = stage.shares()
    stage.center.behave(precondition_failed={"method": "PATCH", "times": 99})

    with pytest.raises(Unavailable) as trouble:
        accept(stage, referral)

    assert trouble.value.cause is Cause.BUSY


@pytest.mark.parametrize(
    "loss", ["drop_after_commit", "general_exception_after_commit", "gateway_timeout_after_commit"]
)
@pytest.mark.parametrize("answer", ["accept", "reject"])
def test_whatever_becomes_of_the_answer_microsoft_hears_it_once(
    stage: Stage, loss: str, answer: str
) -> None:
    referral = stage.shares()
    stage.center.behave(**{loss: {"method": "PATCH", "times": 1}})
    said = {"accept": lambda: accept(stage, referral), "reject": lambda: reject(stage, referral)}

    with pytest.raises(Unavailable):
        said[answer]()

    assert isinstance(said[answer](), Done)
    assert len(patches(stage)) == 1


def reject(stage: Stage, referral: Referral) -> Any:
    return stage.connector.reject(referral, stage.reason, token=TOKEN)


def test_the_id_of_the_crm_is_written_over_an_older_one(stage: Stage) -> None:
    referral = accepted(stage)
    stage.center.change(referral.partner_referral_id, externalReferenceId="opp-of-before")

    stage.connector.tell_opportunity(referral, token=TOKEN)

    assert stage.told_id(referral) == CRM_ID


def test_what_people_change_meanwhile_stays(stage: Stage) -> None:
    referral = stage.shares()
    stage.center.change(referral.partner_referral_id, details={"notes": "Call on Monday."})

    accept(stage, referral)

    assert stage.shown(referral)["details"]["notes"] == "Call on Monday."


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [("access_denied", Cause.NO_PERMISSION), ("unprocessable", Cause.INVALID_FIELDS)],
)
def test_a_refusal_has_a_cause_that_people_can_see_to(
    stage: Stage, trouble: str, cause: Cause
) -> None:
    referral = stage.shares()
    stage.center.behave(**{trouble: {"method": "PATCH", "times": 1}})

    outcome = accept(stage, referral)

    assert isinstance(outcome, Refused)
    assert outcome.cause is cause
    assert outcome.reason.startswith("Partner Center refuses")


def test_people_of_a_declined_referral_are_nobodys(stage: Stage) -> None:
    referral = stage.shares(contacts="at_once")
    reject(stage, referral)

    assert stage.connector.contact_info(referral) == ()
