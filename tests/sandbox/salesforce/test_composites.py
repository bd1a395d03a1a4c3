from typing import Any

import pytest
from simple_salesforce import Salesforce as Client

from sandbox.salesforce import Salesforce
from tests.sandbox.salesforce.rehearsal import HUB_ID, Rest, problem

BASE = "/services/data/v68.0"
DEAL = {"Name": "Data lake", "StageName": "Prospecting", "CloseDate": "2027-03-31"}


def part(reference: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
    told = {"method": method, "url": BASE + path, "referenceId": reference}
    return told if body is None else {**told, "body": body}


def person_with_role(**person: Any) -> list[dict[str, Any]]:
    role = {"OpportunityId": "@{deal.id}", "ContactId": "@{person.id}", "Role": "Decision Maker"}
    return [
        part("deal", "POST", "/sobjects/Opportunity", DEAL),
        part("person", "PATCH", f"/sobjects/Contact/{HUB_ID}/c-1", person),
        part("role", "PATCH", f"/sobjects/OpportunityContactRole/{HUB_ID}/r-1", role),
    ]


def run(rest: Rest, parts: list[dict[str, Any]], *, must_all: bool = True) -> dict[str, Any]:
    body = {"allOrNone": must_all, "compositeRequest": parts}
    response = rest.call("POST", "/composite", body)
    assert response.status_code == 200, response.text
    return {told["referenceId"]: told for told in response.json()["compositeResponse"]}


def statuses(answers: dict[str, Any]) -> list[int]:
    return [told["httpStatusCode"] for told in answers.values()]


def code(answers: dict[str, Any], reference: str) -> str:
    return str(answers[reference]["body"][0]["errorCode"])


def test_a_later_part_refers_to_what_an_earlier_one_made(rest: Rest, org: Salesforce) -> None:
    answers = run(rest, person_with_role(LastName="Virta"))

    (role,) = org.records("OpportunityContactRole")
    assert statuses(answers) == [201, 201, 201]
    assert role["ContactId"] == answers["person"]["body"]["id"]
    assert role["OpportunityId"] == answers["deal"]["body"]["id"]


def test_the_client_library_sends_composites(sf: Client) -> None:
    body = {"allOrNone": True, "compositeRequest": person_with_role(LastName="Virta")}

    answer: Any = sf.restful("composite", method="POST", json=body)

    assert [told["httpStatusCode"] for told in answer["compositeResponse"]] == [201, 201, 201]


def test_one_failure_takes_everything_back(rest: Rest, org: Salesforce) -> None:
    answers = run(rest, person_with_role(LastName="Virta", Email="nobody"))

    assert statuses(answers) == [400, 400, 400]
    assert code(answers, "person") == "INVALID_EMAIL_ADDRESS"
    assert {code(answers, "deal"), code(answers, "role")} == {"PROCESSING_HALTED"}
    assert org.records("Opportunity") == org.records("Contact") == []
    assert org.events == []


def test_an_update_is_taken_back_too(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Before")
    change = part("change", "PATCH", f"/sobjects/Account/{account}", {"Name": "After"})

    run(rest, [change, part("bad", "POST", "/sobjects/Account", {})])

    assert org.record(account)["Name"] == "Before"


def test_without_all_or_none_only_dependants_fall(rest: Rest, org: Salesforce) -> None:
    answers = run(rest, person_with_role(Email="nobody@nordwind.example"), must_all=False)

    assert statuses(answers) == [201, 400, 400]
    assert code(answers, "person") == "REQUIRED_FIELD_MISSING"
    assert code(answers, "role") == "PROCESSING_HALTED"
    assert len(org.records("Opportunity")) == 1


def test_the_answer_of_a_query_can_be_referred_to(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    found = part("found", "GET", "/query?q=SELECT+Id+FROM+Account")
    person = {"LastName": "V", "AccountId": "@{found.records[0].Id}"}

    run(rest, [found, part("person", "POST", "/sobjects/Contact", person)])

    assert org.records("Contact")[0]["AccountId"] == account


def test_several_matches_halt_a_composite(rest: Rest, org: Salesforce) -> None:
    org.behave(schema={"not_unique": [f"Contact.{HUB_ID}"]})
    for name in ("V", "W"):
        rest.create("Contact", LastName=name, Referral_Hub_Id__c="c-1")

    answers = run(rest, person_with_role(LastName="X"))

    assert statuses(answers) == [400, 300, 400]
    assert org.records("Opportunity") == []


def test_a_lost_race_takes_everything_back_and_the_winner_stays(
    rest: Rest, org: Salesforce
) -> None:
    org.behave(lost_races=1)

    lost = run(rest, person_with_role(LastName="Virta"))
    repeated = run(rest, person_with_role(LastName="Virta"))

    assert code(lost, "person") == "DUPLICATE_VALUE"
    assert statuses(repeated) == [201, 200, 201]
    assert (len(org.records("Contact")), len(org.records("Opportunity"))) == (1, 1)


def test_a_composite_counts_as_one_call(rest: Rest, org: Salesforce) -> None:
    run(rest, person_with_role(LastName="Virta"))

    assert org.behave()["api_requests_used"] == 1


def test_a_list_of_records_in_it_follows_its_all_or_none(rest: Rest, org: Salesforce) -> None:
    rows = [{"attributes": {"type": "Account"}, "Name": name} for name in ("A", None)]
    inner = part("rows", "POST", "/composite/sobjects", {"allOrNone": False, "records": rows})

    answers = run(rest, [part("deal", "POST", "/sobjects/Opportunity", DEAL), inner])

    assert code(answers, "deal") == "PROCESSING_HALTED"
    assert org.records("Account") == org.records("Opportunity") == []


def test_each_part_signs_its_own_changes(rest: Rest, org: Salesforce) -> None:
    parts = person_with_role(LastName="Virta")
    parts[1]["httpHeaders"] = {"Sforce-Call-Options": "client=referral-hub"}

    run(rest, parts)

    told = [event["detail"]["payload"]["ChangeEventHeader"] for event in org.events]
    plain = "com/salesforce/api/rest/68.0"
    assert {header["entityName"]: header["changeOrigin"] for header in told} == {
        "Opportunity": plain,
        "Contact": f"{plain};client=referral-hub",
    }


@pytest.mark.parametrize(
    ("whole", "own", "may_save"),
    [("true", "true", True), ("true", "", False), ("", "true", True)],
)
def test_a_part_tells_itself_what_it_wants_of_duplicate_rules(
    rest: Rest, org: Salesforce, whole: str, own: str, *, may_save: bool
) -> None:
    told = {"LastName": "Virta", "Email": "aino@nordwind.example"}
    rest.create("Contact", **told)
    org.behave(contact_duplicate_rule="alert")
    headers = [
        {"Sforce-Duplicate-Rule-Header": f"allowSave={w}"} if w else {} for w in (whole, own)
    ]
    person = {**part("person", "POST", "/sobjects/Contact", told), "httpHeaders": headers[1]}

    body = {"allOrNone": True, "compositeRequest": [person]}
    rest.call("POST", "/composite", body, headers=headers[0])

    assert len(org.records("Contact")) == (2 if may_save else 1)


def test_more_than_25_parts_are_too_many(rest: Rest, org: Salesforce) -> None:
    parts = [part(f"a{n}", "POST", "/sobjects/Account", {"Name": "A"}) for n in range(26)]

    response = rest.call("POST", "/composite", {"compositeRequest": parts})

    (told,) = response.json()["compositeResponse"]
    assert told["body"][0]["errorCode"] == "LIMIT_EXCEEDED"
    assert org.records("Account") == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"compositeRequest": [{"method": "GET", "url": "/services/data/v68.0/limits"}]},
        {"compositeRequest": [part("not-a-word", "GET", "/limits")]},
        {"compositeRequest": [part("twice", "GET", "/limits")] * 2},
    ],
)
def test_a_composite_that_is_none_is_refused_whole(rest: Rest, body: dict[str, Any]) -> None:
    assert problem(rest.call("POST", "/composite", body))[0] == 400
