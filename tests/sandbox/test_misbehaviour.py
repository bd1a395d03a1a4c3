import json
import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.errors import ApiError, ConnectionDroppedError, ResponseViolationError
from sandbox.partner_central.operations import OPERATIONS
from sandbox.switches import BadBehaviourError
from tests.sandbox.rehearsal import Clock, Partner, control


def test_the_next_calls_can_be_throttled(aws: Any, central: PartnerCentral) -> None:
    central.behave(throttle=2)

    codes = []
    for _ in range(2):
        with pytest.raises(ClientError) as refused:
            aws.list_opportunities(Catalog="Sandbox")
        codes.append(refused.value.response["Error"]["Code"])

    assert codes == ["ThrottlingException"] * 2
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert aws.list_opportunities(Catalog="Sandbox")["OpportunitySummaries"] == []


def test_a_fault_strikes_the_named_operation_only(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(internal_error={"operation": "GetOpportunity", "times": 1})

    opportunity_id = partner.creates_opportunity()

    with pytest.raises(ApiError, match="internal_error"):
        partner.opportunity(opportunity_id)
    assert partner.opportunity(opportunity_id)["Id"] == opportunity_id


def test_an_internal_error_answers_500(aws: Any, central: PartnerCentral) -> None:
    central.behave(internal_error=1)

    with pytest.raises(ClientError) as refused:
        aws.list_opportunities(Catalog="Sandbox")

    response = refused.value.response
    assert response["Error"]["Code"] == "InternalServerException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_access_can_be_denied(aws: Any, central: PartnerCentral) -> None:
    central.behave(access_denied={"operation": "ListOpportunities"})

    with pytest.raises(ClientError) as refused:
        aws.list_opportunities(Catalog="Sandbox")

    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_an_answer_can_get_lost_after_the_change_was_made(
    aws: Any, central: PartnerCentral, sample: dict[str, Any]
) -> None:
    central.behave(drop_after_commit={"operation": "CreateOpportunity", "times": 1})

    with pytest.raises(ConnectionClosedError):
        aws.create_opportunity(**sample)
    aws.create_opportunity(**sample)

    first, second = central.calls
    assert (first.outcome, first.effects) == (
        "dropped",
        ("opportunity.created", "invitation.created"),
    )
    assert (second.outcome, second.effects) == ("ok", ())
    assert central.effects["opportunity.created"] == 1


def test_a_request_can_get_lost_before_anything_happened(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(drop_before_commit=1)

    with pytest.raises(ConnectionDroppedError):
        partner.creates_opportunity()

    assert central.effects == {}


def test_an_internal_error_may_hide_a_success(partner: Partner, central: PartnerCentral) -> None:
    central.behave(internal_error_after_commit={"operation": "CreateOpportunity"})

    with pytest.raises(ApiError):
        partner.creates_opportunity()

    assert central.effects == {"opportunity.created": 1}


def test_awss_own_client_survives_by_trying_again(
    server: PartnerCentralServer, sample: dict[str, Any]
) -> None:
    server.central.behave(throttle=1, drop_after_commit=1, internal_error=1)
    client = boto3.client(
        "partnercentral-selling",
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "total_max_attempts": 4}),
    )

    client.create_opportunity(**sample)

    assert [call.outcome for call in server.central.calls] == [
        "ThrottlingException",
        "InternalServerException",
        "dropped",
        "ok",
    ]
    assert server.central.effects["opportunity.created"] == 1


