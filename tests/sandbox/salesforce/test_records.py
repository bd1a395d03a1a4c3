import pytest
import requests
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceResourceNotFound

from sandbox.salesforce import Salesforce, SalesforceServer
from sandbox.salesforce.metadata.ids import read_id, whole
from tests.sandbox.salesforce.rehearsal import Clock, Rest, problem


def test_a_record_is_created_read_changed_and_deleted(sf: Client) -> None:
    made = sf.Account.create({"Name": "Nordwind Oy", "Website": "https://nordwind.example"})["id"]
    changed = sf.Account.update(made, {"Website": None, "Industry": "Retail"})
    read = sf.Account.get(made)
    gone = sf.Account.delete(made)

    assert (changed, gone) == (204, 204)
    assert (read["Name"], read["Website"], read["Industry"]) == ("Nordwind Oy", None, "Retail")
    with pytest.raises(SalesforceResourceNotFound):
        sf.Account.get(made)


def test_a_read_may_name_its_fields(rest: Rest) -> None:
    account = rest.create("Account", Name="Nordwind Oy")

    read = rest.call("GET", f"/sobjects/Account/{account}", params={"fields": "Id,name"}).json()

    assert set(read) == {"attributes", "Id", "Name"}
    assert read["attributes"]["url"] == f"/services/data/v68.0/sobjects/Account/{account}"


def test_an_id_of_15_characters_serves_as_well_as_one_of_18(rest: Rest) -> None:
    account = rest.create("Account", Name="Nordwind Oy")

    read = rest.call("GET", f"/sobjects/Account/{account[:15]}").json()

    assert read["Id"] == account


def test_the_last_three_characters_of_an_id_are_a_checksum() -> None:
    assert whole("001R00000064wdt") == "001R00000064wdtIAA"
    assert read_id("001R00000064wdtIAB") is None


@pytest.mark.parametrize(
    ("sobject", "fields", "prefix"),
    [
        ("Account", {"Name": "A"}, "001"),
        ("Contact", {"LastName": "V"}, "003"),
        ("Lead", {"LastName": "V", "Company": "A"}, "00Q"),
        ("Referral__c", {"Name": "R-000123"}, "a0X"),
    ],
)
def test_an_id_begins_like_its_object(
    rest: Rest, sobject: str, fields: dict[str, str], prefix: str
) -> None:
    assert rest.create(sobject, **fields).startswith(prefix)


def test_a_deleted_record_is_told_from_one_that_never_was(rest: Rest) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    rest.call("DELETE", f"/sobjects/Account/{account}")

    gone = rest.call("PATCH", f"/sobjects/Account/{account}", {"Name": "B"})
    never = rest.call("GET", f"/sobjects/Account/{whole('001xx000003DGb2')}")

    assert problem(gone)[:2] == (404, "ENTITY_IS_DELETED")
    assert problem(never)[:2] == (404, "NOT_FOUND")


def test_texts_are_trimmed_and_an_empty_one_is_no_value(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="  Nordwind Oy ", Phone="")

    record = org.record(account)

    assert (record["Name"], record["Phone"]) == ("Nordwind Oy", None)


def test_every_save_stamps_the_record(rest: Rest, org: Salesforce, clock: Clock) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    clock.advance(minutes=5)
    rest.call("PATCH", f"/sobjects/Account/{account}", {"Industry": "Retail"})

    record = org.record(account)

    assert record["CreatedDate"] == "2026-11-22T07:41:18.000+0000"
    assert record["LastModifiedDate"] == "2026-11-22T07:46:18.000+0000"
    assert record["SystemModstamp"] == record["LastModifiedDate"]
    assert record["LastModifiedById"] == record["OwnerId"] == org.org.integration_user


def test_an_opportunity_follows_its_stage(rest: Rest, org: Salesforce) -> None:
    opportunity = rest.create(
        "Opportunity", Name="Data lake", StageName="Prospecting", CloseDate="2027-03-31"
    )
    rest.call("PATCH", f"/sobjects/Opportunity/{opportunity}", {"StageName": "Closed Won"})

    record = org.record(opportunity)

    assert (record["IsClosed"], record["IsWon"], record["Probability"]) == (True, True, 100.0)
    assert record["CloseDate"] == "2027-03-31"


def test_a_primary_contact_takes_the_place_of_the_former(rest: Rest, org: Salesforce) -> None:
    deal = rest.create("Opportunity", Name="D", StageName="Prospecting", CloseDate="2027-03-31")
    people = [rest.create("Contact", LastName=name) for name in ("Virta", "Laine")]

    roles = [
        rest.create("OpportunityContactRole", OpportunityId=deal, ContactId=p, IsPrimary=True)
        for p in people
    ]

    assert [org.record(role)["IsPrimary"] for role in roles] == [False, True]


def test_a_contact_may_have_the_same_role_twice(rest: Rest, org: Salesforce) -> None:
    deal = rest.create("Opportunity", Name="D", StageName="Prospecting", CloseDate="2027-03-31")
    person = rest.create("Contact", LastName="Virta")

    for _ in range(2):
        rest.create("OpportunityContactRole", OpportunityId=deal, ContactId=person, Role="Other")

    assert len(org.records("OpportunityContactRole")) == 2


def test_a_parent_can_be_named_by_its_external_id(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy", Referral_Hub_Id__c="a-1")

    contact = rest.create("Contact", LastName="V", Account={"Referral_Hub_Id__c": "a-1"})

    assert org.record(contact)["AccountId"] == account


@pytest.mark.parametrize("path", ["/sobjects/Nonsense__c/1", "/nonsense", "/sobjects/Nonsense__c"])
def test_what_is_not_there_is_not_found(rest: Rest, path: str) -> None:
    assert problem(rest.call("GET", path))[:2] == (404, "NOT_FOUND")


def test_a_method_that_a_resource_does_not_know_is_refused(rest: Rest) -> None:
    assert problem(rest.call("PUT", "/sobjects/Account"))[:2] == (405, "METHOD_NOT_ALLOWED")


def test_a_body_that_is_no_json_is_refused(rest: Rest) -> None:
    said = rest.call("POST", "/sobjects/Account", data="{", headers={"Content-Type": "text/plain"})
    json = {"Content-Type": "application/json"}
    broken = rest.call("POST", "/sobjects/Account", data="{", headers=json)

    assert problem(said)[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert problem(broken)[:2] == (400, "JSON_PARSER_ERROR")


def test_the_versions_are_told_to_anybody(server: SalesforceServer) -> None:
    told = requests.get(f"{server.url}/services/data", timeout=5).json()

    assert told[-1] == {"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"}


def test_every_answer_tells_how_much_of_the_day_is_used(sf: Client) -> None:
    sf.Account.create({"Name": "A"})
    sf.limits()

    assert sf.api_usage["api-usage"].used == 2
    assert sf.limits()["DailyApiRequests"] == {"Max": 15000, "Remaining": 14997}
