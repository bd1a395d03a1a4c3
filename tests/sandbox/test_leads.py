import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.partner_central import PartnerCentral
from sandbox.switches import BadBehaviourError
from tests.sandbox.leads import (
    IN_SANDBOX,
    LEAD,
    accepted_lead,
    read_exactly,
    update_context,
    update_lead,
)
from tests.sandbox.rehearsal import Clock, Partner


def code_of(refused: pytest.ExceptionInfo[ClientError]) -> str:
    return str(refused.value.response["Error"]["Code"])


def test_an_invitation_to_a_lead_shows_the_company_and_hides_the_person(
    aws: Any, central: PartnerCentral
) -> None:
    shared = central.share_lead(LEAD)

    shown = aws.get_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])

    offer = shown["Payload"]["LeadInvitation"]
    assert (shown["PayloadType"], shown["Status"]) == ("LeadInvitation", "PENDING")
    assert offer["Customer"]["CompanyName"] == "Polarlicht Data GmbH"
    assert offer["Customer"]["CountryCode"] == "DE"
    assert offer["Interaction"]["ContactBusinessTitle"] == "Head of Data"
    assert shown["EnrichmentContext"]["LeadInsights"] == {"LeadReadinessScore": "High"}
    assert "Harms" not in json.dumps(shown, default=str)


def test_leads_and_opportunities_are_found_apart(
    aws: Any, central: PartnerCentral, partner: Partner
) -> None:
    lead = central.share_lead(LEAD)["InvitationId"]
    opportunity = partner.is_referred_a_customer()

    def found(payload_type: str) -> list[str]:
        answer = aws.list_engagement_invitations(
            **IN_SANDBOX, ParticipantType="RECEIVER", PayloadType=[payload_type]
        )
        return [row["Id"] for row in answer["EngagementInvitationSummaries"]]

    assert found("LeadInvitation") == [lead]
    assert found("OpportunityInvitation") == [opportunity]


def test_the_person_appears_with_acceptance(aws: Any, central: PartnerCentral) -> None:
    shared = central.share_lead(LEAD)

    with pytest.raises(ClientError) as refused:
        aws.get_engagement(**IN_SANDBOX, Identifier=shared["EngagementId"])
    aws.accept_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])
    joined = aws.get_engagement(**IN_SANDBOX, Identifier=shared["EngagementId"])

    assert code_of(refused) == "ResourceNotFoundException"
    (context,) = joined["Contexts"]
    assert (context["Id"], context["Type"]) == ("1", "Lead")
    (interaction,) = context["Payload"]["Lead"]["Interactions"]
    assert interaction["Contact"] == LEAD["Interactions"][0]["Contact"]  # type: ignore[index]


def test_acceptance_happens_at_once_and_answers_with_no_body(
    aws: Any, central: PartnerCentral
) -> None:
    shared = central.share_lead(LEAD)

    answer = aws.accept_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])

    assert answer.keys() == {"ResponseMetadata"}
    assert answer["ResponseMetadata"]["HTTPHeaders"]["content-length"] == "0"
    assert [event["detail-type"] for event in central.events] == [
        "Engagement Invitation Created",
        "Engagement Invitation Accepted",
        "Engagement Member Added",
    ]
    told = central.events[0]["detail"]["engagementInvitation"]
    assert told["payloadType"] == "LeadInvitation"


def test_what_acceptance_opened_can_lag_behind(
    aws: Any, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(visibility_delay_seconds=3)
    engagement_id = accepted_lead(aws, central)

    with pytest.raises(ClientError) as refused:
        aws.get_engagement(**IN_SANDBOX, Identifier=engagement_id)
    clock.advance(seconds=3)

    assert code_of(refused) == "ResourceNotFoundException"
    assert aws.get_engagement(**IN_SANDBOX, Identifier=engagement_id)["MemberCount"] == 2


def test_a_lead_is_accepted_once(aws: Any, central: PartnerCentral) -> None:
    shared = central.share_lead(LEAD)
    aws.accept_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])

    with pytest.raises(ClientError, match="ACCEPTED") as refused:
        aws.accept_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])

    assert refused.value.response["ErrorList"][0]["Code"] == "INVALID_RESOURCE_STATE"
    assert central.effects["invitation.accepted"] == 1


def test_each_type_of_invitation_has_its_own_acceptance(
    aws: Any, central: PartnerCentral, partner: Partner
) -> None:
    opportunity, lead = partner.is_referred_a_customer(), central.share_lead(LEAD)

    with pytest.raises(ClientError, match="OpportunityInvitation"):
        aws.accept_engagement_invitation(**IN_SANDBOX, Identifier=opportunity)
    with pytest.raises(ClientError, match="LeadInvitation"):
        aws.start_engagement_by_accepting_invitation_task(
            **IN_SANDBOX, Identifier=lead["InvitationId"], ClientToken="once"
        )

    assert "invitation.accepted" not in central.effects


def test_a_lead_is_rejected_in_ones_own_words(aws: Any, central: PartnerCentral) -> None:
    lead = {**IN_SANDBOX, "Identifier": central.share_lead(LEAD)["InvitationId"]}

    with pytest.raises(ClientError, match="RejectionReason"):
        aws.reject_engagement_invitation(**lead, RejectionReason="x" * 81)
    aws.reject_engagement_invitation(**lead, RejectionReason="We do not work in this region.")

    shown = aws.get_engagement_invitation(**lead)
    assert shown["RejectionReason"] == "We do not work in this region."
    with pytest.raises(ClientError, match="REJECTED"):
        aws.accept_engagement_invitation(**lead)


