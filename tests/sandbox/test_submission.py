"""A partner hands opportunities to AWS: create, associate, submit, and what AWS makes of them."""

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from tests.sandbox.rehearsal import Clock, control
from tests.sandbox.submitting import SOLUTION, Submitter, refusal


def review_status(us: Submitter, opportunity_id: str) -> str:
    return str(us.reads(opportunity_id)["LifeCycle"]["ReviewStatus"])


def test_the_same_creation_told_twice_is_one_opportunity(
    us: Submitter, central: PartnerCentral
) -> None:
    first, second = us.creates(), us.creates()

    assert first == second
    assert central.effects["opportunity.created"] == 1


def test_a_token_that_was_used_for_something_else_is_a_conflict(us: Submitter) -> None:
    us.creates()

    with refusal() as refused:
        us.creates(NationalSecurity="No", PartnerOpportunityIdentifier="R-2")

    assert refused.code == "ConflictException"


def test_submitting_before_associating_is_refused(us: Submitter) -> None:
    with refusal() as refused:
        us.submits(us.creates())

    assert refused.code == "ValidationException"
    assert refused.errors == {"RelatedEntityIdentifiers": "REQUIRED_FIELD_MISSING"}


def test_a_described_solution_needs_no_association(us: Submitter) -> None:
    project = {**us.request["Project"], "OtherSolutionDescription": "A gateway on board"}
    opportunity_id = us.creates(Project=project)

    us.submits(opportunity_id)

    assert review_status(us, opportunity_id) == "Submitted"


def test_all_that_is_missing_is_told_at_once(us: Submitter) -> None:
    opportunity_id = us.creates(
        Customer={"Account": {"CompanyName": "Halvard", "Address": {"CountryCode": "US"}}},
        Project={"Title": "Sonar"},
        LifeCycle={"Stage": "Prospect"},
        PrimaryNeedsFromAws=[],
    )

    with refusal() as refused:
        us.submits(opportunity_id)

    assert refused.errors == {
        **dict.fromkeys(
            (
                "PrimaryNeedsFromAws",
                "Customer.Account.Industry",
                "Customer.Account.WebsiteUrl",
                "Customer.Account.Address.StateOrRegion",
                "Project.CustomerBusinessProblem",
                "Project.CustomerUseCase",
                "Project.DeliveryModels",
                "Project.ExpectedCustomerSpend",
                "Project.SalesActivities",
                "LifeCycle.TargetCloseDate",
                "RelatedEntityIdentifiers",
            ),
            "REQUIRED_FIELD_MISSING",
        ),
        "Customer.Account.Address.PostalCode": "INVALID_STRING_FORMAT",
        "LifeCycle.Stage": "INVALID_VALUE",
    }


def test_what_is_only_shown_to_aws_needs_no_reason_to_co_sell(us: Submitter) -> None:
    project = {k: v for k, v in us.request["Project"].items() if k != "SalesActivities"}
    opportunity_id = us.creates(Project=project, PrimaryNeedsFromAws=[])
    us.associates(opportunity_id)

    us.submits(opportunity_id, InvolvementType="For Visibility Only")

    assert review_status(us, opportunity_id) == "Submitted"


def test_a_solution_that_is_only_described_is_not_committed_to(us: Submitter) -> None:
    project = {**us.request["Project"], "OtherSolutionDescription": "A gateway on board"}
    committed = {**us.request["LifeCycle"], "Stage": "Committed"}
    read = us.reads(us.creates(Project=project))

    with refusal() as refused:
        us.updates(read, LifeCycle=committed)

    assert refused.errors == {"LifeCycle.Stage": "INVALID_VALUE"}


