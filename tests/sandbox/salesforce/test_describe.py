from typing import Any

import pytest
from simple_salesforce import Salesforce as Client

from sandbox.salesforce import Salesforce
from sandbox.switches import BadBehaviourError
from tests.sandbox.salesforce.rehearsal import HUB_ID, Rest, problem


def fields(rest: Rest, sobject: str) -> dict[str, dict[str, Any]]:
    described = rest.call("GET", f"/sobjects/{sobject}/describe").json()
    return {field["name"]: field for field in described["fields"]}


def required(rest: Rest, sobject: str) -> set[str]:
    return {
        name
        for name, field in fields(rest, sobject).items()
        if field["createable"] and not field["nillable"] and not field["defaultedOnCreate"]
    }


@pytest.mark.parametrize(
    ("sobject", "names"),
    [
        ("Account", {"Name"}),
        ("Contact", {"LastName"}),
        ("Opportunity", {"Name", "StageName", "CloseDate"}),
        ("OpportunityContactRole", {"OpportunityId", "ContactId"}),
        ("Lead", {"LastName", "Company"}),
        ("Referral__c", {"Name"}),
    ],
)
def test_what_an_object_requires_can_be_read_off(rest: Rest, sobject: str, names: set[str]) -> None:
    assert required(rest, sobject) == names


def test_a_field_tells_its_type_length_and_values(rest: Rest) -> None:
    told = fields(rest, "Opportunity")

    assert (told["Name"]["type"], told["Name"]["length"]) == ("string", 120)
    assert (told["Amount"]["precision"], told["Amount"]["scale"]) == (18, 2)
    assert told["StageName"]["picklistValues"][0] == {
        "value": "Prospecting",
        "label": "Prospecting",
        "active": True,
        "defaultValue": False,
        "validFor": None,
    }
    assert told["AccountId"]["referenceTo"] == ["Account"]
    assert told["AccountId"]["relationshipName"] == "Account"
    assert not told["StageName"]["restrictedPicklist"]


def test_the_deployed_package_can_be_recognised(rest: Rest) -> None:
    told = fields(rest, "Contact")[HUB_ID]

    assert (told["externalId"], told["unique"], told["length"]) == (True, True, 64)
    assert fields(rest, "Referral__c")["Decision__c"]["restrictedPicklist"]


def test_the_objects_are_listed(sf: Client) -> None:
    described = sf.describe()

    assert described is not None
    prefixes = {row["name"]: row["keyPrefix"] for row in described["sobjects"]}
    assert prefixes["Account"] == "001"
    assert prefixes["Referral__c"] == "a0X"


def test_a_package_that_is_not_deployed_is_unknown(rest: Rest, org: Salesforce) -> None:
    org.behave(schema={"hide": ["Referral__c", f"Account.{HUB_ID}"]})

    listed = rest.call("GET", "/sobjects").json()["sobjects"]
    described = rest.call("GET", "/sobjects/Referral__c/describe")
    written = rest.call("POST", "/sobjects/Account", {"Name": "A", HUB_ID: "a-1"})
    upserted = rest.upsert("Account", "a-1", Name="A")
    queried = rest.query("SELECT Referral_Hub_Id__c FROM Account")

    assert "Referral__c" not in {row["name"] for row in listed}
    assert problem(described)[:2] == (404, "NOT_FOUND")
    assert problem(written)[:2] == (400, "INVALID_FIELD")
    assert problem(upserted)[:2] == (404, "NOT_FOUND")
    assert problem(queried)[:2] == (400, "INVALID_FIELD")


def test_what_was_hidden_can_be_shown_again(rest: Rest, org: Salesforce) -> None:
    org.behave(schema={"hide": ["Referral__c"]})

    org.behave(schema={"show": ["Referral__c"]})

    assert rest.create("Referral__c", Name="R-000123")


def test_an_admin_adds_a_required_field_and_a_picklist(rest: Rest, org: Salesforce) -> None:
    region = {"object": "Opportunity", "name": "Region__c", "type": "picklist", "required": True}
    picklist = {"picklist": ["EU", "US"], "restricted": True}

    org.behave(schema={"fields": [{**region, **picklist}], "require": ["Opportunity.NextStep"]})

    assert required(rest, "Opportunity") >= {"Region__c", "NextStep"}
    told = fields(rest, "Opportunity")["Region__c"]
    assert [value["value"] for value in told["picklistValues"]] == ["EU", "US"]


def test_an_unchanged_description_is_not_sent_again(rest: Rest, org: Salesforce) -> None:
    since = {"If-Modified-Since": "Sun, 22 Nov 2026 07:00:00 GMT"}
    path = "/sobjects/Account/describe"

    before = rest.call("GET", path, headers=since)
    org.behave(schema={"require": ["Account.Industry"]})
    after = rest.call("GET", path, headers=since)

    assert (before.status_code, before.content) == (304, b"")
    assert after.status_code == 200


@pytest.mark.parametrize(
    "wish",
    [{"hide": ["Nonsense__c"]}, {"hide": ["Account.Nonsense"]}, {"paint": ["Account"]}],
)
def test_an_admin_cannot_change_what_is_not_there(org: Salesforce, wish: dict[str, Any]) -> None:
    with pytest.raises(BadBehaviourError):
        org.behave(schema=wish)
