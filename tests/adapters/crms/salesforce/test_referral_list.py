"""Referrals as records of Referral__c: shown as they are, decided by people, never undone."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from referral_hub.adapters.crms.salesforce.cards import LENGTHS, WRITTEN, cut
from referral_hub.domain.crm_referrals import CrmVerdict
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Stage as SaleStage
from referral_hub.domain.referrals.axes import Status
from referral_hub.ports import ReferralList
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.referral_list import Decide, ReferralListContract, Seen, a_card, a_key
from tests.salesforce.metadata import the

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


def record_of(stage: Stage, number: str) -> dict[str, Any]:
    [row] = [r for r in stage.records("Referral__c") if r["Referral_Hub_Id__c"] == a_key(number)]
    return row


class TestSalesforceReferralList(ReferralListContract):
    @pytest.fixture
    def referral_list(self, stage: Stage) -> ReferralList:
        return stage.referral_list

    @pytest.fixture
    def decide(self, stage: Stage) -> Decide:
        def decide(number: str, verdict: CrmVerdict, **said: Any) -> str:
            names = {
                "account_id": "Account__c",
                "creates_account": "Create_Account__c",
                "opportunity_id": "Opportunity__c",
                "reason": "Rejection_Reason__c",
            }
            fields = {names[name]: value for name, value in said.items()}
            fields["Decision__c"] = verdict.value.capitalize()
            return stage.org.person(edit=record_of(stage, number)["Id"], fields=fields)

        return decide

    @pytest.fixture
    def seen(self, stage: Stage) -> Seen:
        names = ("Status__c", "Stage__c", "Company__c", "Hub_Answer__c")

        def seen() -> dict[str, tuple[str, str, str, str]]:
            rows = stage.records("Referral__c")
            return {row["Name"]: tuple(row[name] or "" for name in names) for row in rows}

        return seen

    @pytest.fixture
    def account_id(self, stage: Stage) -> str:
        return stage.seed("Account", Name="Fenwick Lighthouses")

    @pytest.fixture
    def opportunity_id(self, stage: Stage, account_id: str) -> str:
        return stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY)


def test_a_card_fills_every_field(stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    opportunity_id = stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY)
    ids = {"account_id": account_id, "opportunity_id": opportunity_id}

    stage.referral_list.show([a_card(answer="Done.", **ids)])

    row = record_of(stage, "R-000001")
    assert [name for name in WRITTEN if row[name] is None] == []
    assert (row["Value__c"], row["Expires_At__c"]) == (12500.0, "2027-03-01T12:00:00.000+0000")


def test_two_hundred_referrals_are_one_call_and_one_more_is_two(stage: Stage) -> None:
    cards = [a_card(f"R-{number:06d}") for number in range(1, 202)]

    stage.referral_list.show(cards[:200])
    first = len(stage.calls())
    stage.referral_list.show(cards)

    assert (first, len(stage.calls())) == (1, 3)
    assert len(stage.records("Referral__c")) == 201


def test_a_record_of_another_hub_that_counts_alike_is_neither_written_nor_taken_for_ours(
    stage: Stage,
) -> None:
    theirs = a_card(key="b" * 32, company="Other customer")
    stage.referral_list.show([theirs])
    [before] = stage.records("Referral__c")

    stage.referral_list.show([a_card()])

    assert stage.record(before["Id"]) == before
    ours = record_of(stage, "R-000001")
    assert (ours["Name"], ours["Company__c"]) == (before["Name"], "Fenwick Lighthouses")


def test_a_referral_that_comes_twice_is_shown_as_it_came_last(stage: Stage) -> None:
    stage.referral_list.show([a_card(), a_card(status=Status.ACCEPTED, stage=SaleStage.WON)])

    assert record_of(stage, "R-000001")["Status__c"] == "accepted"


def test_long_texts_are_cut_with_an_ellipsis(stage: Stage) -> None:
    long = {"company": "F" * 300, "title": "T" * 300, "description": "D" * 40000}

    stage.referral_list.show([a_card(link="https://hub.example/" + "x" * 300, **long)])

    row = record_of(stage, "R-000001")
    assert (len(row["Company__c"]), row["Company__c"][-1]) == (255, "…")
    assert (len(row["Description__c"]), row["Description__c"][-1]) == (32768, "…")
    assert row["Hub_Link__c"] is None


def test_the_lengths_are_those_of_what_the_admin_deploys() -> None:
    shipped = {
        name: int(the("CustomField", f"Referral__c.{name}").text("length", "255"))
        for name in LENGTHS
        if name != "Name"
    }

    assert shipped == {name: most for name, most in LENGTHS.items() if name != "Name"}


def test_a_text_that_fits_is_not_cut() -> None:
    assert (cut("lamps", 5), cut("lamps!", 5)) == ("lamps", "lamp…")


def test_what_people_chose_stays_until_the_hub_knows_better(stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    stage.referral_list.show([a_card()])
    record_id = record_of(stage, "R-000001")["Id"]
    stage.org.person(edit=record_id, fields={"Account__c": account_id})

    stage.referral_list.show([a_card(answer="Choose an account.")])

    assert record_of(stage, "R-000001")["Account__c"] == account_id


def test_a_card_that_is_refused_is_left_out_and_logged_without_what_it_says(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    rule = {"sobject": "Referral__c", "message": "Fenwick is blocked", "field": "Title__c"}
    stage.behave(validation_rule={**rule, "times": 1})

    with caplog.at_level(logging.WARNING):
        stage.referral_list.show([a_card("R-000001"), a_card("R-000002")])

    assert [row["Name"] for row in stage.records("Referral__c")] == ["R-000002"]
    assert "R-000001" in caplog.text
    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION Title__c" in caplog.text
    assert "Fenwick" not in caplog.text


def test_a_card_whose_account_was_deleted_is_shown_without_it(stage: Stage) -> None:
    gone = stage.seed("Account", Name="Fenwick Lighthouses")
    there = stage.seed("Account", Name="Harbour")
    stage.org.person(delete=gone)
    accepted = {"status": Status.ACCEPTED, "account_id": gone}

    stage.referral_list.show([a_card("R-000001", **accepted), a_card("R-000002", account_id=there)])

    (one, other) = (record_of(stage, number) for number in ("R-000001", "R-000002"))
    assert (one["Status__c"], one["Account__c"]) == ("accepted", None)
    assert other["Account__c"] == there


def test_a_card_that_lost_a_race_is_shown_again(stage: Stage) -> None:
    stage.behave(lost_races=1)

    with pytest.raises(Unavailable) as trouble:
        stage.referral_list.show([a_card("R-000001"), a_card("R-000002")])
    stage.referral_list.show([a_card("R-000001"), a_card("R-000002")])

    assert trouble.value.cause == "busy"
    assert len(stage.records("Referral__c")) == 2


@pytest.mark.parametrize(
    "fault", ["server_unavailable", "drop_after_commit", "truncated_body", "html_page"]
)
def test_cards_that_were_not_taken_for_sure_are_shown_again(stage: Stage, fault: str) -> None:
    stage.behave(**{fault: {"method": "PATCH"}})

    with pytest.raises(Unavailable):
        stage.referral_list.show([a_card()])
    stage.referral_list.show([a_card()])

    assert len(stage.records("Referral__c")) == 1


def test_records_of_another_crm_are_left_out_of_a_card(stage: Stage) -> None:
    stage.referral_list.show([a_card(account_id="acc-1", opportunity_id="opp-1")])

    row = record_of(stage, "R-000001")
    assert (row["Account__c"], row["Opportunity__c"]) == (None, None)


def test_nothing_to_show_is_no_call(stage: Stage) -> None:
    stage.referral_list.show([])

    assert stage.calls() == []


@pytest.mark.parametrize("record_id", ["../x", "", "a0X" + "0" * 12])
def test_a_record_that_is_not_there_has_no_decision(stage: Stage, record_id: str) -> None:
    assert stage.referral_list.decision(record_id) is None


def test_a_record_that_somebody_made_by_hand_has_no_decision(stage: Stage) -> None:
    record_id = stage.seed("Referral__c", Name="mine", Decision__c="Accept")

    assert stage.referral_list.decision(record_id) is None


def test_a_decision_says_who_made_it(stage: Stage) -> None:
    stage.referral_list.show([a_card()])
    record_id = record_of(stage, "R-000001")["Id"]
    told = {"Decision__c": "Reject", "Rejection_Reason__c": "No capacity"}
    stage.org.person(edit=record_id, fields=told)

    decision = stage.referral_list.decision(record_id)

    assert decision is not None
    assert decision.by == stage.org.org.sales_user
