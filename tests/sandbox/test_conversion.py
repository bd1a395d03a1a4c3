from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.partner_central import PartnerCentral
from tests.sandbox.leads import IN_SANDBOX, LEAD, accepted_lead, read_exactly, update_lead
from tests.sandbox.rehearsal import Clock


def start(aws: Any, engagement_id: str, *, token: str = "once", context: str = "1") -> Any:  # noqa: S107 - no secret
    return aws.start_opportunity_from_engagement_task(
        **IN_SANDBOX, Identifier=engagement_id, ContextIdentifier=context, ClientToken=token
    )


def task_of(aws: Any, started: dict[str, Any]) -> Any:
    answer = aws.list_opportunity_from_engagement_tasks(
        **IN_SANDBOX, TaskIdentifier=[started["TaskId"]]
    )
    return answer["TaskSummaries"][0]


def convert(aws: Any, engagement_id: str) -> str:
    return str(task_of(aws, start(aws, engagement_id))["OpportunityId"])


def test_a_lead_becomes_a_draft_without_its_person(aws: Any, central: PartnerCentral) -> None:
    engagement_id = accepted_lead(aws, central)

    opportunity_id = convert(aws, engagement_id)

    draft = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    assert draft["Customer"]["Contacts"] == []
    assert draft["Customer"]["Account"]["CompanyName"] == "Polarlicht Data GmbH"
    assert draft["Project"]["CustomerBusinessProblem"].startswith("Reports over four databases")
    assert draft["LifeCycle"] == {
        "Stage": "Prospect",
        "ReviewStatus": "Pending Submission",
        "TargetCloseDate": "2027-02-21",
    }


def test_the_conversion_adds_a_second_context(aws: Any, central: PartnerCentral) -> None:
    engagement_id = accepted_lead(aws, central)

    done = task_of(aws, start(aws, engagement_id))

    engagement = aws.get_engagement(**IN_SANDBOX, Identifier=engagement_id)
    lead, project = engagement["Contexts"]
    assert (lead["Type"], project["Type"]) == ("Lead", "CustomerProject")
    assert project["Payload"]["CustomerProject"]["Customer"]["CountryCode"] == "DE"
    assert done["ContextId"] == project["Id"] == "2"
    assert [event["detail-type"] for event in central.events[-2:]] == [
        "Opportunity Created",
        "Engagement Updated",
    ]


def test_a_conversion_takes_its_time(aws: Any, central: PartnerCentral, clock: Clock) -> None:
    central.behave(conversion_delay_seconds=20)
    started = start(aws, accepted_lead(aws, central))

    running = task_of(aws, started)
    clock.advance(seconds=20)

    assert (started["TaskStatus"], running["TaskStatus"]) == ("IN_PROGRESS", "IN_PROGRESS")
    assert "OpportunityId" not in running
    assert task_of(aws, started)["TaskStatus"] == "COMPLETE"


def test_tasks_can_be_over_with_the_first_answer(aws: Any, central: PartnerCentral) -> None:
    central.behave(tasks_end_at_once=True, conversion_delay_seconds=20)

    started = start(aws, accepted_lead(aws, central))

    assert (started["TaskStatus"], started["ContextId"]) == ("COMPLETE", "2")


def test_the_same_token_converts_once(aws: Any, central: PartnerCentral) -> None:
    engagement_id = accepted_lead(aws, central)

    first, again = start(aws, engagement_id), start(aws, engagement_id)

    assert again["TaskId"] == first["TaskId"]
    assert again["OpportunityId"] == task_of(aws, first)["OpportunityId"]
    assert central.effects["opportunity.created"] == 1


def test_another_token_converts_the_same_lead_again(aws: Any, central: PartnerCentral) -> None:
    engagement_id = accepted_lead(aws, central)

    start(aws, engagement_id)
    task_of(aws, start(aws, engagement_id, token="another"))

    assert central.effects["opportunity.created"] == 2


