from typing import Any

import pytest
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceMalformedRequest

from sandbox.salesforce import Salesforce
from sandbox.salesforce.metadata.ids import whole
from tests.sandbox.salesforce.rehearsal import HUB_ID, Rest, problem

DEAL = {"Name": "Data lake", "StageName": "Prospecting", "CloseDate": "2027-03-31"}


def refused(rest: Rest, sobject: str, **fields: Any) -> tuple[int, str, list[str] | None]:
    return problem(rest.call("POST", f"/sobjects/{sobject}", fields))


@pytest.mark.parametrize(
    ("sobject", "fields", "code", "named"),
    [
        ("Account", {}, "REQUIRED_FIELD_MISSING", ["Name"]),
        ("Account", {"Name": "  "}, "REQUIRED_FIELD_MISSING", ["Name"]),
        ("Opportunity", {"Name": "D"}, "REQUIRED_FIELD_MISSING", ["StageName", "CloseDate"]),
        ("Account", {"Name": "x" * 256}, "STRING_TOO_LONG", ["Name"]),
        ("Contact", {"LastName": "V", "Email": "nobody"}, "INVALID_EMAIL_ADDRESS", ["Email"]),
        (
            "Referral__c",
            {"Name": "R-1", "Status__c": "maybe"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            ["Status__c"],
        ),
        ("Opportunity", {**DEAL, "Amount": 1e16}, "NUMBER_OUTSIDE_VALID_RANGE", ["Amount"]),
        ("Contact", {"LastName": "V", "AccountId": "x"}, "MALFORMED_ID", ["AccountId"]),
        (
            "Contact",
            {"LastName": "V", "AccountId": whole("003xx000003DGb2")},
            "FIELD_INTEGRITY_EXCEPTION",
            ["AccountId"],
        ),
        (
            "Contact",
            {"LastName": "V", "AccountId": whole("001xx000003DGb2")},
            "INVALID_CROSS_REFERENCE_KEY",
            [],
        ),
        ("Account", {"Name": "A", "Nonsense__c": 1}, "INVALID_FIELD", None),
        (
            "Account",
            {"Name": "A", "CreatedDate": "2026-11-22T00:00:00Z"},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            ["CreatedDate"],
        ),
        ("Account", {"Name": 5}, "JSON_PARSER_ERROR", None),
        ("Account", {"Name": ["A"]}, "JSON_PARSER_ERROR", None),
        ("Opportunity", {**DEAL, "CloseDate": "31.3.2027"}, "JSON_PARSER_ERROR", None),
        ("Opportunity", {**DEAL, "Amount": "much"}, "JSON_PARSER_ERROR", None),
        ("Opportunity", {**DEAL, "CloseDate": "20270331"}, "JSON_PARSER_ERROR", None),
        ("Account", {"Name": "A", "NumberOfEmployees": "1e999"}, "JSON_PARSER_ERROR", None),
        ("User", {"LastName": "V"}, "INVALID_TYPE_FOR_OPERATION", None),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused(
    rest: Rest,
    org: Salesforce,
    sobject: str,
    fields: dict[str, Any],
    code: str,
    named: list[str] | None,
) -> None:
    count = len(org.records(sobject))

    assert refused(rest, sobject, **fields) == (400, code, named)
    assert len(org.records(sobject)) == count


def test_several_flaws_are_told_in_one_answer(rest: Rest) -> None:
    flawed = {"LastName": "x" * 81, "Email": "nobody"}

    told = rest.call("POST", "/sobjects/Contact", flawed).json()

    assert [item["errorCode"] for item in told] == ["STRING_TOO_LONG", "INVALID_EMAIL_ADDRESS"]


def test_an_update_may_not_empty_what_is_required(rest: Rest) -> None:
    account = rest.create("Account", Name="A")

    told = problem(rest.call("PATCH", f"/sobjects/Account/{account}", {"Name": None}))

    assert told == (400, "REQUIRED_FIELD_MISSING", ["Name"])


def test_a_role_never_moves_to_another_opportunity(rest: Rest) -> None:
    first, second = rest.create("Opportunity", **DEAL), rest.create("Opportunity", **DEAL)
    person = rest.create("Contact", LastName="V")
    role = rest.create("OpportunityContactRole", OpportunityId=first, ContactId=person)

    path = f"/sobjects/OpportunityContactRole/{role}"
    told = problem(rest.call("PATCH", path, {"OpportunityId": second}))

    assert told == (400, "INVALID_FIELD_FOR_INSERT_UPDATE", ["OpportunityId"])


def test_a_stage_is_an_open_picklist(rest: Rest) -> None:
    assert rest.create("Opportunity", **{**DEAL, "StageName": "Our own stage"})


def test_an_external_id_is_unique_whatever_its_capitals(rest: Rest) -> None:
    account = rest.create("Account", Name="A", Referral_Hub_Id__c="a-1")

    response = rest.call("POST", "/sobjects/Account", {"Name": "B", HUB_ID: "A-1"})

    assert problem(response) == (400, "DUPLICATE_VALUE", [])
    assert account[:15] in response.json()[0]["message"]


def test_a_reference_to_a_deleted_record_is_refused(rest: Rest) -> None:
    account = rest.create("Account", Name="A")
    rest.call("DELETE", f"/sobjects/Account/{account}")

    assert refused(rest, "Contact", LastName="V", AccountId=account)[1] == "ENTITY_IS_DELETED"


def test_an_admins_rule_can_ask_for_a_field(rest: Rest, org: Salesforce) -> None:
    org.behave(
        validation_rule={
            "sobject": "Opportunity",
            "message": "Say how much.",
            "field": "Amount",
            "blank": "Amount",
        }
    )

    told = refused(rest, "Opportunity", **DEAL)

    assert told == (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", ["Amount"])
    assert rest.create("Opportunity", **DEAL, Amount=5)


def test_an_admins_rule_can_refuse_for_a_while(sf: Client, org: Salesforce) -> None:
    org.behave(validation_rule={"sobject": "Account", "message": "Closed today.", "times": 1})

    with pytest.raises(SalesforceMalformedRequest, match="Closed today"):
        sf.Account.create({"Name": "A"})

    assert sf.Account.create({"Name": "A"})["success"]


ALLOW = {"Sforce-Duplicate-Rule-Header": "allowSave=true; includeRecordDetails=true"}


@pytest.fixture
def aino(rest: Rest) -> str:
    return rest.create("Contact", LastName="Virta", Email="aino@nordwind.example")


def again(rest: Rest, **headers: str) -> Any:
    twin = {"LastName": "Virtanen", "Email": "AINO@nordwind.example"}
    return rest.call("POST", "/sobjects/Contact", twin, headers=headers)


def test_a_duplicate_rule_names_the_records_that_match(
    rest: Rest, org: Salesforce, aino: str
) -> None:
    org.behave(contact_duplicate_rule="alert", duplicate_result_misspelt=False)

    response = again(rest)

    assert problem(response)[:2] == (400, "DUPLICATES_DETECTED")
    (match,) = response.json()[0]["duplicateResult"]["matchResults"][0]["matchRecords"]
    assert match["record"]["Id"] == aino
    assert "Email" not in match["record"]


@pytest.mark.usefixtures("aino")
def test_the_wire_misspells_the_duplicate_result(rest: Rest, org: Salesforce) -> None:
    org.behave(contact_duplicate_rule="alert")

    (told,) = again(rest, **{"Sforce-Duplicate-Rule-Header": "includeRecordDetails=true"}).json()

    (match,) = told["duplicateResut"]["matchResults"][0]["matchRecords"]
    assert match["record"]["Email"] == "aino@nordwind.example"


@pytest.mark.usefixtures("aino")
@pytest.mark.parametrize(("rule", "status"), [("alert", 201), ("block", 400), ("off", 201)])
def test_only_an_alert_gives_way(rest: Rest, org: Salesforce, rule: str, status: int) -> None:
    org.behave(contact_duplicate_rule=rule)

    assert again(rest, **ALLOW).status_code == status
