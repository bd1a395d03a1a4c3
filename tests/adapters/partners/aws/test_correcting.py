"""Editing what AWS has: while it reviews, when it asks for corrections, and after its approval."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.referrals.axes import Stage
from tests.adapters.partners.aws.taking import OTHER_SOLUTION, SOLUTION, TakingStage
from tests.adapters.partners.aws.test_sharing_steps import created, solutions_of, status_of, take
from tests.contracts.taking_stage import settled, shared

PROBLEM = {"description": "Ninety tide gauges are read by hand, and forty of them twice."}
UPDATE = "UpdateOpportunity"


@pytest.fixture
def referral(taking: TakingStage) -> OutgoingReferral:
    return shared(taking, taking.whole())


@pytest.mark.parametrize("status", ["Submitted", "In review"])
def test_edits_during_the_review_are_kept_and_go_out_as_one(
    taking: TakingStage, referral: OutgoingReferral, status: str
) -> None:
    taking.reviews(referral, status)
    for turn, title in enumerate(("Gauges", "Tide gauges, all of them"), start=1):
        referral = referral.edited({"title": title})
        with pytest.raises(Unavailable, match="they are kept") as told:
            take(taking, Step.CORRECT, referral, turn)
    taking.reviews(referral, "Approved")

    take(taking, Step.CORRECT, referral, turn=2)

    assert told.value.again_after
    assert taking.calls(UPDATE) == 1
    assert taking.opportunity(referral)["Project"]["Title"] == "Tide gauges, all of them"


def test_the_correction_that_aws_asks_for_is_the_resubmission(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Action Required", comments="Say more.")

    outcome = take(taking, Step.CORRECT, referral.edited(PROBLEM))

    assert outcome == Done()
    assert status_of(taking, referral) == "Submitted"
    assert taking.knows(referral)["description"] == PROBLEM["description"]


def test_what_aws_does_not_take_with_a_correction_waits_for_the_end_of_its_review(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Action Required")
    edited = referral.edited({**PROBLEM, "title": "Tide gauges, all of them"})

    with pytest.raises(Unavailable, match="title after its review"):
        take(taking, Step.CORRECT, edited)
    first = taking.opportunity(referral)
    taking.reviews(referral, "Approved")
    take(taking, Step.CORRECT, edited)

    assert first["Project"]["CustomerBusinessProblem"] == PROBLEM["description"]
    assert first["Project"]["Title"] == "Tide gauges"
    assert taking.opportunity(referral)["Project"]["Title"] == "Tide gauges, all of them"


def test_a_resubmission_that_corrects_nothing_is_no_resubmission(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Action Required")

    outcome = take(taking, Step.CORRECT, referral)

    assert isinstance(outcome, Refused)
    assert "description" in outcome.fix
    assert status_of(taking, referral) == "Action Required"


def test_a_correction_whose_answer_got_lost_is_not_sent_again(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Action Required")
    taking.loses_next_answer()
    edited = referral.edited(PROBLEM)

    with pytest.raises(Unavailable):
        take(taking, Step.CORRECT, edited)

    assert take(taking, Step.CORRECT, edited) == Done()
    assert taking.calls(UPDATE) == 1


def test_what_aws_fixed_with_its_approval_is_named_and_the_rest_is_told(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Approved")
    taking.aws.behave(approved_fields_locked=True)
    edited = referral.edited({"title": "Gauges", "next_steps": "Call Tuva."})

    outcome = take(taking, Step.CORRECT, edited)

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("title",)
    shown = taking.opportunity(referral)
    assert shown["LifeCycle"]["NextSteps"] == "Call Tuva."
    assert shown["Project"]["Title"] == "Tide gauges"


def test_what_aws_rejected_is_not_corrected(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Rejected")

    outcome = take(taking, Step.CORRECT, referral.edited(PROBLEM))

    assert isinstance(outcome, Refused)
    assert taking.calls(UPDATE) == 0


def test_a_draft_is_corrected_in_all_that_it_says_and_offers(taking: TakingStage) -> None:
    draft = created(taking, taking.whole(stage="Qualified"))
    edited = draft.edited({"stage": "Business Validation"}).offering((SOLUTION, OTHER_SOLUTION))

    assert settled(taking, Step.CORRECT, edited) == Done()
    assert taking.opportunity(draft)["LifeCycle"]["Stage"] == "Business Validation"
    assert solutions_of(taking, draft) == [SOLUTION, OTHER_SOLUTION]


@pytest.mark.parametrize(
    ("stage", "known", "told"),
    [
        (Stage.NEW, "Business Validation", "Business Validation"),
        (Stage.IN_PROGRESS, "Technical Validation", "Technical Validation"),
        (Stage.WON, "Technical Validation", "Committed"),
        (Stage.WON, "Launched", "Launched"),
        (Stage.LOST, "Committed", "Closed Lost"),
    ],
)
def test_the_stage_follows_the_sale_and_never_falls_behind_aws(
    taking: TakingStage, referral: OutgoingReferral, stage: Stage, known: str, told: str
) -> None:
    taking.reviews(referral, "Approved")
    taking.aws.edit_opportunity(
        referral.partner_referral_id,
        {
            "LifeCycle": {"Stage": known},
            "Customer": {"Account": {"AwsAccountId": "123456789012"}},
        },
    )

    outcome = take(taking, Step.CORRECT, referral.moved_to(stage))

    shown = taking.opportunity(referral)["LifeCycle"]
    assert outcome == Done()
    assert shown["Stage"] == told
    assert shown.get("ClosedLostReason") == ("Other" if told == "Closed Lost" else None)


def test_a_stage_that_people_say_goes_forward(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Approved")
    lost = {"stage": "Closed Lost", "closed_lost_reason": "Price"}

    take(taking, Step.CORRECT, referral.edited(lost))

    shown = taking.opportunity(referral)["LifeCycle"]
    assert (shown["Stage"], shown["ClosedLostReason"]) == ("Closed Lost", "Price")


def test_what_the_referral_leaves_blank_stays_at_aws(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Approved")

    take(taking, Step.CORRECT, referral.edited({"customer.city": "", **PROBLEM}))

    assert taking.knows(referral)["customer.city"] == "Bergen"


def test_other_people_and_spends_of_the_deal_stay(
    taking: TakingStage, referral: OutgoingReferral
) -> None:
    taking.reviews(referral, "Approved")
    shown = taking.opportunity(referral)
    spend = {**shown["Project"]["ExpectedCustomerSpend"][0], "TargetCompany": "Self"}
    other = {"FirstName": "Jon", "Email": "jon@solberg.example"}
    taking.aws.edit_opportunity(
        referral.partner_referral_id,
        {
            "Project": {"ExpectedCustomerSpend": [spend, {**spend, "Amount": "7"}]},
            "Customer": {"Contacts": [*shown["Customer"]["Contacts"], other]},
        },
    )

    take(taking, Step.CORRECT, referral.edited({"value.amount": "9000", "contact.title": "CEO"}))

    shown = taking.opportunity(referral)
    assert shown["Project"]["ExpectedCustomerSpend"] == [
        {**spend, "Amount": "9000"},
        {**spend, "Amount": "7"},
    ]
    assert [each["FirstName"] for each in shown["Customer"]["Contacts"]] == ["Tuva", "Jon"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("Submitted", Verdict.IN_REVIEW),
        ("In review", Verdict.IN_REVIEW),
        ("Action Required", Verdict.ACTION_REQUIRED),
        ("Approved", Verdict.ACCEPTED),
        ("Rejected", Verdict.REJECTED),
    ],
)
def test_aws_is_quoted_with_its_verdict_and_its_comments(
    taking: TakingStage, referral: OutgoingReferral, status: str, verdict: Verdict
) -> None:
    taking.reviews(referral, status, reason="Incomplete", comments="Write to a@b.example.")

    word = taking.takes.read(referral)

    assert word is not None
    assert (word.verdict, word.status) == (verdict, status)
    assert word.locked is (status in ("Submitted", "In review", "Rejected"))
    assert word.comments == "Incomplete; Write to (e-mail)"
    assert word.at == taking.clock().replace(microsecond=0)
    assert word.fields.items() >= taking.knows(referral).items()


def test_a_draft_at_aws_has_no_verdict(taking: TakingStage) -> None:
    word = taking.takes.read(created(taking, taking.whole()))

    assert word is not None
    assert (word.verdict, word.status, word.locked) == (Verdict.NONE, "Pending Submission", False)
