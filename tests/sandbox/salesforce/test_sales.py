"""Leads, their conversion and orders of the stand-in, by the client that nobody here wrote."""

from __future__ import annotations

import pytest
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceMalformedRequest

from sandbox.salesforce import Salesforce
from sandbox.switches import BadBehaviourError

CODE = "ADA-SPRING"
LEAD = {
    "LastName": "Virta",
    "FirstName": "Aino",
    "Email": "aino@nordwind.example",
    "Company": "Nordwind Oy",
    "LeadSource": "Partner Referral",
    "AnnualRevenue": 2_500_000,
    "Referral_Code__c": CODE,
}
ORDER = {"EffectiveDate": "2026-12-01", "Status": "Draft"}


@pytest.fixture
def lead(sf: Client) -> str:
    return str(sf.Lead.create(LEAD)["id"])


def test_a_converted_lead_becomes_an_account_a_contact_and_an_opportunity(
    sf: Client, org: Salesforce, lead: str
) -> None:
    org.person(convert=lead, opportunity="Nordwind lamps")

    became = sf.Lead.get(lead)
    account = sf.Account.get(became["ConvertedAccountId"])
    contact = sf.Contact.get(became["ConvertedContactId"])
    deal = sf.Opportunity.get(became["ConvertedOpportunityId"])
    assert (became["IsConverted"], became["Status"]) == (True, "Closed - Converted")
    assert (account["Name"], account["AnnualRevenue"]) == ("Nordwind Oy", 2_500_000)
    assert (contact["Email"], contact["AccountId"]) == ("aino@nordwind.example", account["Id"])
    assert (deal["Name"], deal["AccountId"]) == ("Nordwind lamps", account["Id"])
    assert (deal["StageName"], deal["CloseDate"]) == ("Prospecting", "2026-12-31")


def test_what_is_mapped_is_copied_to_the_opportunity(
    sf: Client, org: Salesforce, lead: str
) -> None:
    org.person(convert=lead, opportunity="Nordwind lamps")

    deal = sf.Opportunity.get(sf.Lead.get(lead)["ConvertedOpportunityId"])
    assert (deal["Referral_Code__c"], deal["LeadSource"]) == (CODE, "Partner Referral")


def test_without_a_mapping_no_custom_field_is_copied(
    sf: Client, org: Salesforce, lead: str
) -> None:
    org.behave(maps_leads=False)
    org.person(convert=lead, opportunity="Nordwind lamps")

    deal = sf.Opportunity.get(sf.Lead.get(lead)["ConvertedOpportunityId"])
    assert deal["Referral_Code__c"] is None


def test_a_lead_may_become_an_account_that_is_there_and_no_opportunity(
    sf: Client, org: Salesforce, lead: str
) -> None:
    account = sf.Account.create({"Name": "Nordwind Oy"})["id"]

    org.person(convert=lead, account_id=account, status="Qualified")

    became = sf.Lead.get(lead)
    assert (became["ConvertedAccountId"], became["Status"]) == (account, "Qualified")
    assert became["ConvertedOpportunityId"] is None
    assert len(org.records("Account")) == 1


def test_a_converted_lead_is_not_changed_or_converted_again(
    sf: Client, org: Salesforce, lead: str
) -> None:
    org.person(convert=lead)

    with pytest.raises(SalesforceMalformedRequest, match="CANNOT_UPDATE_CONVERTED_LEAD"):
        sf.Lead.update(lead, {"Status": "New"})
    with pytest.raises(Exception, match="CANNOT_UPDATE_CONVERTED_LEAD"):
        org.person(convert=lead)


def test_a_conversion_ends_in_a_status_of_converted_leads(org: Salesforce, lead: str) -> None:
    with pytest.raises(BadBehaviourError, match="New"):
        org.person(convert=lead, status="New")

    assert org.records("Account") == []


def test_what_a_lead_became_cannot_be_told_by_the_api(sf: Client, lead: str) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_FIELD_FOR_INSERT_UPDATE"):
        sf.Lead.update(lead, {"IsConverted": True})


def test_a_conversion_is_told_as_it_happens(sf: Client, org: Salesforce, lead: str) -> None:
    before = len(org.events)
    org.person(convert=lead, opportunity="Nordwind lamps", status="Qualified")

    headers = [each["detail"]["payload"]["ChangeEventHeader"] for each in org.events[before:]]
    told = org.events[-1]["detail"]["payload"]
    assert [(each["entityName"], each["changeType"]) for each in headers] == [
        ("Account", "CREATE"),
        ("Contact", "CREATE"),
        ("Opportunity", "CREATE"),
        ("Lead", "UPDATE"),
    ]
    assert set(headers[-1]["changedFields"]) - {"LastModifiedById"} == {
        "Status",
        "IsConverted",
        "ConvertedDate",
        "ConvertedAccountId",
        "ConvertedContactId",
        "ConvertedOpportunityId",
    }
    assert told["ConvertedOpportunityId"] == sf.Lead.get(lead)["ConvertedOpportunityId"]


def test_a_lead_in_the_recycle_bin_is_found_by_who_asks_for_deleted_ones(
    sf: Client, org: Salesforce, lead: str
) -> None:
    org.person(delete=lead)

    query = "SELECT Id, IsDeleted, Referral_Code__c FROM Lead"
    [found] = sf.query_all(query, include_deleted=True)["records"]
    assert sf.query(query)["records"] == []
    assert (found["Id"], found["IsDeleted"], found["Referral_Code__c"]) == (lead, True, CODE)


def test_an_order_has_the_sum_of_its_products_and_a_state_behind_its_status(
    sf: Client, org: Salesforce
) -> None:
    account = sf.Account.create({"Name": "Nordwind Oy"})["id"]
    order = sf.Order.create({**ORDER, "AccountId": account})["id"]
    draft = sf.Order.get(order)

    org.person(sell=order, worth=310.0)
    sf.Order.update(order, {"Status": "Fulfilled"})

    fulfilled = sf.Order.get(order)
    assert (draft["StatusCode"], draft["TotalAmount"]) == ("Draft", None)
    assert (fulfilled["StatusCode"], fulfilled["TotalAmount"]) == ("Activated", 310.0)
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_FIELD_FOR_INSERT_UPDATE"):
        sf.Order.update(order, {"TotalAmount": 1.0})
    assert org.events[-1]["detail-type"] == "OrderChangeEvent"
