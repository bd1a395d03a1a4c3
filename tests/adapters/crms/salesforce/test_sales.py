"""Leads, opportunities and orders of an org, over the stand-in."""

from __future__ import annotations

from typing import ClassVar, cast

import pytest

from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord
from referral_hub.ports import TracksSales
from tests.adapters.crms.salesforce.org import Stage
from tests.adapters.crms.salesforce.salespeople import OBJECTS, SalesOfTheOrg
from tests.contracts.sales_at_work import CODE, COMPANY, LEAD, OPPORTUNITY, ORDER
from tests.contracts.tells_of_sales import TracksSalesElsewhereContract


@pytest.fixture
def sales(stage: Stage) -> SalesOfTheOrg:
    return SalesOfTheOrg(stage)


class TestSalesOfSalesforce(TracksSalesElsewhereContract):
    words: ClassVar = {
        LEAD: {"code": "Referral_Code__c", "status": "Status", "source": "LeadSource"},
        OPPORTUNITY: {
            "code": "Referral_Code__c",
            "amount": "Amount",
            "close_date": "CloseDate",
            "company": "Account.Name",
        },
        ORDER: {"status": "Status", "amount": "TotalAmount"},
    }
    statuses: ClassVar = {LEAD: ("New", "Qualified"), ORDER: ("Draft", "Fulfilled")}

    @pytest.fixture
    def at_work(self, sales: SalesOfTheOrg) -> SalesOfTheOrg:
        return sales


def read(stage: Stage, kind: RecordKind, record_id: str, *fields: str) -> SalesRecord:
    found = cast(TracksSales, stage.crm).sales_record(kind, record_id, fields)
    assert found
    return found


def test_a_converted_lead_tells_of_the_account_that_it_became(
    stage: Stage, sales: SalesOfTheOrg
) -> None:
    lead_id = sales.add(LEAD, {"AnnualRevenue": 2_500_000})
    sales.convert(lead_id)

    lead = read(stage, LEAD, lead_id, "ConvertedAccount.AnnualRevenue", "IsConverted")

    assert lead.fields == {"ConvertedAccount.AnnualRevenue": "2500000", "IsConverted": "true"}


def test_a_lead_that_becomes_no_opportunity_names_its_account_alone(
    stage: Stage, sales: SalesOfTheOrg
) -> None:
    lead_id = sales.add(LEAD, {})
    account_id = stage.seed("Account", Name=COMPANY)
    stage.org.person(convert=lead_id, account_id=account_id)

    lead = read(stage, LEAD, lead_id)

    assert (lead.account_id, lead.opportunity_id) == (account_id, "")


def test_a_path_may_lead_over_several_records(stage: Stage, sales: SalesOfTheOrg) -> None:
    opportunity_id = sales.add(OPPORTUNITY, {})
    order_id = sales.add(ORDER, {}, of=opportunity_id)

    order = read(stage, ORDER, order_id, "Opportunity.Account.Name")

    assert order.fields == {"Opportunity.Account.Name": COMPANY}


@pytest.mark.parametrize("hidden", ["Opportunity.Amount", "Opportunity.AccountId", "Account.Name"])
def test_what_the_hub_may_not_see_is_left_out(
    stage: Stage, sales: SalesOfTheOrg, hidden: str
) -> None:
    opportunity_id = sales.add(OPPORTUNITY, {"Amount": "310.00"})
    stage.behave(schema={"hide": [hidden]})

    found = read(stage, OPPORTUNITY, opportunity_id, "Amount", "Account.Name", "StageName")

    told = {"Opportunity.Amount": {"Account.Name"}, "Opportunity.AccountId": {"Amount"}}
    assert set(found.fields) == told.get(hidden, {"Amount"}) | {"StageName"}


def test_an_org_without_the_opportunity_of_an_order_tells_its_account(
    stage: Stage, sales: SalesOfTheOrg
) -> None:
    order_id = sales.add(ORDER, {}, of=sales.add(OPPORTUNITY, {}))
    stage.behave(schema={"hide": ["Order.OpportunityId"]})

    order = read(stage, ORDER, order_id)

    assert order.opportunity_id == ""
    assert order.account_id


def test_a_field_that_is_taken_away_meanwhile_is_left_out_by_the_next_look(
    stage: Stage, sales: SalesOfTheOrg
) -> None:
    lead_id = sales.add(LEAD, {"Referral_Code__c": CODE})
    read(stage, LEAD, lead_id, "Referral_Code__c")
    stage.behave(schema={"hide": ["Lead.Referral_Code__c"]})

    with pytest.raises(Exception, match="No such column"):
        read(stage, LEAD, lead_id, "Referral_Code__c")

    assert read(stage, LEAD, lead_id, "Referral_Code__c").fields == {}


@pytest.mark.parametrize("kind", [LEAD, ORDER])
def test_an_org_without_the_object_has_no_record_and_no_changes(
    stage: Stage, sales: SalesOfTheOrg, kind: RecordKind
) -> None:
    record_id, before = sales.add(kind, {}), sales.now
    stage.behave(schema={"hide": [OBJECTS[kind]]})

    assert sales.crm.sales_record(kind, record_id, ["Status"]) is None
    assert TestSalesOfSalesforce().changed(sales, kind, before) == []


def test_a_conversion_is_heard_as_a_change_of_the_lead_and_a_new_opportunity(
    sales: SalesOfTheOrg,
) -> None:
    lead_id = sales.add(LEAD, {"Referral_Code__c": CODE})
    before = len(sales.heard())

    became = sales.convert(lead_id)

    told = sales.heard()[before:]
    hints = [hint.record_id for event in told for hint in sales.events.hints_in(event)]
    assert hints == [became.opportunity_id, lead_id]


def test_a_look_costs_one_call_once_the_org_is_known(stage: Stage, sales: SalesOfTheOrg) -> None:
    opportunity_id = sales.add(OPPORTUNITY, {})
    read(stage, OPPORTUNITY, opportunity_id, "Account.Name")
    before = len(stage.calls())

    read(stage, OPPORTUNITY, opportunity_id, "Account.Name")

    assert stage.calls()[before:] == ["GET /queryAll"]


def test_a_lead_that_was_merged_into_another_names_it(stage: Stage, sales: SalesOfTheOrg) -> None:
    kept, other = sales.add(LEAD, {"Referral_Code__c": CODE}), sales.add(LEAD, {})
    sales.merge(LEAD, kept, other)

    merged = read(stage, LEAD, other)

    assert (merged.record_id, merged.lead_id, merged.gone) == (other, kept, True)
    assert read(stage, LEAD, kept).lead_id == kept
