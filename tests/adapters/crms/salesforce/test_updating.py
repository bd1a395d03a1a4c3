"""Changing an opportunity that is there: one write of what is given, whatever stands in the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from tests.adapters.crms.salesforce.org import Stage

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
NOBODY = "006000000000000AAA"


@pytest.fixture
def deal(stage: Stage) -> str:
    """An opportunity, of an org that is described already."""
    opportunity_id = stage.seed("Opportunity", Amount=12500.0, **OPPORTUNITY)
    stage.crm.describe(CrmObject.OPPORTUNITY)
    stage.org.calls.clear()
    return opportunity_id


def sent(stage: Stage) -> Any:
    return json.loads(stage.org.calls[-1].body)


def test_a_change_is_one_call_with_nothing_but_what_changes(stage: Stage, deal: str) -> None:
    stage.crm.update_opportunity(deal, {"NextStep": "Visit", "CloseDate": "2028-01-31"})

    assert stage.calls() == [f"PATCH /sobjects/Opportunity/{deal}"]
    assert sent(stage) == {"NextStep": "Visit", "CloseDate": "2028-01-31"}


def test_an_amount_is_written_as_a_number(stage: Stage, deal: str) -> None:
    stage.crm.update_opportunity(deal, {"Amount": "99000.50"})

    assert sent(stage) == {"Amount": 99000.5}


def test_a_change_is_signed_as_the_hubs(stage: Stage, deal: str) -> None:
    stage.crm.update_opportunity(deal, {"NextStep": "Visit"})

    header = stage.org.events[-1]["detail"]["payload"]["ChangeEventHeader"]
    assert header["changeOrigin"] == "com/salesforce/api/rest/68.0;client=referral-hub"
    assert stage.connection.events
    assert stage.connection.events.hints_in(stage.org.events[-1]) == ()


def test_an_opportunity_that_was_deleted_is_gone(stage: Stage, deal: str) -> None:
    stage.org.person(delete=deal)

    refused = stage.crm.update_opportunity(deal, {"NextStep": "Visit"})

    assert isinstance(refused, Refused)
    assert refused.cause == Cause.RECORD_GONE
    assert refused.fix.endswith("and retry; or dismiss the problem.")


@pytest.mark.parametrize("news", [{"NextStep": "Visit"}, {"Amount": "1.00"}])
def test_an_opportunity_that_never_was_is_gone(stage: Stage, news: dict[str, str]) -> None:
    refused = stage.crm.update_opportunity(NOBODY, news)

    assert isinstance(refused, Refused)
    assert refused.cause == Cause.RECORD_GONE


@pytest.mark.parametrize("opportunity_id", ["../Account/001000000000000AAA", "", "opp-1"])
def test_what_has_not_the_form_of_an_id_is_not_asked_for(stage: Stage, opportunity_id: str) -> None:
    refused = stage.crm.update_opportunity(opportunity_id, {"NextStep": "Visit"})

    assert isinstance(refused, Refused)
    assert refused.cause == Cause.RECORD_GONE
    assert stage.calls() == []


def test_an_opportunity_that_was_restored_can_be_changed_again(stage: Stage, deal: str) -> None:
    stage.org.person(delete=deal)
    stage.crm.update_opportunity(deal, {"NextStep": "Visit"})
    stage.org.person(undelete=deal)

    assert stage.crm.update_opportunity(deal, {"NextStep": "Visit"}) == Done(result=deal)
    assert stage.record(deal)["NextStep"] == "Visit"


@pytest.mark.parametrize("fault", ["drop_after_commit", "unknown_exception_after_commit"])
def test_a_change_whose_answer_got_lost_is_made_again_with_one_effect(
    stage: Stage, deal: str, fault: str
) -> None:
    stage.behave(**{fault: {"method": "PATCH"}})

    with pytest.raises(Unavailable):
        stage.crm.update_opportunity(deal, {"NextStep": "Visit"})
    outcome = stage.crm.update_opportunity(deal, {"NextStep": "Visit"})

    assert outcome == Done(result=deal)
    assert stage.record(deal)["NextStep"] == "Visit"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("server_unavailable", Cause.BUSY),
        ("drop_before_commit", Cause.UNREACHABLE),
        ("unable_to_lock_row", Cause.BUSY),
        ("too_many_long_requests", Cause.BUSY),
        ("request_limit_exceeded", Cause.QUOTA),
    ],
)
def test_a_change_that_was_not_made_is_made_later(
    stage: Stage, deal: str, fault: str, cause: Cause
) -> None:
    stage.behave(**{fault: {"method": "PATCH"}})

    with pytest.raises(Unavailable) as trouble:
        stage.crm.update_opportunity(deal, {"NextStep": "Visit"})

    assert trouble.value.cause == cause
    assert stage.record(deal)["NextStep"] is None


def test_a_rule_of_the_org_refuses_the_change_and_names_the_field(stage: Stage, deal: str) -> None:
    rule = {"sobject": "Opportunity", "message": "Ask the owner first", "field": "CloseDate"}
    stage.behave(validation_rule=rule)

    refused = stage.crm.update_opportunity(deal, {"CloseDate": "2028-01-31", "NextStep": "Visit"})

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == (Cause.RULE, ("CloseDate",))
    assert (refused.reason, stage.record(deal)["NextStep"]) == ("Ask the owner first", None)


def test_a_field_that_nobody_may_write_is_refused_before_it_is_sent(
    stage: Stage, deal: str
) -> None:
    refused = stage.crm.update_opportunity(deal, {"IsWon": "true", "Amount": "1.00"})

    assert isinstance(refused, Refused)
    assert refused.fields == ("IsWon",)
    assert not any(call.startswith("PATCH") for call in stage.calls())


def test_a_field_that_was_added_meanwhile_is_written(stage: Stage, deal: str) -> None:
    stage.behave(schema={"fields": [{"object": "Opportunity", "name": "Lamps__c", "length": 20}]})

    stage.crm.update_opportunity(deal, {"Lamps__c": "forty"})

    assert stage.record(deal)["Lamps__c"] == "forty"


def test_the_amount_of_an_opportunity_with_products_is_refused_and_nothing_changes(
    stage: Stage, deal: str
) -> None:
    """Salesforce would say yes, and keep the sum of the products."""
    stage.org.person(sell=deal, worth=300.0)

    refused = stage.crm.update_opportunity(deal, {"Amount": "99000.00", "NextStep": "Visit"})

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == (Cause.RULE, ("Amount",))
    assert "300.00" in refused.reason
    assert stage.record(deal)["NextStep"] is None


def test_the_rest_of_an_opportunity_with_products_is_written(stage: Stage, deal: str) -> None:
    stage.org.person(sell=deal, worth=300.0)

    for news in ({"NextStep": "Visit"}, {"Amount": "300", "Description": "Forty lamps"}):
        assert stage.crm.update_opportunity(deal, news) == Done(result=deal)

    assert stage.record(deal)["Description"] == "Forty lamps"