def test_a_quota_error_strikes_only_where_the_model_declares_it(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(quota_exceeded=1)

    invitation_id = partner.is_referred_a_customer()

    with pytest.raises(ApiError, match="quota_exceeded"):
        partner.starts_accepting(invitation_id, token="once")


def test_the_pace_of_a_partner_account_can_be_enforced(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(writes_per_second=1, reads_per_second=10)
    partner.creates_opportunity()

    with pytest.raises(ApiError, match="1 writes/s"):
        partner.creates_opportunity()
    partner.opportunities()
    clock.advance(seconds=1)

    assert partner.creates_opportunity()


@pytest.mark.parametrize(
    "wish",
    [
        {"speed": 1},
        {"throttle": {"operation": "GetCoffee"}},
        {"throttle": "often"},
        {"quota_exceeded": {"operation": "GetOpportunity"}},
        {"accept_delay_seconds": -1},
        {"accept_delay_seconds": "soon"},
        {"contacts": "sometimes"},
        {"partial_contact_hides": "Email"},
        {"event_copies": 1.5},
        {"events_reversed": "yes"},
        {"fail_task": {"reason_code": "Monday"}},
        {"fail_task": "InternalError"},
        {"expire_invitation": "engi-0000000000000"},
        {"reveal_contacts": "O1"},
    ],
)
def test_a_wish_it_does_not_know_is_refused_and_nothing_changes(
    central: PartnerCentral, wish: dict[str, Any]
) -> None:
    before = central.behave()

    with pytest.raises(BadBehaviourError):
        central.behave(contact_delay_seconds=99, internal_error=1, **wish)

    assert central.behave() == before


def test_another_process_can_ask_for_misbehaviour_and_look_at_what_came_of_it(
    aws: Any, server: PartnerCentralServer, sample: dict[str, Any]
) -> None:
    behaviour = control(server, "behave", {"contacts": "never", "throttle": 3})
    control(server, "behave", {"throttle": 0})

    aws.create_opportunity(**sample)

    assert behaviour["contacts"] == "never"
    assert behaviour["planned_faults"] == {"throttle *": 3}
    assert control(server, "calls")[0]["client_token"] == sample["ClientToken"]
    assert control(server, "effects") == {"opportunity.created": 1, "invitation.created": 1}
    assert control(server, "events")[0]["detail-type"] == "Engagement Invitation Created"
    assert control(server, "violations") == []


def test_another_process_can_play_aws(server: PartnerCentralServer, partner: Partner) -> None:
    server.central.behave(contacts="never")
    opportunity_id = partner.accepts(partner.is_referred_a_customer())
    late = {"FirstName": "Eivind", "LastName": "Moe", "Email": "eivind@halvard-marine.example"}

    answer = control(server, f"opportunity/{opportunity_id}", {"Customer": {"Contacts": [late]}})

    assert answer["Customer"]["Contacts"] == [late]
    assert partner.contacts(opportunity_id) == [late]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("behave", {"speed": 1}, 400),
        ("behave", [1], 400),
        ("opportunity/O1", {}, 400),
        ("opportunity/O1", [], 400),
        ("opportunity/O1/coffee", {}, 404),
        ("engagement/eng-1", {}, 400),
        ("lead", {"lead": {}}, 400),
        ("clock", {"now": "gone"}, 400),
        ("coffee", {}, 404),
        ("coffee", None, 404),
    ],
)
def test_a_wrong_control_call_is_told_so(
    server: PartnerCentralServer, path: str, body: Any, status: int
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        control(server, path, body)

    assert refused.value.code == status
    assert "error" in json.load(refused.value)


def test_an_answer_that_would_break_the_model_is_a_loud_500(
    sample: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    central = PartnerCentral()
    monkeypatch.setitem(OPERATIONS, "ListOpportunities", lambda *_: {"Opportunities": []})

    with pytest.raises(ResponseViolationError, match=r"Opportunities: .* no such member"):
        central.call("ListOpportunities", {"Catalog": sample["Catalog"]})

    assert len(central.violations) == 1


@pytest.mark.parametrize(
    ("headers", "body", "error"),
    [
        ({"X-Amz-Target": "AWSCoffee.Brew"}, b"{}", "UnknownOperationException"),
        ({"Content-Type": "application/json"}, b"{}", "UnknownOperationException"),
        ({"Authorization": ""}, b"{}", "InvalidSignatureException"),
        ({}, b"{", "SerializationException"),
        ({}, b"[]", "SerializationException"),
        ({}, b"{}", "ValidationException"),
    ],
)
def test_what_is_no_aws_json_is_refused_as_aws_does(
    server: PartnerCentralServer, headers: dict[str, str], body: bytes, error: str
) -> None:
    scope = "20261123/us-east-1/partnercentral-selling/aws4_request"
    proper = {
        "X-Amz-Target": "AWSPartnerCentralSelling.ListOpportunities",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=test/{scope}, Signature=00",
    }
    request = urllib.request.Request(server.url, data=body, headers={**proper, **headers})  # noqa: S310

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310

    assert json.load(refused.value)["__type"].endswith(f"#{error}")


def test_an_unsigned_request_is_refused(server: PartnerCentralServer) -> None:
    headers = {
        "X-Amz-Target": "AWSPartnerCentralSelling.ListOpportunities",
        "Content-Type": "application/x-amz-json-1.0",
    }
    request = urllib.request.Request(server.url, data=b"{}", headers=headers)  # noqa: S310

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310

    assert refused.value.code == 403
