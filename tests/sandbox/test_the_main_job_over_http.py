import json
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.model_check import flaws_of_request, without_nulls
from sandbox.partner_central.operations import OPERATIONS
from tests.sandbox.leads import accepted_lead, read_exactly, update_lead
from tests.sandbox.rehearsal import SHARED, Clock

AWS_SAMPLE = SHARED / "data/aws-partner-central/create-opportunity-request-aws-origin.json"


# See test_submission.py.
_FOR_SUBMITTING = {
    "AssociateOpportunity",
    "DisassociateOpportunity",
    "ListEngagementFromOpportunityTasks",
    "ListSolutions",
    "StartEngagementFromOpportunityTask",
}


def accept(aws: Any, sample: dict[str, Any]) -> str:
    aws.create_opportunity(**sample)
    invitations = aws.list_engagement_invitations(Catalog="Sandbox", ParticipantType="RECEIVER")
    invitation_id = invitations["EngagementInvitationSummaries"][0]["Id"]
    aws.start_engagement_by_accepting_invitation_task(
        Catalog="Sandbox", Identifier=invitation_id, ClientToken="9f0d"
    )
    tasks = aws.list_engagement_by_accepting_invitation_tasks(Catalog="Sandbox")
    return str(tasks["TaskSummaries"][0]["OpportunityId"])


def test_a_referral_goes_from_invitation_to_contact_with_awss_own_client(
    aws: Any, sample: dict[str, Any], clock: Clock, central: PartnerCentral
) -> None:
    central.behave(contact_delay_seconds=900)

    opportunity_id = accept(aws, sample)
    before = aws.get_opportunity(Catalog="Sandbox", Identifier=opportunity_id)
    clock.advance(minutes=15)
    after = aws.get_opportunity(Catalog="Sandbox", Identifier=opportunity_id)

    assert before["Customer"]["Contacts"] == []
    assert after["Customer"]["Contacts"] == sample["Customer"]["Contacts"]
    assert after["LastModifiedDate"] > before["LastModifiedDate"]


def test_every_operation_answers_awss_own_client_within_the_model(
    aws: Any, sample: dict[str, Any], central: PartnerCentral
) -> None:
    opportunity_id = accept(aws, sample)
    read = aws.get_opportunity(Catalog="Sandbox", Identifier=opportunity_id)
    aws.create_opportunity(**{**sample, "ClientToken": "another"})
    pending = aws.list_engagement_invitations(
        Catalog="Sandbox", ParticipantType="RECEIVER", Status=["PENDING"]
    )["EngagementInvitationSummaries"][0]

    aws.get_engagement_invitation(Catalog="Sandbox", Identifier=pending["Arn"])
    aws.reject_engagement_invitation(Catalog="Sandbox", Identifier=pending["Id"])
    aws.get_aws_opportunity_summary(Catalog="Sandbox", RelatedOpportunityIdentifier=opportunity_id)
    aws.list_opportunities(Catalog="Sandbox")
    aws.update_opportunity(
        Catalog="Sandbox",
        Identifier=opportunity_id,
        LastModifiedDate=read["LastModifiedDate"],
        LifeCycle=read["LifeCycle"],
    )
    engagement = read_exactly(aws, accepted_lead(aws, central))
    update_lead(aws, engagement, QualificationStatus="Qualified")
    aws.list_engagements(Catalog="Sandbox")
    aws.start_opportunity_from_engagement_task(
        Catalog="Sandbox", Identifier=engagement["Id"], ContextIdentifier="1", ClientToken="9f0e"
    )
    aws.list_opportunity_from_engagement_tasks(Catalog="Sandbox")

    assert {call.operation for call in central.calls} == set(OPERATIONS) - _FOR_SUBMITTING
    assert {call.outcome for call in central.calls} == {"ok"}
    assert central.violations == []


@pytest.mark.skipif(not AWS_SAMPLE.exists(), reason="AWS's own sample is not on this machine")
def test_awss_own_sample_request_becomes_an_invitation(aws: Any) -> None:
    request = without_nulls(json.loads(AWS_SAMPLE.read_text(encoding="utf-8")))

    opportunity_id = accept(aws, request)

    read = aws.get_opportunity(Catalog="Sandbox", Identifier=opportunity_id)
    assert read["Customer"] == request["Customer"]


@pytest.mark.skipif(not AWS_SAMPLE.exists(), reason="AWS's own sample is not on this machine")
def test_awss_own_sample_passes_as_written_with_its_nulls(central: PartnerCentral) -> None:
    request = json.loads(AWS_SAMPLE.read_text(encoding="utf-8"))

    answer = central.call("CreateOpportunity", request)

    assert flaws_of_request("CreateOpportunity", without_nulls(request)) == []
    assert answer["Id"].startswith("O")