def test_a_lead_nobody_decided_on_expires(aws: Any, central: PartnerCentral, clock: Clock) -> None:
    central.behave(invitation_lifetime_seconds=60)
    lead = {**IN_SANDBOX, "Identifier": central.share_lead(LEAD)["InvitationId"]}

    clock.advance(seconds=60)

    assert aws.get_engagement_invitation(**lead)["Status"] == "EXPIRED"
    with pytest.raises(ClientError, match="EXPIRED"):
        aws.accept_engagement_invitation(**lead)


def test_a_lead_is_qualified_under_the_exact_stamp_it_was_read_with(
    aws: Any, central: PartnerCentral
) -> None:
    engagement = read_exactly(aws, accepted_lead(aws, central))

    answer = update_lead(aws, engagement, QualificationStatus="Qualified")

    after = read_exactly(aws, engagement["Id"])
    assert after["Contexts"][0]["Payload"]["Lead"]["QualificationStatus"] == "Qualified"
    assert (after["ModifiedAt"], after["ModifiedBy"]) > (engagement["ModifiedAt"], "111122223333")
    assert answer["ContextId"] == "1"
    assert central.events[-1]["detail-type"] == "Engagement Updated"
    assert central.events[-1]["detail"]["engagement"]["LastModifiedAt"] == after["ModifiedAt"]


def test_a_stamp_that_went_through_an_instant_has_lost_its_nanoseconds(
    aws: Any, central: PartnerCentral
) -> None:
    engagement = aws.get_engagement(**IN_SANDBOX, Identifier=accepted_lead(aws, central))

    with pytest.raises(ClientError) as refused:
        update_context(aws, engagement, Payload={"Lead": {"Customer": LEAD["Customer"]}})

    assert code_of(refused) == "ConflictException"
    assert "engagement.updated" not in central.effects


def test_two_people_at_one_lead_are_in_conflict(aws: Any, central: PartnerCentral) -> None:
    engagement = read_exactly(aws, accepted_lead(aws, central))
    central.edit_lead(engagement["Id"], {"Customer": {"MarketSegment": "Enterprise"}})

    with pytest.raises(ClientError) as refused:
        update_lead(aws, engagement, QualificationStatus="Qualified")

    assert code_of(refused) == "ConflictException"
    again = read_exactly(aws, engagement["Id"])
    assert again["ModifiedBy"] == "aws"
    assert update_lead(aws, again, QualificationStatus="Qualified")


def test_an_update_adds_an_interaction_and_keeps_the_status_it_does_not_tell(
    aws: Any, central: PartnerCentral
) -> None:
    engagement = read_exactly(aws, accepted_lead(aws, central))
    call = {**LEAD["Interactions"][0], "CustomerAction": "Took our call"}  # type: ignore[index]

    update_lead(aws, engagement, Interaction=call)

    lead = read_exactly(aws, engagement["Id"])["Contexts"][0]["Payload"]["Lead"]
    actions = [interaction["CustomerAction"] for interaction in lead["Interactions"]]
    assert actions == ["Asked for a call", "Took our call"]
    assert lead["QualificationStatus"] == "Unqualified"


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"ContextIdentifier": "9"}, "ResourceNotFoundException"),
        ({"EngagementIdentifier": "eng-00000000000000"}, "ResourceNotFoundException"),
        ({"Type": "CustomerProject", "Payload": {"CustomerProject": {}}}, "ValidationException"),
        ({"Payload": {"Lead": {"Customer": {"CompanyName": ""}}}}, "ValidationException"),
    ],
)
def test_an_update_of_what_is_not_there_is_refused(
    aws: Any, central: PartnerCentral, members: dict[str, Any], error: str
) -> None:
    engagement = read_exactly(aws, accepted_lead(aws, central))
    usual = {"Payload": {"Lead": {"Customer": LEAD["Customer"]}}}

    with pytest.raises(ClientError) as refused:
        update_context(aws, engagement, **{**usual, **members})

    assert code_of(refused) == error


def test_engagements_are_listed_by_what_they_are_about(
    aws: Any, central: PartnerCentral, partner: Partner
) -> None:
    partner.accepts(partner.is_referred_a_customer())
    lead = accepted_lead(aws, central)
    central.share_lead(LEAD)

    def about(**filters: Any) -> list[tuple[str, list[str]]]:
        rows = aws.list_engagements(**IN_SANDBOX, **filters)["EngagementSummaryList"]
        return [(row["Id"], row["ContextTypes"]) for row in rows]

    assert about(ContextTypes=["Lead"]) == [(lead, ["Lead"])]
    assert about(ExcludeContextTypes=["CustomerProject"]) == [(lead, ["Lead"])]
    assert about(EngagementIdentifier=[lead]) == [(lead, ["Lead"])]
    assert len(about(CreatedBy=["aws"])) == 2
    assert about(ExcludeCreatedBy=["aws"]) == []


@pytest.mark.parametrize(
    "lead",
    [
        {"Customer": LEAD["Customer"]},
        {**LEAD, "Interactions": []},
        {**LEAD, "Customer": {**LEAD["Customer"], "Score": 7}},  # type: ignore[dict-item]
    ],
)
def test_aws_cannot_share_a_lead_that_breaks_the_model(
    central: PartnerCentral, lead: dict[str, Any]
) -> None:
    with pytest.raises(BadBehaviourError):
        central.share_lead(lead)

    assert central.effects == {}
