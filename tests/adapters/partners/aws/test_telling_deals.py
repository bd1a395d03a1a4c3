"""Telling AWS what the host changed of a deal, by AWS's rules and without harm to anything else."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.aws.stage import NEWS, Stage
from tests.contracts.partner_connector import TOKEN, accepted

UPDATE = "UpdateOpportunity"
GET = "GetOpportunity"
PROBLEM = "Every vessel reports by radio, and half of it is lost."


def tell(stage: Stage, referral: Referral, /, **told: str) -> Outcome:
    news = {DealField[name.upper()]: text for name, text in told.items()}
    return stage.deals.tell_deal(referral, news, token=TOKEN)


def at(stage: Stage, aws_stage: str, **life_cycle: Any) -> Referral:
    """An accepted referral whose opportunity is in this stage of AWS's."""
    referral = accepted(stage)
    stage.edits(referral, LifeCycle={"Stage": aws_stage, **life_cycle})
    return referral


def life_cycle(stage: Stage, referral: Referral) -> Any:
    return stage.opportunity(referral)["LifeCycle"]


def test_nothing_but_what_is_told_changes_although_aws_replaces_the_whole(stage: Stage) -> None:
    referral = accepted(stage)
    stage.reveals(referral)
    before = stage.opportunity(referral)

    tell(stage, referral, title="Sensors for the whole fleet")

    after = stage.opportunity(referral)
    assert after["Project"].pop("Title") != before["Project"].pop("Title")
    assert after.pop("LastModifiedDate") != before.pop("LastModifiedDate")
    assert after == before


def test_only_the_first_expected_spend_is_the_deals_value(stage: Stage) -> None:
    referral = accepted(stage)
    first = {"Amount": "1.00", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "We"}
    other = {**first, "TargetCompany": "Another"}
    stage.edits(referral, Project={"ExpectedCustomerSpend": [first, other]})

    tell(stage, referral, amount="2500.5", currency="EUR")

    spend = stage.opportunity(referral)["Project"]["ExpectedCustomerSpend"]
    assert spend == [{**first, "Amount": "2500.5", "CurrencyCode": "EUR"}, other]


def test_where_aws_expects_no_spend_yet_a_monthly_one_at_aws_is_written(stage: Stage) -> None:
    referral = accepted(stage)
    stage.edits(referral, Project={"ExpectedCustomerSpend": []})

    tell(stage, referral, amount="2500", currency="EUR")

    [spend] = stage.opportunity(referral)["Project"]["ExpectedCustomerSpend"]
    assert spend == {
        "Amount": "2500",
        "CurrencyCode": "EUR",
        "Frequency": "Monthly",
        "TargetCompany": "AWS",
    }


@pytest.mark.parametrize("spelt", ["2500", "2500.", "2500.0", "2500.00"])
def test_another_spelling_of_an_amount_is_no_change(stage: Stage, spelt: str) -> None:
    referral = accepted(stage)
    spend = {"Amount": spelt, "CurrencyCode": "EUR", "Frequency": "Monthly", "TargetCompany": "AWS"}
    stage.edits(referral, Project={"ExpectedCustomerSpend": [spend]})

    outcome = tell(stage, referral, amount="2500", currency="EUR")

    assert outcome == Done()
    assert stage.calls(UPDATE) == []


def test_the_same_amount_in_another_currency_is_a_change(stage: Stage) -> None:
    referral = accepted(stage)
    has = stage.knows(referral)

    tell(stage, referral, amount=has[DealField.AMOUNT], currency="NOK")

    assert has[DealField.CURRENCY] != "NOK"
    assert stage.knows(referral)[DealField.CURRENCY] == "NOK"


def test_a_currency_without_an_amount_is_nothing_to_tell(stage: Stage) -> None:
    referral = accepted(stage)

    outcome = tell(stage, referral, currency="EUR")

    assert outcome == Done()
    assert stage.calls(UPDATE) == []


@pytest.mark.parametrize(
    ("theirs", "ours", "becomes"),
    [
        ("Prospect", "in_progress", "Qualified"),
        ("Committed", "in_progress", "Qualified"),
        ("Launched", "new", "Prospect"),
        ("Prospect", "won", "Committed"),
        ("Business Validation", "won", "Committed"),
        ("Technical Validation", "lost", "Closed Lost"),
        ("Prospect", "junk", "Closed Lost"),
    ],
)
def test_a_stage_of_ours_is_told_in_a_word_of_aws(
    stage: Stage, theirs: str, ours: str, becomes: str
) -> None:
    referral = at(stage, theirs)

    outcome = tell(stage, referral, stage=ours)

    assert outcome == Done()
    assert life_cycle(stage, referral)["Stage"] == becomes


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Business Validation", "new"),
        ("Technical Validation", "in_progress"),
        ("Launched", "won"),
        ("Closed Lost", "junk"),
    ],
)
def test_a_stage_in_which_aws_knows_more_is_left_alone(
    stage: Stage, theirs: str, ours: str
) -> None:
    referral = at(stage, theirs)

    outcome = tell(stage, referral, stage=ours)

    assert outcome == Done()
    assert stage.calls(UPDATE) == []


