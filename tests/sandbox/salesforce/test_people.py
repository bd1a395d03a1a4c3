from typing import Any

import pytest

from sandbox.salesforce import Salesforce
from sandbox.salesforce.errors import SalesforceError
from tests.sandbox.salesforce.rehearsal import Rest, problem

BROWSER = "com/salesforce/api/soap/68.0;client=SfdcInternalAPI/"
DEAL = {"Name": "Data lake", "StageName": "Prospecting", "CloseDate": "2027-03-31"}


def last_header(org: Salesforce) -> dict[str, Any]:
    return dict(org.events[-1]["detail"]["payload"]["ChangeEventHeader"])


def test_a_seller_wins_a_deal_in_the_browser(rest: Rest, org: Salesforce) -> None:
    deal = rest.create("Opportunity", **DEAL)

    org.person(edit=deal, fields={"StageName": "Closed Won"})

    assert org.record(deal)["IsWon"]
    assert org.record(deal)["LastModifiedById"] == org.org.sales_user
    assert last_header(org)["changeOrigin"] == BROWSER
    assert last_header(org)["commitUser"] == org.org.sales_user
    assert "LastModifiedById" in last_header(org)["changedFields"]


def test_a_seller_decides_on_a_referral(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    referral = rest.create("Referral__c", Name="R-000123", Status__c="pending_acceptance")

    org.person(edit=referral, fields={"Decision__c": "Accept", "Account__c": account})

    found = rest.found("SELECT Decision__c, Account__r.Name FROM Referral__c")
    assert (found[0]["Decision__c"], found[0]["Account__r"]["Name"]) == ("Accept", "Nordwind Oy")
    assert last_header(org)["entityName"] == "Referral__c"


def test_a_person_is_held_to_the_rules_too(org: Salesforce) -> None:
    with pytest.raises(SalesforceError, match="REQUIRED_FIELD_MISSING"):
        org.person(create="Account", fields={})

    assert org.events == []


def test_a_merge_leaves_one_record_with_everything(rest: Rest, org: Salesforce) -> None:
    winner = rest.create("Account", Name="Nordwind Oy")
    loser = rest.create("Account", Name="Nordwind", Referral_Hub_Id__c="a-1")
    person = rest.create("Contact", LastName="Virta", AccountId=loser)

    org.person(merge=loser, into=winner)

    lost = rest.call("GET", f"/sobjects/Account/{loser}")
    (gone,) = [a for a in org.records("Account", deleted=True) if a["IsDeleted"]]
    assert problem(lost)[:2] == (404, "ENTITY_IS_DELETED")
    assert gone["MasterRecordId"] == winner
    assert org.record(person)["AccountId"] == winner


def test_an_upsert_after_a_merge_creates_the_record_anew(rest: Rest, org: Salesforce) -> None:
    winner = rest.create("Account", Name="Nordwind Oy")
    loser = rest.create("Account", Name="Nordwind", Referral_Hub_Id__c="a-1")
    org.person(merge=loser, into=winner)

    response = rest.upsert("Account", "a-1", Name="Nordwind")

    assert response.status_code == 201
    assert response.json()["id"] not in (winner, loser)


def test_a_deletion_takes_along_what_cannot_be_without(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    deal = rest.create("Opportunity", **DEAL, AccountId=account)
    person = rest.create("Contact", LastName="Virta", AccountId=account)
    rest.create("OpportunityContactRole", OpportunityId=deal, ContactId=person)

    org.person(delete=account)

    for name in ("Account", "Opportunity", "Contact", "OpportunityContactRole"):
        assert org.records(name) == []


def test_a_deleted_record_can_be_brought_back(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    org.person(delete=account)

    org.person(undelete=account)

    assert org.record(account)["Name"] == "Nordwind Oy"
    assert last_header(org)["changeType"] == "UNDELETE"


def test_a_deal_with_products_keeps_their_sum_and_takes_the_rest(
    rest: Rest, org: Salesforce
) -> None:
    deal = rest.create("Opportunity", **DEAL, Amount=12500)
    org.person(sell=deal, worth=300.0)

    answer = rest.call("PATCH", f"/sobjects/Opportunity/{deal}", {"Amount": 1, "NextStep": "Call"})

    told = org.record(deal)
    assert answer.status_code == 204
    assert (told["Amount"], told["NextStep"], told["HasOpportunityLineItem"]) == (300, "Call", True)
