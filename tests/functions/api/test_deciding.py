"""Preview, accept, reject, retry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from functions._entrypoint import metrics
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.domain.access import Role
from referral_hub.domain.crm import Account
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from tests.builders import chosen
from tests.functions.api.client import Client, a_client


class SilentCrm(BuiltInCrm):
    """A CRM that does not answer."""

    def account(self, account_id: str) -> Account | None:
        raise Unavailable(self.name, f"it does not answer about {account_id}")


def counted() -> set[str]:
    """The names of what was counted since the metrics were last written."""
    return set(metrics.metric_set)


def test_the_preview_is_prefilled_and_writes_nothing(
    operator: Client, number: str, hub: Hub
) -> None:
    preview = operator.previews(number).said

    values = {field["name"]: field["value"] for field in preview["opportunity"]}
    assert values["name"] == "Fenwick Lighthouses: Lamp modernisation"
    assert values["amount"] == "12500.00"
    assert hub.crm.search_accounts("Fenwick") == []


def test_a_referral_can_be_accepted_with_an_account_created_for_it(
    operator: Client, number: str
) -> None:
    accepted = operator.accepts(number, {"account": {"create": {"industry": "Energy"}}})

    assert accepted.status == 200
    assert accepted.said["status"] == "accepted"
    assert accepted.said["progress"] == "carrying_out"
    assert accepted.said["decision"]["account_create"] == {"industry": "Energy"}
    assert accepted.said["decision"]["by"] == "operator:Ingrid"


def test_a_referral_can_be_accepted_onto_an_account_of_the_crm(
    operator: Client, number: str, fenwick: str
) -> None:
    accepted = operator.accepts(number, {"account": {"existing": fenwick}})

    assert accepted.said["account_id"] == fenwick


def test_an_account_that_the_crm_does_not_have_is_refused(operator: Client, number: str) -> None:
    refused = operator.accepts(number, {"account": {"existing": "acc-none"}})

    assert (refused.status, refused.code) == (422, "unknown_crm_record")
    assert "account.existing" in refused.wrong
    assert operator.opens(number).said["status"] == "pending_acceptance"


def test_every_field_that_the_crm_would_refuse_is_named_at_once(
    operator: Client, number: str
) -> None:
    fields = {"amount": "much", "close_date": "soon"}

    refused = operator.accepts(
        number, {"account": {"create": {}}, "opportunity": {"fields": fields}}
    )

    assert (refused.status, refused.code) == (422, "invalid_fields")
    assert set(refused.wrong) == {"opportunity.amount", "opportunity.close_date"}


def test_a_field_that_is_not_offered_is_refused(operator: Client, number: str) -> None:
    body = {"account": {"create": {}}, "opportunity": {"fields": {"next_step": "Call"}}}

    refused = operator.accepts(number, body)

    assert (refused.status, refused.code) == (422, "field_not_offered")


def test_accept_is_offered_exactly_while_it_applies(operator: Client, number: str) -> None:
    before = operator.opens(number).said["actions"]
    operator.accepts(number)

    after = operator.opens(number).said["actions"]

    assert before == ["accept", "reject"]
    assert after == ["edit_deal", "sync"]


def test_accept_is_not_offered_once_the_invitation_ran_out(
    operator: Client, number: str, hub: Hub
) -> None:
    hub.clock.advance(days=15)  # type: ignore[attr-defined]

    refused = operator.accepts(number)

    assert operator.opens(number).said["actions"] == []
    assert (refused.status, refused.code) == (409, "invitation_expired")


def test_accepting_twice_gives_the_same_answer(operator: Client, number: str) -> None:
    first = operator.accepts(number)

    second = operator.accepts(number, {"account": {"create": {"industry": "Another"}}})

    assert second.status == 200
    assert second.said == first.said


def test_twenty_operators_accepting_at_once_get_one_answer_with_one_effect(
    hub: Hub, number: str
) -> None:
    operators = [a_client(hub) for _ in range(20)]

    with ThreadPoolExecutor(20) as crowd:
        replies = list(crowd.map(lambda operator: operator.accepts(number), operators))

    assert {reply.status for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1
    assert hub.referrals.get(number).version == 2


def test_an_accepted_referral_cannot_be_rejected(operator: Client, number: str) -> None:
    operator.accepts(number)

    refused = operator.rejects(number)

    assert (refused.status, refused.code) == (409, "already_decided")


def test_a_rejection_is_final_and_repeats_alike(operator: Client, number: str) -> None:
    first = operator.rejects(number, "No capacity")

    assert first.said["status"] == "rejected"
    assert first.said["decision"]["reason"] == "No capacity"
    assert operator.rejects(number).said == first.said
    assert operator.accepts(number).code == "already_decided"


def test_rejecting_again_for_another_reason_says_which_one_counts(
    operator: Client, number: str
) -> None:
    operator.rejects(number, "No capacity")

    refused = operator.rejects(number, "Not our region")

    assert (refused.status, refused.code) == (409, "already_decided")
    assert "No capacity" in refused.said["detail"]


def test_the_partner_reads_the_decision_but_not_who_made_it(
    partner: Client, operator: Client, number: str
) -> None:
    operator.rejects(number, "No capacity")

    seen = partner.opens(number).said

    assert seen["decision"]["reason"] == "No capacity"
    assert seen["decision"]["by"] == ""
    assert seen["execution"] is None
    assert "crm" not in seen["integrations"]


def test_a_decided_referral_leads_to_its_execution(hub: Hub, partner: Client) -> None:
    arn = "arn:aws:states:eu-north-1:123456789012:stateMachine:Intake"
    world = replace(hub, state_machine_arn=arn)
    number = partner.shares().said["number"]

    execution = a_client(world).accepts(number).said["execution"]

    assert execution["name"] == number
    assert execution["url"].startswith("https://eu-north-1.console.aws.amazon.com/states/")
    assert execution["url"].endswith(f":execution:Intake:{number}")


def test_a_failed_referral_can_be_retried_by_an_operator_or_an_admin(
    hub: Hub, operator: Client, number: str
) -> None:
    operator.accepts(number)
    hub.referrals.save(hub.referrals.get(number).failed("The CRM refuses the account"))

    offered = operator.opens(number).said
    retried = a_client(hub, Role.ADMIN).retries(number)

    assert offered["actions"] == ["retry", "dismiss_problem", "edit_deal", "sync"]
    assert offered["problem"] == "The CRM refuses the account"
    assert retried.status == 202
    assert retried.said["progress"] == "carrying_out"
    assert retried.said["execution"]["name"] == f"{number}-2"


def test_there_is_nothing_to_retry_on_a_healthy_referral(operator: Client, number: str) -> None:
    refused = operator.retries(number)

    assert (refused.status, refused.code) == (409, "nothing_to_retry")


def test_the_timeline_says_who_did_what_when_and_why(operator: Client, number: str) -> None:
    operator.rejects(number, "No capacity")

    story = operator.get(f"/v1/referrals/{number}/timeline").said["items"]

    assert [entry["what"] for entry in story][:2] == ["referral.received", "referral.rejected"]
    assert story[1]["who"] == "operator:Ingrid"
    assert story[1]["why"] == "No capacity"


def test_a_decision_on_a_version_that_has_moved_on_is_refused(
    operator: Client, number: str
) -> None:
    seen = operator.opens(number).headers["ETag"]
    operator.accepts(number, if_match=seen)

    refused = operator.accepts(number, if_match=seen)

    assert (refused.status, refused.code) == (412, "precondition_failed")


def test_only_the_caller_whose_decision_it_is_is_counted(
    hub: Hub, operator: Client, number: str
) -> None:
    operator.accepts(number)
    first = counted()
    metrics.clear_metrics()
    hub.clock.advance(seconds=1)  # type: ignore[attr-defined]
    operator.accepts(number)

    assert first == {"ReferralReceived", "ReferralAccepted"}
    assert counted() == set()


def test_a_crm_that_does_not_answer_makes_the_caller_try_again(hub: Hub, number: str) -> None:
    world = replace(hub, chosen_crm=chosen(SilentCrm(hub.table, hub.clock)))

    refused = a_client(world).accepts(number, {"account": {"existing": "acc-1"}})

    assert (refused.status, refused.code) == (503, "try_again")
    assert refused.headers["Retry-After"] == "2"
    assert refused.said["cause"] == "unreachable"
    assert refused.said["detail"].startswith("built-in could not be asked: ")
