"""What the hub says to Google of an opportunity whose id it knows, and what it reads there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from tests.adapters.partners.google.stage import Stage
from tests.contracts.partner_connector import CRM_ID, TOKEN, accepted

AT_EITHER_DOOR = pytest.mark.parametrize("path", ["/v1/", "/token"])
CLOSES = {DealField.TARGET_CLOSE_DATE: "2027-11-30"}


def test_google_learns_the_id_of_the_opportunity_and_nothing_else_changes(stage: Stage) -> None:
    referral = accepted(stage)
    before = stage.shown(referral)

    stage.connector.tell_opportunity(referral, token=TOKEN)

    assert stage.shown(referral) == {**before, "externalSystemId": CRM_ID}
    assert stage.masks() == ["externalSystemId"]


def test_an_id_whose_answer_got_lost_is_not_written_again(stage: Stage) -> None:
    referral = accepted(stage)
    stage.loses_next_answer()

    with pytest.raises(Unavailable):
        stage.connector.tell_opportunity(referral, token=TOKEN)
    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert outcome == Done()
    assert stage.masks() == ["externalSystemId"]


def test_accepting_and_rejecting_call_nobody(stage: Stage) -> None:
    referral = stage.shares()

    stage.connector.accept(referral, token=TOKEN)
    stage.connector.reject(referral, stage.reason, token=TOKEN)

    assert stage.google.calls == []


@pytest.mark.parametrize("written", ["{own}", "opportunities/{own}", "{whole}"])
def test_an_opportunity_is_found_however_its_id_was_typed(stage: Stage, written: str) -> None:
    referral = accepted(stage)
    own, whole = referral.partner_referral_id, stage.shown(referral)["name"]
    typed = referral.model_copy(
        update={"partner_referral_id": written.format(own=own, whole=whole)}
    )

    stage.connector.tell_opportunity(typed, token=TOKEN)

    assert stage.told_id(referral) == CRM_ID


@pytest.mark.parametrize("typed", ["content-0123abcd", "partners/9/opportunities/4711", "../4711"])
def test_who_came_without_an_id_of_ours_at_google_is_looked_for_nowhere(
    stage: Stage, typed: str
) -> None:
    referral = accepted(stage).model_copy(update={"partner_referral_id": typed})

    assert stage.connector.tell_opportunity(referral, token=TOKEN) == Done()
    assert stage.deals.read_deal(referral) == {}
    assert isinstance(stage.deals.tell_deal(referral, CLOSES, token=TOKEN), Refused)
    assert stage.google.calls == []


def test_amount_currency_and_day_of_a_deal_are_read(stage: Stage) -> None:
    referral = stage.shares()

    assert stage.deals.read_deal(referral) == {
        DealField.AMOUNT: "12500.5",
        DealField.CURRENCY: "EUR",
        DealField.TARGET_CLOSE_DATE: "2027-09-30",
    }


def test_an_amount_in_no_currency_and_a_date_without_a_day_say_nothing(stage: Stage) -> None:
    referral = stage.shares(dealCurrencyCode="", closeDate={"year": 2027, "month": 9, "day": 0})

    assert stage.deals.read_deal(referral) == {}


def test_words_for_the_stage_are_not_guessed(stage: Stage) -> None:
    referral = stage.shares(salesStage="CLOSED", qualificationState="ANY")

    assert DealField.STAGE not in stage.deals.read_deal(referral)
    assert DealField.STAGE not in stage.deals.hears


def test_another_currency_is_refused_since_google_keeps_it_to_itself(stage: Stage) -> None:
    referral = accepted(stage)
    told = {DealField.AMOUNT: "500", DealField.CURRENCY: "USD"}

    outcome = stage.deals.tell_deal(referral, {**told, **CLOSES}, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("value.amount", "value.currency")
    assert "EUR" in outcome.reason
    assert stage.masks() == []


def test_only_what_differs_is_in_the_mask(stage: Stage) -> None:
    referral = accepted(stage)

    stage.deals.tell_deal(referral, {**stage.knows(referral), **CLOSES}, token=TOKEN)

    assert stage.masks() == ["closeDate"]


def test_an_opportunity_that_google_does_not_show_is_refused_in_plain_words(stage: Stage) -> None:
    referral = accepted(stage)
    stage.google.remove(referral.partner_referral_id)

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.RECORD_GONE
    assert "portal" in outcome.fix
    with pytest.raises(Unavailable, match="not found"):
        stage.deals.read_deal(referral)


def test_who_may_not_write_is_told_what_to_do(stage: Stage) -> None:
    referral = accepted(stage)
    stage.google.behave(permission_denied={"method": "PATCH", "times": 1})

    outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.NO_PERMISSION
    assert "`writes`" in outcome.fix


def test_where_google_may_not_be_changed_it_is_told_nothing(stage: Stage) -> None:
    referral = accepted(stage)
    silent = stage.connected(writes=False)

    assert silent.connector.tell_opportunity(referral, token=TOKEN) == Done()
    assert silent.deals is None
    assert stage.google.calls == []


@AT_EITHER_DOOR
def test_who_is_busy_says_how_long(stage: Stage, path: str) -> None:
    referral = accepted(stage)
    stage.google.behave(resource_exhausted={"path": path})

    with pytest.raises(Unavailable) as trouble:
        stage.connector.tell_opportunity(referral, token=TOKEN)

    assert trouble.value.cause is Cause.BUSY
    assert trouble.value.again_after == timedelta(seconds=30)


@AT_EITHER_DOOR
@pytest.mark.parametrize("fault", ["aborted", "internal", "unavailable", "html_page"])
def test_what_may_go_well_later_is_no_refusal(stage: Stage, fault: str, path: str) -> None:
    referral = accepted(stage)
    stage.google.behave(**{fault: {"path": path}})

    with pytest.raises(Unavailable):
        stage.connector.tell_opportunity(referral, token=TOKEN)

    assert stage.connector.tell_opportunity(referral, token=TOKEN) == Done()