def test_a_token_belongs_to_its_lead_and_a_lead_to_its_running_task(
    aws: Any, central: PartnerCentral
) -> None:
    central.behave(conversion_delay_seconds=20)
    engagement_id, other = accepted_lead(aws, central), accepted_lead(aws, central)
    start(aws, engagement_id)

    codes = []
    for arguments in ({"engagement_id": other}, {"engagement_id": engagement_id, "token": "new"}):
        with pytest.raises(ClientError) as refused:
            start(aws, **arguments)
        codes.append(refused.value.response["Error"]["Code"])

    assert codes == ["ConflictException", "ConflictException"]
    assert central.effects["conversion.started"] == 1


def test_a_disqualified_lead_becomes_nothing(aws: Any, central: PartnerCentral) -> None:
    engagement = read_exactly(aws, accepted_lead(aws, central))
    update_lead(aws, engagement, QualificationStatus="Disqualified")

    task = task_of(aws, start(aws, engagement["Id"]))

    assert (task["TaskStatus"], task["ReasonCode"]) == ("FAILED", "DisqualifiedLeadNotPermitted")
    assert "opportunity.created" not in central.effects


def test_only_a_lead_that_is_there_can_be_converted(aws: Any, central: PartnerCentral) -> None:
    engagement_id = accepted_lead(aws, central)
    convert(aws, engagement_id)

    project = task_of(aws, start(aws, engagement_id, token="project", context="2"))
    nothing = task_of(aws, start(aws, engagement_id, token="nothing", context="7"))

    assert project["ReasonCode"] == "CustomerProjectContextNotPermitted"
    assert nothing["ReasonCode"] == "ContextNotFound"


def test_a_lead_that_was_not_accepted_cannot_be_converted(
    aws: Any, central: PartnerCentral
) -> None:
    with pytest.raises(ClientError) as refused:
        start(aws, central.share_lead(LEAD)["EngagementId"])

    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_a_conversion_that_failed_needs_a_new_token(aws: Any, central: PartnerCentral) -> None:
    central.behave(fail_conversion={"reason_code": "RequestThrottled"})
    engagement_id = accepted_lead(aws, central)

    failed = task_of(aws, start(aws, engagement_id))
    old = start(aws, engagement_id)
    new = task_of(aws, start(aws, engagement_id, token="second"))

    assert (failed["TaskStatus"], failed["ReasonCode"]) == ("FAILED", "RequestThrottled")
    assert (old["TaskStatus"], new["TaskStatus"]) == ("FAILED", "COMPLETE")


def test_what_an_opportunity_may_not_say_is_not_copied(aws: Any, central: PartnerCentral) -> None:
    customer = {"CompanyName": "Zeppelin Tours", "Industry": "Airships", "WebsiteUrl": "n/a"}
    interaction = {**LEAD["Interactions"][0], "BusinessProblem": "Slow."}  # type: ignore[index]
    lead = {"Customer": customer, "Interactions": [interaction]}

    opportunity_id = convert(aws, accepted_lead(aws, central, lead))

    draft = aws.get_opportunity(**IN_SANDBOX, Identifier=opportunity_id)
    assert draft["Customer"]["Account"] == {"CompanyName": "Zeppelin Tours"}
    assert "CustomerBusinessProblem" not in draft["Project"]


def test_conversions_are_found_by_status_engagement_context_and_opportunity(
    aws: Any, central: PartnerCentral
) -> None:
    engagement_id = accepted_lead(aws, central)
    opportunity_id = convert(aws, engagement_id)
    central.behave(conversion_delay_seconds=60)
    start(aws, accepted_lead(aws, central), token="later")

    def found(**filters: list[str]) -> int:
        answer = aws.list_opportunity_from_engagement_tasks(**IN_SANDBOX, **filters)
        return len(answer["TaskSummaries"])

    assert found(TaskStatus=["IN_PROGRESS"]) == 1
    assert found(EngagementIdentifier=[engagement_id]) == 1
    assert found(ContextIdentifier=["2"]) == 1
    assert found(OpportunityIdentifier=[opportunity_id]) == 1
    assert found() == 2
