import json
from typing import Any

import pytest

from sandbox.eventbridge import EventBridgeSink
from sandbox.salesforce import Salesforce
from tests.sandbox.listeners import Bus, listening
from tests.sandbox.salesforce.rehearsal import Rest

DEAL = {"Name": "Data lake", "StageName": "Prospecting", "CloseDate": "2027-03-31"}
COMMITTED = 1795333278000


def header(event: dict[str, Any]) -> dict[str, Any]:
    return dict(event["detail"]["payload"]["ChangeEventHeader"])


def test_a_new_record_is_told_by_event_relay(rest: Rest, org: Salesforce) -> None:
    deal = rest.create("Opportunity", **DEAL)

    (event,) = org.events
    payload = event["detail"]["payload"]
    assert event["detail-type"] == "OpportunityChangeEvent"
    assert event["source"] == f"aws.partner/salesforce.com/{org.org.id}/{org.org.channel}"
    assert header(event) == {
        "entityName": "Opportunity",
        "recordIds": [deal],
        "changeType": "CREATE",
        "changeOrigin": "com/salesforce/api/rest/68.0;client=referral-hub",
        "transactionKey": header(event)["transactionKey"],
        "sequenceNumber": 1,
        "commitTimestamp": COMMITTED,
        "commitNumber": header(event)["commitNumber"],
        "commitUser": org.org.integration_user,
        "nulledFields": [],
        "diffFields": [],
        "changedFields": [],
    }
    assert (payload["Name"], payload["CloseDate"]) == ("Data lake", "2027-03-31")
    assert (payload["CreatedDate"], payload["Amount"]) == (COMMITTED, None)


def test_an_update_tells_what_changed_and_null_for_the_rest(rest: Rest, org: Salesforce) -> None:
    deal = rest.create("Opportunity", **DEAL, NextStep="Call")

    rest.call("PATCH", f"/sobjects/Opportunity/{deal}", {"StageName": "Closed Won"})

    event = org.events[-1]
    payload = event["detail"]["payload"]
    assert "StageName" in header(event)["changedFields"]
    assert "LastModifiedDate" in header(event)["changedFields"]
    assert (payload["StageName"], payload["IsWon"]) == ("Closed Won", True)
    assert (payload["Name"], payload["NextStep"]) == (None, None)
    assert header(event)["nulledFields"] == []


def test_an_emptied_field_is_told_from_an_unchanged_one(rest: Rest, org: Salesforce) -> None:
    deal = rest.create("Opportunity", **DEAL, NextStep="Call")

    rest.call("PATCH", f"/sobjects/Opportunity/{deal}", {"NextStep": None})

    assert header(org.events[-1])["nulledFields"] == ["NextStep"]


def test_names_and_addresses_are_told_in_compounds(rest: Rest, org: Salesforce) -> None:
    person = rest.create("Contact", LastName="Virta", MailingCity="Helsinki")

    rest.call("PATCH", f"/sobjects/Contact/{person}", {"FirstName": "Aino", "MailingCity": None})

    created, changed = (event["detail"]["payload"] for event in org.events)
    assert created["Name"]["LastName"] == "Virta"
    assert created["MailingAddress"]["City"] == "Helsinki"
    assert changed["Name"] == {"FirstName": "Aino", "LastName": None, "Salutation": None}
    assert set(header(org.events[-1])["changedFields"]) == {
        "Name.FirstName",
        "MailingAddress.City",
        "LastModifiedDate",
    }
    assert header(org.events[-1])["nulledFields"] == ["MailingAddress.City"]


