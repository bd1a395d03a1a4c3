from typing import Any

from simple_salesforce import Salesforce as Client

from sandbox.salesforce import Salesforce
from tests.sandbox.salesforce.rehearsal import HUB_ID, Rest, problem


def row(**fields: Any) -> dict[str, Any]:
    return {"attributes": {"type": "Account"}, **fields}


def send(
    rest: Rest, method: str, path: str, rows: list[dict[str, Any]], *, must_all: bool = False
) -> list[dict[str, Any]]:
    response = rest.call(method, path, {"allOrNone": must_all, "records": rows})
    assert response.status_code == 200, response.text
    return list(response.json())


def test_each_record_of_a_list_tells_of_its_own(sf: Client, org: Salesforce) -> None:
    rows = [row(Name="A"), row(), row(Name="C")]

    told: Any = sf.restful("composite/sobjects", method="POST", json={"records": rows})

    assert [item["success"] for item in told] == [True, False, True]
    assert told[1]["errors"] == [
        {
            "statusCode": "REQUIRED_FIELD_MISSING",
            "message": "Required fields are missing: [Name]",
            "fields": ["Name"],
        }
    ]
    assert {account["Name"] for account in org.records("Account")} == {"A", "C"}


def test_all_or_none_takes_the_good_ones_back(rest: Rest, org: Salesforce) -> None:
    told = send(rest, "POST", "/composite/sobjects", [row(Name="A"), row()], must_all=True)

    codes = [item["errors"][0]["statusCode"] for item in told]
    assert codes == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "REQUIRED_FIELD_MISSING"]
    assert org.records("Account") == []


def test_records_of_a_list_are_upserted(rest: Rest, org: Salesforce) -> None:
    path = f"/composite/sobjects/Account/{HUB_ID}"
    send(rest, "PATCH", path, [row(Name="A", Referral_Hub_Id__c="a-1")])

    rows = [row(Name=name, Referral_Hub_Id__c=f"{name.lower()}-1") for name in ("A", "B")]
    told = send(rest, "PATCH", path, rows)

    assert [item["created"] for item in told] == [False, True]
    assert len(org.records("Account")) == 2


def test_of_two_records_with_one_external_id_neither_is_written(
    rest: Rest, org: Salesforce
) -> None:
    path = f"/composite/sobjects/Account/{HUB_ID}"
    keys = {"A": "a", "B": "A", "C": "c"}
    rows = [row(Name=name, Referral_Hub_Id__c=key) for name, key in keys.items()]

    told = send(rest, "PATCH", path, rows)

    assert [item["success"] for item in told] == [False, False, True]
    assert told[0]["errors"] == [
        {
            "statusCode": "DUPLICATE_VALUE",
            "message": "Duplicate external id specified: a",
            "fields": [HUB_ID],
        }
    ]
    assert [account["Name"] for account in org.records("Account")] == ["C"]


def test_records_of_a_list_are_changed_read_and_deleted(rest: Rest, org: Salesforce) -> None:
    ids = [rest.create("Account", Name=name) for name in ("A", "B")]

    changed = send(rest, "PATCH", "/composite/sobjects", [row(id=i, Site="HQ") for i in ids])
    asked = {"ids": ",".join([*ids, ids[0][:3] + "xx0000000000AAAA"]), "fields": "Id,Site"}
    read = rest.call("GET", "/composite/sobjects/Account", params=asked).json()
    deleted = rest.call("DELETE", "/composite/sobjects", params={"ids": ",".join(ids)}).json()

    assert [item["success"] for item in (*changed, *deleted)] == [True] * 4
    assert [item and item["Site"] for item in read] == ["HQ", "HQ", None]
    assert org.records("Account") == []


def test_a_list_names_the_object_of_each_record(rest: Rest) -> None:
    (told,) = send(rest, "POST", "/composite/sobjects", [{"Name": "A"}])

    assert told["errors"][0]["statusCode"] == "INVALID_TYPE"


def test_a_list_of_anything_else_is_refused_whole(rest: Rest) -> None:
    response = rest.call("POST", "/composite/sobjects", {"records": [row(Name="A"), "B"]})

    assert problem(response)[:2] == (400, "JSON_PARSER_ERROR")


def test_a_list_has_at_most_200_records(rest: Rest) -> None:
    rows = [row(Name="A")] * 201

    response = rest.call("POST", "/composite/sobjects", {"records": rows})

    assert problem(response)[:2] == (400, "EXCEEDED_ID_LIMIT")


def test_200_records_are_one_call(rest: Rest, org: Salesforce) -> None:
    send(rest, "POST", "/composite/sobjects", [row(Name=f"A{n}") for n in range(200)])

    assert org.behave()["api_requests_used"] == 1
    assert len(org.records("Account")) == 200
