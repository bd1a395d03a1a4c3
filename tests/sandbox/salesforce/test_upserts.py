from typing import Any
from urllib.parse import quote

import pytest
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceMoreThanOneRecord

from sandbox.salesforce import Salesforce
from tests.sandbox.salesforce.rehearsal import HUB_ID, Rest, problem


def test_an_upsert_creates_then_updates(rest: Rest, org: Salesforce) -> None:
    first = rest.upsert("Contact", "c-1", LastName="Virta")
    second = rest.upsert("Contact", "c-1", FirstName="Aino")

    assert (first.status_code, first.json()["created"]) == (201, True)
    assert (second.status_code, second.json()["created"]) == (200, False)
    assert first.json()["id"] == second.json()["id"]
    assert org.records("Contact")[0]["Name"] == "Aino Virta"


def test_the_client_library_upserts(sf: Client, org: Salesforce) -> None:
    statuses = [sf.Contact.upsert(f"{HUB_ID}/c-1", {"LastName": name}) for name in ("V", "W")]

    assert statuses == [201, 200]
    assert [contact["LastName"] for contact in org.records("Contact")] == ["W"]


def test_the_value_of_an_external_id_may_need_escaping(rest: Rest, org: Salesforce) -> None:
    rest.upsert("Account", quote("a/1 ö", safe=""), Name="Nordwind Oy")

    assert org.records("Account")[0][HUB_ID] == "a/1 ö"


def test_the_external_id_stays_out_of_the_body(rest: Rest) -> None:
    response = rest.upsert("Contact", "c-1", LastName="Virta", Referral_Hub_Id__c="c-1")

    assert problem(response)[:2] == (400, "INVALID_FIELD")


def test_an_upsert_by_a_field_that_is_no_external_id_is_not_found(rest: Rest) -> None:
    response = rest.call("PATCH", "/sobjects/Contact/Department/IT", {"LastName": "Virta"})

    assert problem(response)[:2] == (404, "NOT_FOUND")


def test_an_upsert_that_may_only_update_creates_nothing(rest: Rest, org: Salesforce) -> None:
    path = f"/sobjects/Contact/{HUB_ID}/c-1?updateOnly=true"

    response = rest.call("PATCH", path, {"LastName": "Virta"})

    assert response.status_code == 404
    assert org.records("Contact") == []


def test_several_matches_are_listed_and_nothing_is_written(
    rest: Rest, sf: Client, org: Salesforce
) -> None:
    org.behave(schema={"not_unique": [f"Contact.{HUB_ID}"]})
    ids = [rest.create("Contact", LastName=n, Referral_Hub_Id__c="c-1") for n in ("V", "W")]

    response = rest.upsert("Contact", "c-1", LastName="X")

    assert response.status_code == 300
    assert response.json() == [f"/services/data/v68.0/sobjects/Contact/{i}" for i in ids]
    with pytest.raises(SalesforceMoreThanOneRecord):
        sf.Contact.upsert(f"{HUB_ID}/c-1", {"LastName": "X"})
    assert {contact["LastName"] for contact in org.records("Contact")} == {"V", "W"}


def test_an_upsert_that_loses_a_race_updates_when_repeated(rest: Rest, org: Salesforce) -> None:
    org.behave(lost_races=1)

    lost = rest.upsert("Contact", "c-1", LastName="Virta")
    repeated = rest.upsert("Contact", "c-1", LastName="Virta")

    assert problem(lost)[:2] == (400, "DUPLICATE_VALUE")
    assert repeated.status_code == 200
    assert len(org.records("Contact")) == 1


def test_an_insert_under_an_external_id_that_is_taken_is_refused(
    rest: Rest, org: Salesforce
) -> None:
    taken = rest.create("Contact", LastName="Virta", Referral_Hub_Id__c="c-1")

    refused = rest.call("POST", "/sobjects/Contact", {"LastName": "W", "Referral_Hub_Id__c": "C-1"})

    assert problem(refused)[:2] == (400, "DUPLICATE_VALUE")
    assert taken[:15] in refused.text
    assert [contact["LastName"] for contact in org.records("Contact")] == ["Virta"]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"contact_duplicate_rule": "block"}, "DUPLICATES_DETECTED"),
        (
            {"validation_rule": {"sobject": "Contact", "message": "No."}},
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        ),
    ],
)
def test_the_rules_of_the_org_speak_before_an_external_id_that_is_taken(
    rest: Rest, org: Salesforce, wish: dict[str, Any], code: str
) -> None:
    told = {"LastName": "Virta", "Email": "aino@nordwind.example", "Referral_Hub_Id__c": "c-1"}
    rest.create("Contact", **told)
    org.behave(**wish)

    refused = rest.call("POST", "/sobjects/Contact", told)

    assert problem(refused)[1] == code


def test_an_insert_may_lose_a_race_too(rest: Rest, org: Salesforce) -> None:
    org.behave(lost_races=1)

    told = {"LastName": "Virta", "Referral_Hub_Id__c": "c-1"}
    lost = [rest.call("POST", "/sobjects/Contact", told) for _ in range(2)]

    assert [problem(each)[1] for each in lost] == ["DUPLICATE_VALUE"] * 2
    assert len(org.records("Contact")) == 1


def test_a_record_is_read_by_its_external_id(rest: Rest) -> None:
    rest.upsert("Contact", "c-1", LastName="Virta")

    read = rest.call("GET", f"/sobjects/Contact/{HUB_ID}/C-1").json()

    assert read["LastName"] == "Virta"


def test_an_upsert_does_not_revive_a_deleted_record(rest: Rest, org: Salesforce) -> None:
    first = rest.upsert("Contact", "c-1", LastName="Virta").json()["id"]
    rest.call("DELETE", f"/sobjects/Contact/{first}")

    second = rest.upsert("Contact", "c-1", LastName="Virta")

    assert second.status_code == 201
    assert [contact["Id"] for contact in org.records("Contact")] == [second.json()["id"]]
