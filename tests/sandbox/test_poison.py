"""Answers no model allows today, as AWS's own client passes them on."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.switches import BadBehaviourError
from tests.sandbox.leads import IN_SANDBOX, LEAD, accepted_lead, read_exactly
from tests.sandbox.rehearsal import Partner, control


@pytest.fixture
def opportunity_id(partner: Partner) -> str:
    return partner.accepts(partner.is_referred_a_customer())


def test_a_member_nobody_knows_is_in_every_object(
    central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    central.behave(poison=[{"kind": "unknown_member"}])

    read = partner.opportunity(opportunity_id)

    assert "SandboxNovelty" in read
    assert "SandboxNovelty" in read["Customer"]["Contacts"][0]


def test_the_client_still_reads_an_answer_with_unknown_members(
    aws: Any, central: PartnerCentral
) -> None:
    central.behave(poison=[{"kind": "unknown_member"}])
    shared = central.share_lead(LEAD)

    shown = aws.get_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])

    assert shown["Payload"]["LeadInvitation"]["Customer"]["CompanyName"] == "Polarlicht Data GmbH"


def test_a_production_payload_carried_insights_the_model_does_not_have(
    central: PartnerCentral, partner: Partner
) -> None:
    insights = {"EngagementScore": "High"}
    path = "Payload.LeadInvitation.Insights"
    central.behave(poison=[{"kind": "value", "path": path, "value": insights}])

    shown = partner.invitation(central.share_lead(LEAD)["InvitationId"])

    assert shown["Payload"]["LeadInvitation"]["Insights"] == insights


def test_an_enum_can_have_grown(aws: Any, central: PartnerCentral, opportunity_id: str) -> None:
    central.behave(poison=[{"kind": "unknown_enum", "path": "LifeCycle.Stage"}])

    read = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    (row,) = aws.list_opportunities(**IN_SANDBOX)["OpportunitySummaries"]

    assert read["LifeCycle"]["Stage"] == row["LifeCycle"]["Stage"] == "Sandbox Novelty"
    assert read["LifeCycle"]["ReviewStatus"] == "Approved"


def test_a_payload_can_be_of_a_type_nobody_knows(aws: Any, central: PartnerCentral) -> None:
    central.behave(poison=[{"kind": "unknown_union", "path": "Payload"}])
    shared = central.share_lead(LEAD)

    shown = aws.get_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])

    assert shown["Payload"] == {"SDK_UNKNOWN_MEMBER": {"name": "SandboxNovelty"}}


def test_a_text_can_be_huge_and_ids_stay_ids(
    aws: Any, central: PartnerCentral, opportunity_id: str
) -> None:
    central.behave(poison=[{"kind": "huge_string", "length": 300_000}])

    read = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)

    assert len(read["Project"]["CustomerBusinessProblem"]) == 300_000
    assert (read["Id"], read["LifeCycle"]["Stage"]) == (opportunity_id, "Prospect")


def test_poison_that_strikes_everything_spares_the_way_to_the_next_page(
    aws: Any, central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    ids = {opportunity_id, partner.creates_opportunity()}
    central.behave(poison=[{"kind": "huge_string"}, {"kind": "unknown_member"}])

    pages = aws.get_paginator("list_opportunities").paginate(
        **IN_SANDBOX, PaginationConfig={"PageSize": 1}
    )

    assert {row["Id"] for page in pages for row in page["OpportunitySummaries"]} == ids


def test_every_instant_can_have_nanoseconds(aws: Any, central: PartnerCentral) -> None:
    central.behave(poison=[{"kind": "nanoseconds"}])
    engagement_id = accepted_lead(aws, central)

    read = read_exactly(aws, engagement_id)

    whole, _, fraction = read["CreatedAt"].partition(".")
    assert whole == "2026-11-23T07:41:18"
    assert (len(fraction), fraction[-2:]) == (len("123456789Z"), "1Z")


def test_members_can_be_missing_or_null(
    central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    central.behave(
        poison=[
            {"kind": "missing", "path": "Contacts[].LastName"},
            {"kind": "missing", "path": "LastModifiedDate"},
            {"kind": "value", "path": "Project.Title", "value": None},
        ]
    )

    read = partner.opportunity(opportunity_id)

    assert "LastName" not in read["Customer"]["Contacts"][0]
    assert "LastModifiedDate" not in read
    assert read["Project"]["Title"] is None


def test_the_wire_allows_a_number_where_the_model_says_text(
    aws: Any, central: PartnerCentral, opportunity_id: str
) -> None:
    central.behave(poison=[{"kind": "wrong_type", "path": "ExpectedCustomerSpend[].Amount"}])

    read = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)

    assert read["Project"]["ExpectedCustomerSpend"][0]["Amount"] == 42


def test_one_poisoned_record_among_healthy_ones(
    aws: Any, central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    healthy = partner.creates_opportunity()
    central.behave(poison=[{"kind": "missing", "path": "LifeCycle", "about": opportunity_id}])

    rows = aws.list_opportunities(**IN_SANDBOX)["OpportunitySummaries"]

    assert {row["Id"]: "LifeCycle" in row for row in rows} == {opportunity_id: False, healthy: True}


def test_poison_strikes_its_operation_and_is_used_up(
    central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    poison = {"kind": "missing", "operation": "GetOpportunity", "path": "Project", "times": 1}
    central.behave(poison=[poison])

    (row,) = central.call("ListOpportunities", IN_SANDBOX)["OpportunitySummaries"]
    first, second = partner.opportunity(opportunity_id), partner.opportunity(opportunity_id)

    assert ("Project" in row, "Project" in first, "Project" in second) == (True, False, True)
    assert central.behave()["poison"] == ()


def test_poison_harms_answers_and_never_the_record(
    aws: Any, server: PartnerCentralServer, central: PartnerCentral, opportunity_id: str
) -> None:
    before = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)

    control(server, "behave", {"poison": [{"kind": "unknown_enum"}, {"kind": "huge_string"}]})
    aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    control(server, "behave", {"poison": []})

    after = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    assert after["Project"] == before["Project"]
    assert central.violations == []


def test_errors_are_not_poisoned(aws: Any, central: PartnerCentral) -> None:
    central.behave(poison=[{"kind": "huge_string"}])

    with pytest.raises(ClientError) as refused:
        aws.get_opportunity(**IN_SANDBOX, Identifier="O1")

    assert len(refused.value.response["Error"]["Message"]) < 100


@pytest.mark.parametrize(
    "poison",
    [
        "arsenic",
        ["arsenic"],
        [{}],
        [{"kind": "arsenic"}],
        [{"kind": "missing"}],
        [{"kind": "huge_string", "length": "long"}],
        [{"kind": "huge_string", "dose": 2}],
    ],
)
def test_a_poison_it_does_not_know_is_refused(central: PartnerCentral, poison: Any) -> None:
    with pytest.raises(BadBehaviourError):
        central.behave(poison=poison)

    assert central.behave()["poison"] == ()
