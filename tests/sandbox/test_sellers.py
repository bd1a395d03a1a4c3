"""What AWS's sellers change after acceptance, and how a partner finds out."""

from typing import Any

import pytest

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.errors import BusinessRuleError
from sandbox.switches import BadBehaviourError
from tests.sandbox.leads import IN_SANDBOX, LEAD, accepted_lead
from tests.sandbox.rehearsal import Clock, Partner, control

SPEND = {"Amount": "9000.00", "CurrencyCode": "EUR", "Frequency": "Monthly", "TargetCompany": "AWS"}
CHANGES = {
    "LifeCycle": {
        "Stage": "Qualified",
        "TargetCloseDate": "2031-12-24",
        "NextSteps": "Workshop in May",
    },
    "Project": {"Title": "Hull sensors, second phase", "ExpectedCustomerSpend": [SPEND]},
}


@pytest.fixture
def opportunity_id(partner: Partner) -> str:
    return partner.accepts(partner.is_referred_a_customer())


def changed_since(aws: Any, read: dict[str, Any]) -> list[str]:
    """List what changed after an opportunity was read, oldest first."""
    pages = aws.get_paginator("list_opportunities").paginate(
        **IN_SANDBOX,
        LastModifiedDate={"AfterLastModifiedDate": read["LastModifiedDate"]},
        Sort={"SortBy": "LastModifiedDate", "SortOrder": "ASCENDING"},
        PaginationConfig={"PageSize": 1},
    )
    rows = [row for page in pages for row in page["OpportunitySummaries"]]
    return [row["Id"] for row in rows]


def test_a_seller_changes_a_deal_and_aws_says_so(
    aws: Any, central: PartnerCentral, clock: Clock, opportunity_id: str
) -> None:
    before = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    clock.advance(minutes=5)

    central.edit_opportunity(opportunity_id, CHANGES)

    after = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    assert after["LifeCycle"].items() >= CHANGES["LifeCycle"].items()
    assert after["Project"].items() >= CHANGES["Project"].items()
    assert after["LastModifiedDate"] > before["LastModifiedDate"]
    assert central.events[-1]["detail-type"] == "Opportunity Updated"
    assert central.events[-1]["detail"]["opportunity"] == {"identifier": opportunity_id}


def test_a_change_whose_event_got_lost_is_found_by_asking(
    aws: Any, server: PartnerCentralServer, clock: Clock, opportunity_id: str
) -> None:
    known = len(server.central.events)
    last_seen = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    clock.advance(minutes=5)

    control(server, f"opportunity/{opportunity_id}?told=false", CHANGES)

    assert len(server.central.events) == known
    assert changed_since(aws, last_seen) == [opportunity_id]


def test_both_ends_of_a_window_belong_to_it_and_pages_come_in_order(
    aws: Any, clock: Clock, partner: Partner
) -> None:
    ids = []
    for _ in range(3):
        ids.append(partner.creates_opportunity())
        clock.advance(seconds=1)
    first, _, last = [aws.get_opportunity(**IN_SANDBOX, Identifier=i) for i in ids]

    within = aws.list_opportunities(
        **IN_SANDBOX,
        LastModifiedDate={
            "AfterLastModifiedDate": first["LastModifiedDate"],
            "BeforeLastModifiedDate": last["LastModifiedDate"],
        },
    )

    assert changed_since(aws, first) == ids
    assert {row["Id"] for row in within["OpportunitySummaries"]} == set(ids)


def test_opportunities_are_found_by_id_stage_and_review(
    aws: Any, central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    draft = partner.creates_opportunity()
    central.edit_opportunity(opportunity_id, {"LifeCycle": {"Stage": "Committed"}})

    def found(**filters: Any) -> list[str]:
        rows = aws.list_opportunities(**IN_SANDBOX, **filters)["OpportunitySummaries"]
        return [row["Id"] for row in rows]

    assert found(Identifier=[draft]) == [draft]
    assert found(LifeCycleStage=["Committed"]) == [opportunity_id]
    assert found(LifeCycleReviewStatus=["Pending Submission"]) == [draft]


def test_aws_has_its_own_stage_and_next_steps(
    aws: Any, server: PartnerCentralServer, opportunity_id: str
) -> None:
    ours = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    theirs = {"LifeCycle": {"Stage": "Term Sheet Negotiation", "NextSteps": "Legal"}}

    control(server, f"opportunity/{opportunity_id}/aws", theirs)

    summary = aws.get_aws_opportunity_summary(
        **IN_SANDBOX, RelatedOpportunityIdentifier=opportunity_id
    )
    assert summary["LifeCycle"]["Stage"] == "Term Sheet Negotiation"
    assert summary["LifeCycle"]["TargetCloseDate"] == ours["LifeCycle"]["TargetCloseDate"]
    assert (
        aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)["LifeCycle"]
        == (ours["LifeCycle"])
    )
    assert server.central.events[-1]["detail-type"] == "Opportunity Updated"


