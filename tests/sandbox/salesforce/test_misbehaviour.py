import json
from typing import Any

import pytest
import requests
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceGeneralError, SalesforceRefusedRequest

from sandbox.salesforce import Salesforce, SalesforceServer
from sandbox.switches import BadBehaviourError
from tests.sandbox.salesforce.rehearsal import Rest, problem


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("server_unavailable", 503, "SERVER_UNAVAILABLE"),
        ("unknown_exception", 500, "UNKNOWN_EXCEPTION"),
        ("unable_to_lock_row", 400, "UNABLE_TO_LOCK_ROW"),
        ("request_limit_exceeded", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("too_many_long_requests", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("api_disabled", 403, "API_DISABLED_FOR_ORG"),
        ("invalid_session", 401, "INVALID_SESSION_ID"),
    ],
)
def test_a_planned_error_strikes_once_and_changes_nothing(
    rest: Rest, org: Salesforce, fault: str, status: int, code: str
) -> None:
    org.behave(**{fault: 1})

    struck = rest.call("POST", "/sobjects/Account", {"Name": "A"})
    spared = rest.call("POST", "/sobjects/Account", {"Name": "A"})

    assert problem(struck)[:2] == (status, code)
    assert spared.status_code == 201
    assert len(org.records("Account")) == 1


def test_a_fault_strikes_only_the_calls_it_is_meant_for(rest: Rest, org: Salesforce) -> None:
    org.behave(server_unavailable={"method": "POST", "path": "/Contact$", "times": 2})

    account = rest.call("POST", "/sobjects/Account", {"Name": "A"})
    struck = [rest.call("POST", "/sobjects/Contact", {"LastName": "V"}) for _ in range(3)]

    assert account.status_code == 201
    assert [response.status_code for response in struck] == [503, 503, 201]


@pytest.mark.parametrize(
    ("fault", "written"), [("drop_before_commit", 0), ("drop_after_commit", 1)]
)
def test_a_lost_answer_does_not_tell_whether_anything_happened(
    rest: Rest, org: Salesforce, fault: str, written: int
) -> None:
    org.behave(**{fault: 1})

    with pytest.raises(requests.ConnectionError):
        rest.call("POST", "/sobjects/Account", {"Name": "A"})

    assert len(org.records("Account")) == written


def test_a_call_can_time_out_before_its_answer_is_lost(rest: Rest, org: Salesforce) -> None:
    org.behave(drop_after_commit={"seconds": 0.4})

    with pytest.raises(requests.Timeout):
        requests.post(
            f"{rest.server.url}/services/data/v68.0/sobjects/Account",
            json={"Name": "A"},
            headers=rest.headers,
            timeout=0.1,
        )

    assert len(org.records("Account")) == 1


def test_an_error_can_hide_a_commit(rest: Rest, org: Salesforce) -> None:
    org.behave(unknown_exception_after_commit=1)

    response = rest.call("POST", "/sobjects/Account", {"Name": "A"})

    assert problem(response)[:2] == (500, "UNKNOWN_EXCEPTION")
    assert len(org.records("Account")) == 1


def test_an_answer_can_be_cut_in_the_middle(rest: Rest, org: Salesforce) -> None:
    org.behave(truncated_body=1)

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        rest.call("POST", "/sobjects/Account", {"Name": "A"})

    assert org.calls[-1].outcome == "cut"
    assert len(org.records("Account")) == 1


def test_a_gateway_can_answer_in_the_orgs_place(sf: Client, org: Salesforce) -> None:
    org.behave(html_page=1)

    with pytest.raises((SalesforceGeneralError, json.JSONDecodeError)):
        sf.Account.create({"Name": "A"})

    assert org.records("Account") == []


def test_the_token_endpoint_can_fail_too(server: SalesforceServer, org: Salesforce) -> None:
    org.behave(server_unavailable={"path": "oauth2"})

    response = Rest(server).token(grant_type="client_credentials")

    assert response.status_code == 503


def test_an_empty_pool_refuses_until_the_next_day(sf: Client, org: Salesforce) -> None:
    org.behave(api_requests_per_day=1)
    sf.Account.create({"Name": "A"})

    with pytest.raises(SalesforceRefusedRequest) as refusal:
        sf.Account.create({"Name": "B"})

    assert refusal.value.content[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
    assert len(org.records("Account")) == 1


def test_planned_faults_can_be_called_off(rest: Rest, org: Salesforce) -> None:
    org.behave(server_unavailable=3)

    left = org.behave(server_unavailable=0)["planned_faults"]

    assert left == []
    assert rest.create("Account", Name="A")


@pytest.mark.parametrize(
    "wish",
    [
        {"nonsense": 1},
        {"event_copies": "two"},
        {"contact_duplicate_rule": "perhaps"},
        {"server_unavailable": {"times": -1}},
        {"server_unavailable": {"often": 1}},
        {"validation_rule": {"object": "Account"}},
    ],
)
def test_a_wish_that_cannot_be_granted_is_told(org: Salesforce, wish: dict[str, Any]) -> None:
    with pytest.raises(BadBehaviourError):
        org.behave(**wish)


def control(server: SalesforceServer, method: str, path: str, body: Any = None) -> Any:
    response = requests.request(method, f"{server.url}/_sandbox/{path}", json=body, timeout=5)
    return response.status_code, response.json()


def test_everything_can_be_asked_for_over_http(server: SalesforceServer) -> None:
    seeded = control(server, "POST", "records", [{"attributes": {"type": "Account"}, "Name": "A"}])
    (account,) = seeded[1]["ids"]
    edit = {"edit": account, "fields": {"Industry": "Retail"}}

    assert control(server, "POST", "people", edit) == (200, {"id": account})
    assert control(server, "GET", "records?type=Account")[1][0]["Industry"] == "Retail"
    assert control(server, "GET", "events")[1][0]["detail-type"] == "AccountChangeEvent"
    assert control(server, "POST", "behave", {"event_copies": 0})[1]["event_copies"] == 0
    assert control(server, "POST", "app", {"consumer_secret": "new"})[0] == 200


def test_a_control_call_that_makes_no_sense_is_told(server: SalesforceServer) -> None:
    assert control(server, "POST", "behave", {"nonsense": 1})[0] == 400
    assert control(server, "POST", "people", {"edit": "001xx000003DGb2AAG"})[0] == 400
    assert control(server, "GET", "nonsense")[0] == 404


def test_the_journal_tells_every_call_but_those_of_control(
    server: SalesforceServer, rest: Rest
) -> None:
    rest.create("Account", Name="A")

    _, calls = control(server, "GET", "calls")

    assert [(call["method"], call["outcome"]) for call in calls] == [
        ("POST", "200"),
        ("POST", "201"),
    ]
    assert json.loads(calls[1]["body"]) == {"Name": "A"}


@pytest.mark.usefixtures("rest")
def test_the_journal_keeps_no_secret(server: SalesforceServer) -> None:
    _, calls = control(server, "GET", "calls")

    assert calls[0]["path"] == "/services/oauth2/token"
    assert calls[0]["body"] == ""


def test_an_org_can_begin_again(rest: Rest, server: SalesforceServer, org: Salesforce) -> None:
    rest.create("Account", Name="A")
    org.behave(schema={"hide": ["Referral__c"]}, server_unavailable=1)

    control(server, "POST", "reset")

    assert org.records("Account") == org.events == org.calls == []
    assert rest.log_in().create("Referral__c", Name="R-000123")
