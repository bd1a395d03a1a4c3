"""Sharing with AWS, step by step: what can happen at each, and that nothing happens twice."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from tests.adapters.partners.aws.taking import OTHER_SOLUTION, SOLUTION, TakingStage
from tests.contracts.taking_stage import settled, shared, token_of, with_taken

START = "StartEngagementFromOpportunityTask"


def take(stage: TakingStage, step: Step, referral: OutgoingReferral, turn: int = 1) -> Outcome:
    return stage.takes.take(step, referral, token=token_of(step, referral, turn))


def created(stage: TakingStage, referral: OutgoingReferral) -> OutgoingReferral:
    return with_taken(referral, Step.CREATE, take(stage, Step.CREATE, referral))


def associated(stage: TakingStage, referral: OutgoingReferral) -> OutgoingReferral:
    referral = created(stage, referral)
    return with_taken(referral, Step.ASSOCIATE, take(stage, Step.ASSOCIATE, referral))


def status_of(stage: TakingStage, referral: OutgoingReferral) -> str:
    return str(stage.opportunity(referral)["LifeCycle"]["ReviewStatus"])


def solutions_of(stage: TakingStage, referral: OutgoingReferral) -> Any:
    return stage.opportunity(referral)["RelatedEntityIdentifiers"]["Solutions"]


def test_the_opportunity_says_what_the_referral_says(taking: TakingStage) -> None:
    referral = taking.whole(contract_months="12", marketing_channels="Email; Video")

    shown = taking.opportunity(created(taking, referral))

    assert shown["PartnerOpportunityIdentifier"] == f"{referral.number}-{referral.key}"
    assert shown["Project"]["ExpectedContractDuration"] == {"Term": "Months", "Value": "12"}
    assert shown["Project"]["ExpectedCustomerSpend"] == [
        {"Amount": "2500.00", "CurrencyCode": "EUR", "Frequency": "Monthly", "TargetCompany": "AWS"}
    ]
    assert shown["Marketing"] == {"Source": "None", "Channels": ["Email", "Video"]}
    assert shown["NationalSecurity"] == "No"


def test_people_are_told_as_aws_takes_them(taking: TakingStage) -> None:
    told = {"contact.email": "Tuva.Lien@Solberg.example", "contact.phone": "+47 22 33 44 66"}

    shown = taking.opportunity(created(taking, taking.whole(**told)))

    (person,) = shown["Customer"]["Contacts"]
    assert (person["Email"], person["Phone"]) == ("tuva.lien@solberg.example", "+4722334466")


def test_an_edit_while_the_answer_was_lost_finds_the_opportunity_and_brings_it_in_line(
    taking: TakingStage,
) -> None:
    referral = taking.whole()
    taking.loses_next_answer()
    with pytest.raises(Unavailable):
        take(taking, Step.CREATE, referral)
    edited = referral.edited({"title": "Tide gauges, all of them"})

    outcome = settled(taking, Step.CREATE, edited)

    found = with_taken(edited, Step.CREATE, outcome)
    assert taking.records() == 1
    assert taking.opportunity(found)["Project"]["Title"] == "Tide gauges, all of them"


def test_what_was_created_and_is_not_listed_yet_is_waited_for(taking: TakingStage) -> None:
    taking.aws.behave(visibility_delay_seconds=30)
    referral = taking.whole()
    take(taking, Step.CREATE, referral)
    edited = referral.edited({"title": "Tide gauges, all of them"})

    with pytest.raises(Unavailable) as told:
        take(taking, Step.CREATE, edited)
    outcome = settled(taking, Step.CREATE, edited)

    assert told.value.again_after
    assert isinstance(outcome, Done)
    assert taking.records() == 1


def test_an_edit_that_aws_refuses_meanwhile_creates_no_second_opportunity(
    taking: TakingStage,
) -> None:
    referral = taking.whole()
    take(taking, Step.CREATE, referral)
    taking.refuses("UpdateOpportunity", Project__Title="INVALID_VALUE")
    edited = referral.edited({"title": "Tide gauges, all of them"})

    with pytest.raises(Unavailable, match="title is not valid") as told:
        take(taking, Step.CREATE, edited)

    assert told.value.cause is Cause.INVALID_FIELDS
    assert isinstance(take(taking, Step.CREATE, edited), Done)
    assert taking.records() == 1


def test_a_new_opportunity_that_aws_hides_is_waited_for(taking: TakingStage) -> None:
    taking.aws.behave(visibility_delay_seconds=30)
    referral = created(taking, taking.whole())

    with pytest.raises(Unavailable) as told:
        take(taking, Step.ASSOCIATE, referral)

    assert told.value.again_after
    assert settled(taking, Step.ASSOCIATE, referral) == Done()
    assert solutions_of(taking, referral) == [SOLUTION]


@pytest.mark.parametrize("switch", ["conflict", "duplicate"])
def test_a_solution_that_somebody_associates_meanwhile_is_as_good(
    taking: TakingStage, switch: str
) -> None:
    taking.aws.behave(associated_twice=switch)
    referral = created(taking, taking.whole())
    asked = {
        "Catalog": "Sandbox",
        "OpportunityIdentifier": referral.partner_referral_id,
        "RelatedEntityType": "Solutions",
        "RelatedEntityIdentifier": SOLUTION,
    }
    taking.before("associate_opportunity", lambda: taking.aws.call("AssociateOpportunity", asked))

    assert take(taking, Step.ASSOCIATE, referral) == Done()
    assert solutions_of(taking, referral) == [SOLUTION]


def test_what_others_associated_stays(taking: TakingStage) -> None:
    referral = associated(taking, taking.whole())
    other = referral.offering((OTHER_SOLUTION,))

    take(taking, Step.ASSOCIATE, other, turn=2)

    assert solutions_of(taking, referral) == [SOLUTION, OTHER_SOLUTION]


@pytest.mark.parametrize("unknown", ["S-9999999", "S-0000104"])
def test_a_solution_that_is_not_offered_is_refused_by_name(
    taking: TakingStage, unknown: str
) -> None:
    referral = created(taking, taking.whole().offering((SOLUTION, unknown)))

    outcome = take(taking, Step.ASSOCIATE, referral)

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("solutions",)
    assert unknown in outcome.reason


def test_without_solutions_there_is_nothing_to_associate(taking: TakingStage) -> None:
    referral = created(taking, taking.whole(other_solution="A gateway").offering(()))
    before = taking.calls()

    assert take(taking, Step.ASSOCIATE, referral) == Done()
    assert taking.calls() == before


def test_submitting_asks_for_what_the_referral_asks_for(taking: TakingStage) -> None:
    asked = {"involvement_type": "For Visibility Only", "visibility": "Limited"}
    referral = shared(taking, taking.whole(**asked))

    side = taking.client.get_aws_opportunity_summary(
        Catalog="Sandbox", RelatedOpportunityIdentifier=referral.partner_referral_id
    )

    assert (side["InvolvementType"], side["Visibility"]) == ("For Visibility Only", "Limited")


def test_a_submission_that_takes_its_time_is_asked_for_again_and_started_once(
    taking: TakingStage,
) -> None:
    taking.aws.behave(submission_delay_seconds=100)
    referral = associated(taking, taking.whole())

    outcome = settled(taking, Step.SUBMIT, referral)

    assert isinstance(outcome, Done)
    assert taking.effect("submission.started") == 1


@pytest.mark.parametrize(
    "code", ["InternalError", "RequestThrottled", "ServiceQuotaExceeded", "EngagementConflict"]
)
def test_a_submission_over_which_aws_stumbles_is_tried_again_by_itself(
    taking: TakingStage, code: str
) -> None:
    taking.aws.behave(fail_submission={"reason_code": code, "times": 2})
    referral = associated(taking, taking.whole())

    with pytest.raises(Unavailable, match=code) as told:
        take(taking, Step.SUBMIT, referral)
    outcome = settled(taking, Step.SUBMIT, referral)

    assert told.value.again_after
    assert isinstance(outcome, Done)
    assert taking.effect("opportunity.submitted") == 1


@pytest.mark.parametrize(
    "code", ["OpportunityValidationFailed", "EngagementAccessDenied", "OpportunitySubmissionFailed"]
)
def test_a_submission_that_aws_refuses_is_told_and_can_be_repeated(
    taking: TakingStage, code: str
) -> None:
    taking.aws.behave(fail_submission={"reason_code": code})
    referral = associated(taking, taking.whole())

    outcome = settled(taking, Step.SUBMIT, referral)

    assert isinstance(outcome, Refused)
    assert code in outcome.reason
    assert isinstance(settled(taking, Step.SUBMIT, referral, turn=2), Done)


def test_what_is_missing_for_a_submission_is_named_by_our_fields(taking: TakingStage) -> None:
    referral = created(taking, taking.whole(stage="Prospect", use_case=""))

    outcome = settled(taking, Step.SUBMIT, referral)

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("use_case", "stage", "solutions")
    assert "use_case is required" in outcome.reason
    assert outcome.cause is Cause.INVALID_FIELDS
    assert outcome.fix


def test_what_somebody_submitted_in_partner_central_is_submitted(taking: TakingStage) -> None:
    referral = associated(taking, taking.whole())
    taking.client.start_engagement_from_opportunity_task(
        Catalog="Sandbox",
        Identifier=referral.partner_referral_id,
        ClientToken="theirs",
        AwsSubmission={"InvolvementType": "Co-Sell"},
    )

    assert isinstance(settled(taking, Step.SUBMIT, referral), Done)
    assert taking.effect("opportunity.submitted") == 1
    assert taking.calls(START) == 1


def test_what_is_in_review_without_a_task_that_shows_is_submitted(taking: TakingStage) -> None:
    referral = associated(taking, taking.whole())
    taking.aws.edit_opportunity(
        referral.partner_referral_id, {"LifeCycle": {"ReviewStatus": "In review"}}
    )

    assert isinstance(settled(taking, Step.SUBMIT, referral), Done)
    assert taking.effect("submission.started") == 0


def test_a_refusal_repeats_nothing_of_people(taking: TakingStage) -> None:
    errors = [{"field": "LastName", "code": "INVALID_VALUE", "message": "Lien is too short"}]
    taking.aws.behave(refuse={"operation": "CreateOpportunity", "errors": errors})

    outcome = take(taking, Step.CREATE, taking.whole())

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("contact.last_name", "host.last_name")
    assert "Lien" not in outcome.reason


def test_what_the_role_may_not_do_is_told_with_a_fix(taking: TakingStage) -> None:
    taking.aws.behave(access_denied={"operation": "CreateOpportunity", "times": 1})

    outcome = take(taking, Step.CREATE, taking.whole())

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.NO_PERMISSION
    assert "IAM" in outcome.fix