def test_aws_cannot_say_of_its_side_what_the_model_forbids(
    central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    with pytest.raises(BadBehaviourError, match="INVALID_ENUM_VALUE"):
        central.edit_aws_side(opportunity_id, {"LifeCycle": {"Stage": "Closed Won"}})
    with pytest.raises(BadBehaviourError, match="no side"):
        central.edit_aws_side(partner.creates_opportunity(), {})


@pytest.mark.parametrize("status", ["Submitted", "In review", "Rejected"])
def test_a_deal_aws_took_back_into_review_is_locked(
    central: PartnerCentral, partner: Partner, opportunity_id: str, status: str
) -> None:
    central.edit_opportunity(opportunity_id, {"LifeCycle": {"ReviewStatus": status}})
    read = partner.opportunity(opportunity_id)

    with pytest.raises(BusinessRuleError, match=status):
        partner.updates(read, LifeCycle={**read["LifeCycle"], "NextSteps": "Call"})


def test_approval_can_make_fields_final(
    central: PartnerCentral, partner: Partner, opportunity_id: str
) -> None:
    central.behave(approved_fields_locked=True)
    read = partner.opportunity(opportunity_id)
    renamed = {**read["Project"], "Title": "Another"}
    steps = {**read["LifeCycle"], "NextSteps": "Call"}

    with pytest.raises(BusinessRuleError) as refused:
        partner.updates(read, Project=renamed, PartnerOpportunityIdentifier="crm-1")

    paths = [flaw.path for flaw in refused.value.flaws]
    assert paths == ["PartnerOpportunityIdentifier", "Project.Title"]
    assert partner.updates(read, LifeCycle=steps)["Id"] == opportunity_id


def test_a_seller_corrects_a_lead_in_silence_or_not(
    aws: Any, server: PartnerCentralServer, central: PartnerCentral
) -> None:
    engagement_id = accepted_lead(aws, central)
    known = len(central.events)

    control(server, f"engagement/{engagement_id}?told=false", {"Customer": {"Industry": "Other"}})
    answer = control(server, f"engagement/{engagement_id}", {"QualificationStatus": "Research"})

    lead = answer["Contexts"][0]["Payload"]["Lead"]
    assert lead["Customer"]["Industry"] == "Other"
    assert [event["detail-type"] for event in central.events[known:]] == ["Engagement Updated"]


@pytest.mark.parametrize("changes", [{"Interactions": []}, {"Customer": {"CompanyName": None}}])
def test_a_lead_cannot_be_edited_out_of_the_model(
    central: PartnerCentral, changes: dict[str, Any]
) -> None:
    engagement_id = central.share_lead(LEAD)["EngagementId"]

    with pytest.raises(BadBehaviourError):
        central.edit_lead(engagement_id, changes)
    with pytest.raises(BadBehaviourError):
        central.edit_lead("eng-00000000000000", {})


def test_another_process_can_share_a_lead_and_send_any_event(
    aws: Any, server: PartnerCentralServer
) -> None:
    shared = control(server, "lead", {"lead": LEAD, "title": "Nightly reports"})
    detail = {"catalog": "Sandbox", "opportunity": {"identifier": 7}}
    control(server, "event", {"detail_type": "Opportunity Updated", "detail": detail})

    shown = aws.get_engagement_invitation(**IN_SANDBOX, Identifier=shared["InvitationId"])
    assert shown["EngagementTitle"] == "Nightly reports"
    event = server.central.events[-1]
    assert (event["source"], event["detail"]) == ("aws.partnercentral-selling", detail)