def test_a_submission_takes_its_time_and_is_found_by_its_token(
    us: Submitter, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(submission_delay_seconds=5)
    opportunity_id = us.creates()
    us.associates(opportunity_id)

    begun = us.submits(opportunity_id)
    with refusal() as other:
        us.submits(opportunity_id, token="second")
    clock.advance(seconds=5)
    again = us.submits(opportunity_id)

    assert (begun["TaskStatus"], again["TaskStatus"]) == ("IN_PROGRESS", "COMPLETE")
    assert other.code == "ConflictException"
    assert us.task(begun["TaskId"])["EngagementId"] == again["EngagementId"]
    assert central.effects["opportunity.submitted"] == 1


def test_what_is_submitted_is_not_at_partner_yet_again(us: Submitter) -> None:
    opportunity_id = us.has_submitted()

    with refusal() as refused:
        us.submits(opportunity_id, token="second")

    assert refused.errors == {"LifeCycle.ReviewStatus": "INVALID_RESOURCE_STATE"}


def test_a_submission_fails_when_asked_and_leaves_a_draft(
    us: Submitter, central: PartnerCentral
) -> None:
    central.behave(fail_submission={"reason_code": "OpportunitySubmissionFailed"})
    opportunity_id = us.creates()
    us.associates(opportunity_id)

    task = us.task(us.submits(opportunity_id)["TaskId"])

    assert (task["TaskStatus"], task["ReasonCode"]) == ("FAILED", "OpportunitySubmissionFailed")
    assert review_status(us, opportunity_id) == "Pending Submission"
    us.submits(opportunity_id, token="second")
    assert review_status(us, opportunity_id) == "Submitted"


def test_submitting_and_approving_are_told_in_the_order_of_aws(
    us: Submitter, central: PartnerCentral
) -> None:
    before = us.creates()
    us.associates(before)
    heard = len(central.events)

    us.submits(before)
    us.reads(before)
    submitted = [event["detail-type"] for event in central.events[heard:]]
    central.review(before, "In review")
    central.review(before, "Approved", comments="Welcome.")
    reviewed = [event["detail-type"] for event in central.events[heard + len(submitted) :]]

    assert submitted == [
        "Opportunity Updated",
        "Engagement Created",
        "Engagement Resource Snapshot Created",
        "Engagement Member Added",
        "Engagement Invitation Created",
    ]
    assert reviewed == [
        "Opportunity Updated",
        "Engagement Invitation Accepted",
        "Engagement Member Added",
        "Opportunity Updated",
        "Engagement Resource Snapshot Created",
    ]


def test_the_partner_is_the_sender_of_what_it_submits(
    us: Submitter, central: PartnerCentral
) -> None:
    us.has_submitted()
    central.tick()

    told = central.events[-1]["detail"]["engagementInvitation"]

    assert (told["participantType"], told["receiverAccountId"]) == ("Sender", "aws")


def test_a_review_over_http_says_what_is_missing(
    us: Submitter, server: PartnerCentralServer
) -> None:
    opportunity_id = us.has_submitted()

    control(
        server,
        f"opportunity/{opportunity_id}/review",
        {"status": "Action Required", "comments": "Say more.", "reason": "Incomplete"},
    )

    life_cycle = us.reads(opportunity_id)["LifeCycle"]
    assert life_cycle["ReviewStatus"] == "Action Required"
    assert (life_cycle["ReviewComments"], life_cycle["ReviewStatusReason"]) == (
        "Say more.",
        "Incomplete",
    )


def test_aws_has_a_side_in_what_it_was_handed(us: Submitter) -> None:
    opportunity_id = us.has_submitted()

    side = us.aws.get_aws_opportunity_summary(
        Catalog="Sandbox", RelatedOpportunityIdentifier=opportunity_id
    )

    assert (side["Origin"], side["InvolvementType"]) == ("Partner Referral", "Co-Sell")
    assert side["RelatedEntityIds"]["Solutions"] == [SOLUTION]


def test_a_call_is_refused_over_the_fields_that_were_asked_for(
    us: Submitter, central: PartnerCentral
) -> None:
    errors = [{"field": "Project.Title", "code": "INVALID_VALUE", "message": "is a test"}]
    central.behave(refuse={"operation": "CreateOpportunity", "errors": errors})

    with refusal() as refused:
        us.creates()

    assert refused.errors == {"Project.Title": "INVALID_VALUE"}
    assert us.creates()


def test_one_write_a_second_is_all_that_aws_takes(
    us: Submitter, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(aws_quotas=True)
    opportunity_id = us.creates()

    with refusal() as refused:
        us.associates(opportunity_id)
    clock.advance(seconds=1)
    us.associates(opportunity_id)

    assert refused.code == "ThrottlingException"
