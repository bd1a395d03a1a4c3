"""What Microsoft hears of a deal: patches of what changed, and never over somebody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.adapters.partners.microsoft.deal import refused_by
from referral_hub.adapters.partners.microsoft.errors import Refusal
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField, plain
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.microsoft.stage import NEWS, Stage
from tests.contracts.partner_connector import TOKEN, accepted


def tell(stage: Stage, referral: Referral, /, **told: str) -> Outcome:
    news = {DealField[name.upper()]: text for name, text in told.items()}
    return stage.deals.tell_deal(referral, news, token=TOKEN)


def patches(stage: Stage) -> list[Any]:
    """What was patched since the referral was accepted."""
    return [json.loads(call.body) for call in stage.calls if call.method == "PATCH"][1:]


def closed(stage: Stage, substatus: str) -> Referral:
    referral = accepted(stage)
    stage.center.change(referral.partner_referral_id, status="Closed", substatus=substatus)
    return referral


def state(stage: Stage, referral: Referral) -> tuple[str, str]:
    shown = stage.shown(referral)
    return shown["status"], shown["substatus"]


def test_a_change_is_one_patch_of_what_differs(stage: Stage) -> None:
    referral = accepted(stage)

    tell(stage, referral, amount="75000", currency="USD", target_close_date="2027-11-30")

    assert patches(stage) == [
        [
            {"op": "replace", "path": "/details/dealValue", "value": "75000"},
            {"op": "add", "path": "/details/closingDateTime", "value": "2027-11-30T00:00:00Z"},
        ]
    ]


@pytest.mark.parametrize("has", ["2027-11-30T00:00:00Z", "2027-11-30T17:45:00.1234567Z"])
def test_a_closing_time_on_the_same_day_stays_as_it_is(stage: Stage, has: str) -> None:
    referral = accepted(stage)
    stage.center.change(referral.partner_referral_id, details={"closingDateTime": has})

    outcome = tell(stage, referral, target_close_date="2027-11-30")

    assert outcome == Done()
    assert patches(stage) == []


@pytest.mark.parametrize(("ours", "theirs"), [("won", "Won"), ("lost", "Lost"), ("junk", "Lost")])
def test_the_end_of_a_deal_is_a_status_with_its_substatus(
    stage: Stage, ours: str, theirs: str
) -> None:
    referral = accepted(stage)

    outcome = tell(stage, referral, stage=ours)

    assert outcome == Done()
    assert state(stage, referral) == ("Closed", theirs)
    assert patches(stage) == [
        [
            {"op": "replace", "path": "/status", "value": "Closed"},
            {"op": "replace", "path": "/substatus", "value": theirs},
        ]
    ]


@pytest.mark.parametrize("ours", ["new", "in_progress"])
def test_a_deal_that_is_open_is_open_in_whatever_stage(stage: Stage, ours: str) -> None:
    referral = accepted(stage)

    outcome = tell(stage, referral, stage=ours)

    assert outcome == Done()
    assert patches(stage) == []


def test_a_deal_that_turned_out_otherwise_is_closed_otherwise(stage: Stage) -> None:
    referral = closed(stage, "Won")

    outcome = tell(stage, referral, stage="lost")

    assert outcome == Done()
    assert state(stage, referral) == ("Closed", "Lost")


@pytest.mark.parametrize(
    ("substatus", "ours", "why"),
    [("Won", "in_progress", "opens no deal again"), ("Expired", "won", "expired")],
)
def test_what_is_over_in_partner_center_stays_over_and_the_rest_is_told(
    stage: Stage, substatus: str, ours: str, why: str
) -> None:
    referral = closed(stage, substatus)

    outcome = tell(stage, referral, stage=ours, description="Lamps")

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("stage",)
    assert why in outcome.reason
    assert tell(stage, referral, description="Lamps") == Done()
    assert stage.shown(referral)["details"]["notes"] == "Lamps"


def test_an_amount_without_a_currency_is_refused_before_anything_is_asked(stage: Stage) -> None:
    referral = accepted(stage)
    before = len(stage.calls)

    outcome = tell(stage, referral, amount="5")

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("value.amount",)
    assert len(stage.calls) == before


def test_a_currency_without_an_amount_is_nothing_to_tell(stage: Stage) -> None:
    referral = accepted(stage)

    assert tell(stage, referral, currency="EUR") == Done()
    assert patches(stage) == []


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("substatus", ("stage",)),
        ("/details/dealValue", ("value.amount", "value.currency")),
        ("currency", ("value.amount", "value.currency")),
        ("closingDateTime", ("target_close_date",)),
        ("/details/notes", ("description",)),
        ("team", ()),
    ],
)
def test_a_refusal_names_the_fields_that_partner_center_means(
    target: str, names: tuple[str, ...]
) -> None:
    refusal = Refusal(422, "Partner Center refuses: it does not fit", target)

    outcome = refused_by(refusal, NEWS)

    assert outcome.fields == names
    assert outcome.cause is Cause.INVALID_FIELDS


def test_a_refusal_of_what_was_not_told_names_no_field() -> None:
    refusal = Refusal(422, "Partner Center refuses: it does not fit", "currency")

    outcome = refused_by(refusal, {DealField.STAGE: "won"})

    assert outcome.fields == ()


def test_what_partner_center_refuses_is_named_by_its_target(stage: Stage) -> None:
    referral = accepted(stage)

    outcome = tell(stage, referral, amount="a lot", currency="EUR", description="Lamps")

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("value.amount", "value.currency")
    assert "a lot" in outcome.reason


def test_a_refusal_without_a_word_about_a_field_is_about_none(stage: Stage) -> None:
    referral = accepted(stage)
    stage.center.behave(unprocessable={"method": "PATCH", "times": 1})

    outcome = stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.fields == ()


def test_what_microsoft_changed_weeks_after_it_shared_the_referral_is_read_first(
    stage: Stage,
) -> None:
    referral = accepted(stage)
    stage.clock.advance(days=30)
    stage.center.change(referral.partner_referral_id, details={"dealValue": 75000})

    said = stage.deals.read_deal(referral)

    assert plain(DealField.AMOUNT, said[DealField.AMOUNT]) == "75000"


@pytest.mark.parametrize("race", ["resource_modified", "precondition_failed", "locked"])
def test_a_deal_is_read_again_when_somebody_was_faster(stage: Stage, race: str) -> None:
    referral = accepted(stage)
    stage.center.behave(**{race: {"method": "PATCH", "times": 2}})

    outcome = stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    assert outcome == Done()
    assert stage.times_told() == 1


def test_a_deal_that_never_stands_still_is_left_for_later(stage: Stage) -> None:
    referral = accepted(stage)
    stage.center.behave(precondition_failed={"method": "PATCH", "times": 50})

    with pytest.raises(Unavailable) as trouble:
        stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    assert trouble.value.cause is Cause.BUSY


@pytest.mark.parametrize(
    "fault", ["drop_after_commit", "general_exception_after_commit", "gateway_timeout_after_commit"]
)
def test_what_was_written_before_the_answer_got_lost_is_not_written_again(
    stage: Stage, fault: str
) -> None:
    referral = accepted(stage)
    stage.center.behave(**{fault: {"method": "PATCH", "times": 1}})
    with pytest.raises(Unavailable):
        stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    outcome = stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    assert outcome == Done()
    assert len(patches(stage)) == 1


def test_a_referral_that_is_gone_is_refused_as_gone(stage: Stage) -> None:
    referral = accepted(stage)
    stage.center.remove(referral.partner_referral_id)

    outcome = stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.RECORD_GONE


@pytest.mark.parametrize("how", ["nan", "huge_number", "wrong_type"])
def test_a_value_that_nobody_can_read_is_written_over(stage: Stage, how: str) -> None:
    referral = accepted(stage)
    stage.center.poison(referral.partner_referral_id, how)

    outcome = tell(stage, referral, amount="5", currency="EUR")

    stage.center.poison(referral.partner_referral_id, "")
    assert outcome == Done()
    assert stage.knows(referral)[DealField.AMOUNT] == "5"
