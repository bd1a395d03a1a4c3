from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.partner_central import PartnerCentral
from sandbox.partner_central.errors import ApiError, BusinessRuleError, ConflictError, NotFoundError
from tests.sandbox.rehearsal import Clock, Partner


def test_acceptance_takes_its_time(partner: Partner, clock: Clock, central: PartnerCentral) -> None:
    central.behave(accept_delay_seconds=40)
    invitation_id = partner.is_referred_a_customer()

    started = partner.starts_accepting(invitation_id, token="once")
    clock.advance(seconds=39)
    running = partner.task(started["TaskId"])
    clock.advance(seconds=1)
    complete = partner.task(started["TaskId"])

    assert [t["TaskStatus"] for t in (started, running, complete)] == [
        "IN_PROGRESS",
        "IN_PROGRESS",
        "COMPLETE",
    ]
    assert "OpportunityId" not in running
    assert partner.invitation(invitation_id)["Status"] == "ACCEPTED"


def test_the_first_answer_is_in_progress_even_without_delay(partner: Partner) -> None:
    started = partner.starts_accepting(partner.is_referred_a_customer(), token="once")

    assert started["TaskStatus"] == "IN_PROGRESS"


def test_the_opportunity_is_out_of_reach_until_acceptance_completes(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(accept_delay_seconds=40)
    invitation_id = partner.is_referred_a_customer()
    started = partner.starts_accepting(invitation_id, token="once")

    hidden = partner.opportunities()
    clock.advance(seconds=40)

    assert hidden == []
    assert partner.opportunities() == [partner.task(started["TaskId"])["OpportunityId"]]


def test_an_accepted_opportunity_is_approved_and_in_prospect(partner: Partner) -> None:
    accepted = partner.opportunity(partner.accepts(partner.is_referred_a_customer()))

    life_cycle = accepted["LifeCycle"]
    assert (life_cycle["Stage"], life_cycle["ReviewStatus"]) == ("Prospect", "Approved")
    assert "Origin" not in accepted
    assert accepted["OpportunityTeam"] == partner.sample["OpportunityTeam"]


def test_the_same_token_again_shows_the_same_task_as_it_is_now(
    partner: Partner, central: PartnerCentral
) -> None:
    invitation_id = partner.is_referred_a_customer()

    first = partner.starts_accepting(invitation_id, token="once")
    again = partner.starts_accepting(invitation_id, token="once")

    assert again["TaskId"] == first["TaskId"]
    assert again["TaskStatus"] == "COMPLETE"
    assert central.effects["task.started"] == 1
    assert central.effects["invitation.accepted"] == 1


def test_the_same_token_for_another_invitation_is_a_conflict(partner: Partner) -> None:
    partner.starts_accepting(partner.is_referred_a_customer(), token="once")
    other = partner.is_referred_a_customer()

    with pytest.raises(ConflictError):
        partner.starts_accepting(other, token="once")


def test_two_doors_at_once_accept_once(partner: Partner, central: PartnerCentral) -> None:
    central.behave(accept_delay_seconds=40)
    invitation_id = partner.is_referred_a_customer()

    def accept(token: str) -> str:
        try:
            return str(partner.starts_accepting(invitation_id, token=token)["TaskStatus"])
        except ApiError as error:
            return error.name

    with ThreadPoolExecutor(4) as doors:
        answers = sorted(doors.map(accept, ["a", "b", "c", "d"]))

    assert answers == ["ConflictException"] * 3 + ["IN_PROGRESS"]


def test_an_accepted_invitation_cannot_be_accepted_with_another_token(partner: Partner) -> None:
    invitation_id = partner.is_referred_a_customer()
    partner.accepts(invitation_id)

    with pytest.raises(BusinessRuleError, match="ACCEPTED"):
        partner.starts_accepting(invitation_id, token="second thoughts")


def test_an_invitation_being_accepted_cannot_be_rejected(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(accept_delay_seconds=40)
    invitation_id = partner.is_referred_a_customer()
    partner.starts_accepting(invitation_id, token="once")

    with pytest.raises(ConflictError):
        partner.rejects(invitation_id, "Other")


def test_a_failed_task_says_why_and_leaves_the_invitation_pending(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(fail_task={"reason_code": "ServiceQuotaExceeded", "message": "Too many."})
    invitation_id = partner.is_referred_a_customer()

    task = partner.task(partner.starts_accepting(invitation_id, token="first")["TaskId"])

    assert (task["TaskStatus"], task["ReasonCode"]) == ("FAILED", "ServiceQuotaExceeded")
    assert task["Message"] == "Too many."
    assert partner.invitation(invitation_id)["Status"] == "PENDING"


def test_after_a_failed_task_a_new_token_succeeds_and_the_old_one_does_not(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(fail_task={"reason_code": "InternalError"})
    invitation_id = partner.is_referred_a_customer()
    partner.starts_accepting(invitation_id, token="first")

    old = partner.starts_accepting(invitation_id, token="first")
    new = partner.task(partner.starts_accepting(invitation_id, token="second")["TaskId"])

    assert old["TaskStatus"] == "FAILED"
    assert new["TaskStatus"] == "COMPLETE"


def test_an_invitation_does_not_expire_while_it_is_being_accepted(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(accept_delay_seconds=60)
    invitation_id = partner.is_referred_a_customer()
    clock.advance(days=15, seconds=-1)

    partner.starts_accepting(invitation_id, token="just in time")
    clock.advance(minutes=2)

    assert partner.invitation(invitation_id)["Status"] == "ACCEPTED"


def test_an_invitation_whose_time_ran_out_during_a_failing_task_expires(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(accept_delay_seconds=60, fail_task={"reason_code": "InternalError"})
    invitation_id = partner.is_referred_a_customer()
    clock.advance(days=15, seconds=-1)

    partner.starts_accepting(invitation_id, token="just in time")
    clock.advance(minutes=2)

    assert partner.invitation(invitation_id)["Status"] == "EXPIRED"


def test_tasks_are_found_by_status_invitation_and_opportunity(
    partner: Partner, central: PartnerCentral
) -> None:
    accepted = partner.is_referred_a_customer()
    opportunity_id = partner.accepts(accepted)
    central.behave(accept_delay_seconds=60)
    waiting = partner.is_referred_a_customer()
    partner.starts_accepting(waiting, token="later")

    def invitations_of(**filters: list[str]) -> list[str]:
        request = {"Catalog": "Sandbox", **filters}
        answer = central.call("ListEngagementByAcceptingInvitationTasks", request)
        return [task["EngagementInvitationId"] for task in answer["TaskSummaries"]]

    assert invitations_of(TaskStatus=["IN_PROGRESS"]) == [waiting]
    assert invitations_of(EngagementInvitationIdentifier=[accepted]) == [accepted]
    assert invitations_of(OpportunityIdentifier=[opportunity_id]) == [accepted]
    assert sorted(invitations_of()) == sorted([accepted, waiting])


def test_a_fresh_opportunity_can_lag_behind_its_task(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(visibility_delay_seconds=3)
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    with pytest.raises(NotFoundError):
        partner.opportunity(opportunity_id)
    clock.advance(seconds=3)

    assert partner.opportunity(opportunity_id)["Id"] == opportunity_id