def test_all_wrong_fields_reach_the_client_with_reason_and_codes(
    aws: Any, sample: dict[str, Any]
) -> None:
    sample["LifeCycle"]["Stage"] = "Closed Won"
    sample["Customer"]["Contacts"][0]["Email"] = "Sunniva@halvard-marine.example"

    with pytest.raises(ClientError) as refused:
        aws.create_opportunity(**sample)

    response = refused.value.response
    assert response["Error"]["Code"] == "ValidationException"
    assert response["Reason"] == "REQUEST_VALIDATION_FAILED"
    assert {(e["FieldName"], e["Code"]) for e in response["ErrorList"]} == {
        ("LifeCycle.Stage", "INVALID_ENUM_VALUE"),
        ("Customer.Contacts[0].Email", "INVALID_STRING_FORMAT"),
    }


def test_awss_own_paginator_walks_all_invitations(aws: Any, sample: dict[str, Any]) -> None:
    for number in range(5):
        aws.create_opportunity(**{**sample, "ClientToken": f"token-{number}"})

    pages = list(
        aws.get_paginator("list_engagement_invitations").paginate(
            Catalog="Sandbox", ParticipantType="RECEIVER", PaginationConfig={"PageSize": 2}
        )
    )

    sizes = [len(page["EngagementInvitationSummaries"]) for page in pages]
    ids = {i["Id"] for page in pages for i in page["EngagementInvitationSummaries"]}
    assert sizes == [2, 2, 1]
    assert len(ids) == 5


def test_a_lock_read_by_the_client_is_the_lock_it_sends_back(
    aws: Any, sample: dict[str, Any]
) -> None:
    opportunity_id = accept(aws, sample)
    read = aws.get_opportunity(Catalog="Sandbox", Identifier=opportunity_id)
    change = {"Catalog": "Sandbox", "Identifier": opportunity_id}
    change |= {"LastModifiedDate": read["LastModifiedDate"]}

    aws.update_opportunity(**change, PartnerOpportunityIdentifier="006-first")
    with pytest.raises(ClientError) as refused:
        aws.update_opportunity(**change, PartnerOpportunityIdentifier="006-second")

    assert refused.value.response["Error"]["Code"] == "ConflictException"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"region_name": "eu-north-1"}, "InvalidSignatureException"),
        ({"region_name": "us-east-1", "service_name": "partnercentral-account"}, None),
    ],
)
def test_a_client_of_another_region_or_service_is_sent_away(
    server: PartnerCentralServer, settings: dict[str, str], code: str | None
) -> None:
    settings = {"service_name": "partnercentral-selling", **settings}
    client = boto3.client(
        **settings,
        endpoint_url=server.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    ask: Callable[..., Any] = getattr(client, "list_opportunities", None) or client.list_partners

    with pytest.raises(ClientError) as refused:
        ask(Catalog="Sandbox")

    assert refused.value.response["Error"]["Code"] == (code or "UnknownOperationException")


def test_an_operation_outside_the_main_job_is_refused_by_name(aws: Any) -> None:
    with pytest.raises(ClientError, match="GetSellingSystemSettings"):
        aws.get_selling_system_settings(Catalog="Sandbox")


def test_contacts_appear_while_nobody_asks_anything(sample: dict[str, Any]) -> None:
    heard: list[str] = []
    central = PartnerCentral(on_event=lambda event: heard.append(event["detail-type"]))
    central.behave(accept_delay_seconds=0.05, contact_delay_seconds=0.05)
    with PartnerCentralServer(central) as server:
        _start_accepting(central, sample)
        deadline = time.monotonic() + 10
        while heard.count("Opportunity Updated") < 2 and time.monotonic() < deadline:
            time.sleep(0.02)

    assert heard.count("Opportunity Updated") == 2
    assert server.violations == []


def _start_accepting(central: PartnerCentral, sample: dict[str, Any]) -> None:
    central.call("CreateOpportunity", sample)
    wanted = {"Catalog": "Sandbox", "ParticipantType": "RECEIVER"}
    listed = central.call("ListEngagementInvitations", wanted)["EngagementInvitationSummaries"]
    request = {"Catalog": "Sandbox", "Identifier": listed[0]["Id"], "ClientToken": "1"}
    central.call("StartEngagementByAcceptingInvitationTask", request)