def test_a_deletion_tells_no_values(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")

    rest.call("DELETE", f"/sobjects/Account/{account}")

    payload = org.events[-1]["detail"]["payload"]
    assert header(org.events[-1])["changeType"] == "DELETE"
    assert payload["Name"] is None


def test_the_events_of_one_transaction_are_numbered(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    rest.create("Contact", LastName="Virta", AccountId=account)

    rest.call("DELETE", f"/sobjects/Account/{account}")

    first, second = (header(event) for event in org.events[-2:])
    assert first["transactionKey"] == second["transactionKey"]
    assert (first["sequenceNumber"], second["sequenceNumber"]) == (1, 2)
    assert (first["entityName"], second["entityName"]) == ("Account", "Contact")


def test_a_record_has_one_event_per_transaction(rest: Rest, org: Salesforce) -> None:
    base = "/services/data/v68.0/sobjects/Account"
    made = {"method": "POST", "url": base, "referenceId": "a", "body": {"Name": "A"}}
    changed = {
        "method": "PATCH",
        "url": f"{base}/@{{a.id}}",
        "referenceId": "b",
        "body": {"Name": "B"},
    }

    rest.call("POST", "/composite", {"compositeRequest": [made, changed]})

    (event,) = org.events
    assert header(event)["changeType"] == "CREATE"
    assert event["detail"]["payload"]["Name"] == "B"


def test_the_same_change_of_several_records_is_one_event(rest: Rest, org: Salesforce) -> None:
    ids = [rest.create("Account", Name=name) for name in ("A", "B")]
    rows = [{"attributes": {"type": "Account"}, "id": i, "Site": "HQ"} for i in ids]

    rest.call("PATCH", "/composite/sobjects", {"records": rows})

    assert header(org.events[-1])["recordIds"] == ids


def test_a_custom_object_has_events_and_a_contact_role_has_none(
    rest: Rest, org: Salesforce
) -> None:
    deal, person = rest.create("Opportunity", **DEAL), rest.create("Contact", LastName="V")
    rest.create("OpportunityContactRole", OpportunityId=deal, ContactId=person)
    rest.create("Referral__c", Name="R-000123")

    assert [event["detail-type"] for event in org.events] == [
        "OpportunityChangeEvent",
        "ContactChangeEvent",
        "Referral__ChangeEvent",
    ]


def test_appflow_wraps_the_same_change_otherwise(rest: Rest, org: Salesforce) -> None:
    org.behave(event_form="appflow")
    account = rest.create("Account", Name="Nordwind Oy")

    rest.call("PATCH", f"/sobjects/Account/{account}", {"Industry": "Retail"})

    event = org.events[-1]
    assert event["source"].startswith("aws.partner/appflow/salesforce.com/")
    assert event["detail"]["ChangeEventHeader"]["recordIds"] == [account]
    assert event["detail"]["Industry"] == "Retail"
    assert event["detail"]["LastModifiedDate"] == "2026-11-22T07:41:18.000Z"
    assert "Name" not in event["detail"]


def test_events_can_be_lost_and_repeated(rest: Rest, org: Salesforce) -> None:
    org.behave(event_copies=0)
    rest.create("Account", Name="A")
    org.behave(event_copies=2)
    rest.create("Account", Name="B")

    first, second = org.events
    assert first == second
    assert first["detail"]["payload"]["Name"] == "B"


def test_events_of_one_transaction_can_come_reversed(rest: Rest, org: Salesforce) -> None:
    account = rest.create("Account", Name="Nordwind Oy")
    rest.create("Contact", LastName="Virta", AccountId=account)
    org.behave(events_reversed=True)

    rest.call("DELETE", f"/sobjects/Account/{account}")

    assert [header(event)["entityName"] for event in org.events[-2:]] == ["Contact", "Account"]


def test_seeded_records_were_always_there(org: Salesforce) -> None:
    (account,) = org.seed({"attributes": {"type": "Account"}, "Name": "Nordwind Oy"})

    assert org.events == []
    assert org.record(account)["Name"] == "Nordwind Oy"


def test_a_listener_may_call_back_and_may_fail(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []

    def listen(event: dict[str, Any]) -> None:
        (record_id,) = header(event)["recordIds"]
        seen.append(org.record(record_id)["Name"])
        raise RuntimeError("deaf")

    org = Salesforce(on_event=listen)

    org.person(create="Account", fields={"Name": "Nordwind Oy"})

    assert seen == ["Nordwind Oy"]
    assert "AccountChangeEvent was lost" in capsys.readouterr().err


def test_events_reach_the_bus_of_an_emulator() -> None:
    with listening(bus := Bus()):
        sink = EventBridgeSink(bus.url)
        org = Salesforce(on_event=sink)
        org.person(create="Account", fields={"Name": "Nordwind Oy"})
        sink.close()

    (sent,) = bus.entries
    assert sent["DetailType"] == "AccountChangeEvent"
    assert json.loads(sent["Detail"]) == org.events[0]["detail"]
