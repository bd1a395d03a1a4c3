"""Telling AWS the id of the CRM's opportunity, without harm to anything else in its document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.aws.stage import OFFER, Meddler, Stage, client_of
from tests.contracts.partner_connector import CRM_ID, TOKEN, accepted, settled

UPDATE = "UpdateOpportunity"
GET = "GetOpportunity"


def without_ours(opportunity: dict[str, Any]) -> dict[str, Any]:
    ours = ("PartnerOpportunityIdentifier", "LastModifiedDate")
    return {name: value for name, value in opportunity.items() if name not in ours}


def test_nothing_but_the_id_changes_although_aws_replaces_the_whole(stage: Stage) -> None:
    referral = accepted(stage)
    before = stage.opportunity(referral)

    stage.connector.tell_opportunity(referral, token=TOKEN)

    after = stage.opportunity(referral)
    assert after["PartnerOpportunityIdentifier"] == CRM_ID
    assert without_ours(after) == without_ours(before)


def test_what_aws_left_out_stays_out(stage: Stage) -> None:
    referral = accepted(stage)
    stage.edits(referral, Marketing=None, SoftwareRevenue=None, LifeCycle={"NextSteps": None})

    stage.connector.tell_opportunity(referral, token=TOKEN)

    after = stage.opportunity(referral)
    assert not {"Marketing", "SoftwareRevenue"} & set(after)
    assert "NextSteps" not in after["LifeCycle"]


def test_the_review_status_and_the_history_survive(stage: Stage) -> None:
    referral = accepted(stage)
    history = [{"Value": "Call the customer.", "Time": "2027-02-01T08:30:15.123Z"}]
    stage.edits(referral, LifeCycle={"ReviewComments": "Good", "NextStepsHistory": history})
    before = stage.opportunity(referral)["LifeCycle"]

    stage.connector.tell_opportunity(referral, token=TOKEN)

    after = stage.opportunity(referral)["LifeCycle"]
    assert after["ReviewStatus"] == before["ReviewStatus"] == "Approved"
    assert after["ReviewComments"] == "Good"
    assert [step["Value"] for step in after["NextStepsHistory"]] == ["Call the customer."]


def test_contacts_that_aws_showed_meanwhile_are_not_wiped(stage: Stage) -> None:
    referral = accepted(stage)
    person = stage.reveals(referral)

    stage.connector.tell_opportunity(referral, token=TOKEN)

    assert stage.connector.contact_info(referral) == (person,)


def test_an_id_that_is_there_is_not_written_again(stage: Stage) -> None:
    referral = accepted(stage)

    for _ in range(3):
        stage.connector.tell_opportunity(referral, token=TOKEN)

    assert stage.effect("opportunity.updated") == 1


def test_an_id_that_aws_does_not_show_is_written_again_without_harm(stage: Stage) -> None:
    referral = accepted(stage)
    stage.aws.behave(partner_identifier_visible=False)
    stage.connector.tell_opportunity(referral, token=TOKEN)

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    stage.aws.behave(partner_identifier_visible=True)
    assert outcome == Done()
    assert stage.told_id(referral) == CRM_ID


def test_the_lock_survives_to_the_millisecond(stage: Stage) -> None:
    stage.clock.advance(milliseconds=457)
    referral = accepted(stage)
    assert stage.opportunity(referral)["LastModifiedDate"].endswith(".457Z")

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert outcome == Done()
    assert len(stage.calls(UPDATE)) == 1


def test_the_lock_is_the_text_that_aws_wrote(stage: Stage) -> None:
    referral = accepted(stage)
    poison = {"kind": "nanoseconds", "operation": GET, "path": "LastModifiedDate", "times": 1}
    stage.aws.behave(poison=[poison])
    client, locks = client_of(stage.url), list[str]()
    client.meta.events.register(
        f"before-send.partnercentral-selling.{UPDATE}",
        lambda request, **_: locks.append(json.loads(request.body)["LastModifiedDate"]),
    )

    outcome = stage.connector_with(client).tell_opportunity(referral, token=TOKEN)

    assert outcome == Done()
    assert [len(lock) for lock in locks] == [len("2027-03-01T12:00:01.000000000Z")]


def test_a_change_by_a_seller_in_between_is_kept(stage: Stage) -> None:
    referral = accepted(stage)

    def edit(step: str) -> None:
        stage.edits(referral, LifeCycle={"NextSteps": step})

    meddler = Meddler(client_of(stage.url), edit, times=2)

    outcome = stage.connector_with(meddler).tell_opportunity(referral, token=TOKEN)

    assert outcome == Done()
    assert stage.told_id(referral) == CRM_ID
    assert stage.opportunity(referral)["LifeCycle"]["NextSteps"] == "Step 0"


def test_an_opportunity_that_never_stands_still_is_left_for_later(stage: Stage) -> None:
    referral = accepted(stage)

    def edit(step: str) -> None:
        stage.edits(referral, LifeCycle={"NextSteps": step})

    meddler = Meddler(client_of(stage.url), edit, times=50)

    with pytest.raises(Unavailable) as trouble:
        stage.connector_with(meddler).tell_opportunity(referral, token=TOKEN)

    assert "faster than the hub can write" in trouble.value.reason
    assert len(stage.calls(UPDATE)) == 4


@pytest.mark.parametrize("status", ["Submitted", "In review", "Action Required"])
def test_while_aws_reviews_the_id_waits(stage: Stage, status: str) -> None:
    referral = accepted(stage)
    stage.reviews(referral, status)

    with pytest.raises(Unavailable) as trouble:
        stage.connector.tell_opportunity(referral, token=TOKEN)

    assert "AWS" in trouble.value.reason
    assert stage.calls(UPDATE) == []
    assert stage.opportunity(referral)["LifeCycle"]["ReviewStatus"] == status


def test_once_aws_has_reviewed_the_id_is_told(stage: Stage) -> None:
    referral = accepted(stage)
    stage.reviews(referral, "In review")
    with pytest.raises(Unavailable):
        stage.connector.tell_opportunity(referral, token=TOKEN)
    stage.reviews(referral, "Approved")

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert outcome == Done()


def test_an_opportunity_rejected_in_review_is_told_nothing_any_more(stage: Stage) -> None:
    referral = accepted(stage)
    stage.reviews(referral, "Rejected")

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "rejected the opportunity in its review" in outcome.reason


def test_an_opportunity_that_is_not_visible_yet_is_asked_for_again(stage: Stage) -> None:
    stage.aws.behave(visibility_delay_seconds=20)
    referral = accepted(stage)

    with pytest.raises(Unavailable):
        stage.connector.tell_opportunity(referral, token=TOKEN)
    stage.clock.advance(seconds=20)

    assert stage.connector.tell_opportunity(referral, token=TOKEN) == Done()


def test_everything_that_aws_finds_wrong_is_told_by_field(stage: Stage) -> None:
    referral = accepted(stage)
    account = {**OFFER["Customer"]["Account"], "Industry": "Retail"}
    stage.edits(
        referral,
        NationalSecurity="Yes",
        Customer={"Account": account},
        LifeCycle={"Stage": "Closed Lost"},
    )

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "LifeCycle.ClosedLostReason: a lost deal needs its reason" in outcome.reason
    assert "Customer.Account.Industry: national security needs" in outcome.reason


def test_an_id_too_long_for_aws_is_refused_before_anything_is_asked(stage: Stage) -> None:
    referral = settled(accepted(stage), "opportunity", Done(result="x" * 65))

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "64" in outcome.reason
    assert stage.calls(GET) == []


def test_before_acceptance_there_is_nothing_to_tell(stage: Stage) -> None:
    referral = stage.shares()

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert isinstance(outcome, Refused)


@pytest.mark.parametrize("operation", [GET, UPDATE])
@pytest.mark.parametrize("fault", ["throttle", "internal_error", "drop_before_commit"])
def test_a_passing_trouble_is_tried_again(stage: Stage, operation: str, fault: str) -> None:
    referral = accepted(stage)
    stage.aws.behave(**{fault: {"operation": operation, "times": 1}})

    with pytest.raises(Unavailable):
        stage.connector.tell_opportunity(referral, token=TOKEN)

    assert stage.connector.tell_opportunity(referral, token=TOKEN) == Done()
    assert stage.effect("opportunity.updated") == 1


def test_the_clients_own_second_try_after_a_lost_answer_is_no_conflict(stage: Stage) -> None:
    referral = accepted(stage)
    stage.loses_next_answer()
    patient = stage.connector_with(client_of(stage.url, attempts=2))

    outcome = patient.tell_opportunity(referral, token=TOKEN)

    assert outcome == Done()
    assert stage.effect("opportunity.updated") == 1