@pytest.mark.parametrize(("ours", "because"), [("lost", "Other"), ("junk", "No Opportunity")])
def test_a_lost_deal_has_the_reason_that_aws_asks_for(
    stage: Stage, ours: str, because: str
) -> None:
    referral = at(stage, "Qualified")

    tell(stage, referral, stage=ours)

    assert life_cycle(stage, referral)["ClosedLostReason"] == because


def test_the_reason_that_somebody_gave_for_a_loss_stays(stage: Stage) -> None:
    referral = at(stage, "Closed Lost", ClosedLostReason="Price")

    tell(stage, referral, stage="lost", target_close_date="2027-11-30")

    assert life_cycle(stage, referral)["ClosedLostReason"] == "Price"


def test_a_deal_that_is_open_again_has_no_reason_for_its_loss(stage: Stage) -> None:
    referral = at(stage, "Closed Lost", ClosedLostReason="Price")

    tell(stage, referral, stage="in_progress")

    assert "ClosedLostReason" not in life_cycle(stage, referral)


@pytest.mark.parametrize("status", ["Submitted", "In review", "Action Required"])
def test_while_aws_reviews_nothing_is_written_and_nothing_is_lost(
    stage: Stage, status: str
) -> None:
    referral = accepted(stage)
    stage.reviews(referral, status)
    with pytest.raises(Unavailable) as trouble:
        tell(stage, referral, amount="1", currency="EUR")
    stage.reviews(referral, "Approved")

    outcome = tell(stage, referral, amount="2", currency="EUR")

    assert trouble.value.cause is Cause.BUSY
    assert outcome == Done()
    assert len(stage.calls(UPDATE)) == 1
    assert stage.knows(referral)[DealField.AMOUNT] == "2"


def test_what_aws_fixes_with_its_approval_is_named_with_a_way_out(stage: Stage) -> None:
    stage.aws.behave(approved_fields_locked=True)
    referral = accepted(stage)

    outcome = tell(stage, referral, title="Sensors", description=PROBLEM, stage="won")

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("title", "description")
    assert "approv" in outcome.reason
    assert outcome.fix
    assert stage.knows(referral)[DealField.STAGE] == "new"


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"description": "Too short"}, ("description",)),
        ({"description": "x" * 2001}, ("description",)),
        ({"title": "x" * 256}, ("title",)),
        ({"amount": "1.234", "currency": "KWD"}, ("value.amount",)),
        ({"amount": "1"}, ("value.amount",)),
    ],
)
def test_what_aws_never_takes_is_refused_before_anything_is_asked(
    stage: Stage, told: dict[str, str], names: tuple[str, ...]
) -> None:
    referral = accepted(stage)
    stage.aws.calls.clear()

    outcome = tell(stage, referral, **told)

    assert isinstance(outcome, Refused)
    assert outcome.fields == names
    assert outcome.reason.startswith("AWS takes")
    assert stage.calls(GET) == []


def test_a_currency_that_aws_does_not_know_is_refused_with_its_amount(stage: Stage) -> None:
    referral = accepted(stage)

    outcome = tell(stage, referral, amount="5", currency="ZWR", title="Sensors")

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("value.amount", "value.currency")


def test_what_aws_finds_wrong_elsewhere_is_the_fault_of_no_field(stage: Stage) -> None:
    referral = accepted(stage)
    stage.edits(referral, NationalSecurity="Yes")

    outcome = tell(stage, referral, title="Sensors")

    assert isinstance(outcome, Refused)
    assert outcome.fields == ()
    assert "national security" in outcome.reason


def test_an_opportunity_that_aws_rejected_is_told_nothing_any_more(stage: Stage) -> None:
    referral = accepted(stage)
    stage.reviews(referral, "Rejected")

    outcome = tell(stage, referral, stage="won")

    assert isinstance(outcome, Refused)
    assert "rejected the opportunity in its review" in outcome.reason


def test_before_acceptance_there_is_no_deal_to_tell_of(stage: Stage) -> None:
    assert isinstance(tell(stage, stage.shares(), stage="won"), Refused)


@pytest.mark.parametrize("fault", ["internal_error_after_commit", "drop_after_commit"])
def test_what_was_written_before_the_answer_got_lost_is_not_written_again(
    stage: Stage, fault: str
) -> None:
    referral = accepted(stage)
    stage.aws.behave(**{fault: {"operation": UPDATE, "times": 1}})
    with pytest.raises(Unavailable):
        stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    outcome = stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    assert outcome == Done()
    assert len(stage.calls(UPDATE)) == 1
