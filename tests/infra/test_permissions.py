"""Least privilege, as a list: what is not written here may not be wider than one named thing."""

from __future__ import annotations

import pytest

from tests.infra.template import Template, as_list

# Actions that know no resource, or whose resources cannot be named beforehand.
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments": "X-Ray has no resources",
    "xray:PutTelemetryRecords": "X-Ray has no resources",
    "xray:GetSamplingRules": "X-Ray has no resources",
    "xray:GetSamplingTargets": "X-Ray has no resources",
    "logs:CreateLogDelivery": "log delivery has no resources",
    "logs:GetLogDelivery": "log delivery has no resources",
    "logs:UpdateLogDelivery": "log delivery has no resources",
    "logs:DeleteLogDelivery": "log delivery has no resources",
    "logs:ListLogDeliveries": "log delivery has no resources",
    "logs:PutResourcePolicy": "log delivery has no resources",
    "logs:DescribeResourcePolicies": "log delivery has no resources",
    "logs:DescribeLogGroups": "log delivery has no resources",
    "dynamodb:ListStreams": "lists; has no resource",
}


def test_no_action_is_a_wildcard(template: Template) -> None:
    actions = {
        action for _, statement in template.statements() for action in as_list(statement["Action"])
    }

    assert not [action for action in actions if "*" in action]


def test_only_listed_actions_may_touch_any_resource(template: Template) -> None:
    unbounded = {
        action
        for _, statement in template.statements()
        if "*" in as_list(statement["Resource"]) and "Condition" not in statement
        for action in as_list(statement["Action"])
    }

    assert unbounded <= set(WITHOUT_RESOURCE)


def test_partner_central_is_bound_to_the_chosen_catalog(template: Template) -> None:
    conditions = [
        statement["Condition"]
        for _, statement in template.statements()
        if any(action.startswith("partnercentral:") for action in as_list(statement["Action"]))
    ]

    chosen = {"StringEquals": {"partnercentral:Catalog": {"Ref": "PartnerCentralCatalog"}}}
    assert conditions
    assert all(condition == chosen for condition in conditions)


def test_only_the_step_that_carries_decisions_out_may_answer_partner_central(
    template: Template,
) -> None:
    answering = {
        policy
        for policy, statement in template.statements()
        if "partnercentral:StartEngagementByAcceptingInvitationTask" in as_list(statement["Action"])
    }

    assert [policy.startswith("CarryOutDecision") for policy in answering] == [True]


def test_only_the_relay_starts_executions(template: Template) -> None:
    starting = {
        policy
        for policy, statement in template.statements()
        if "states:StartExecution" in as_list(statement["Action"])
    }

    assert [policy.startswith("RelayChanges") for policy in starting] == [True]


def test_nobody_may_read_the_whole_table(template: Template) -> None:
    actions = {
        action for _, statement in template.statements() for action in as_list(statement["Action"])
    }

    assert "dynamodb:Scan" not in actions


def test_no_role_carries_a_managed_policy(template: Template) -> None:
    assert not [
        id_ for id_, role in template.all("IAM::Role").items() if role.get("ManagedPolicyArns")
    ]


def test_the_api_may_list_invitations_and_see_awss_side_of_a_deal_and_read_nothing_else(
    template: Template,
) -> None:
    allowed = {
        action
        for policy, statement in template.statements()
        if policy.startswith("App")
        for action in as_list(statement["Action"])
        if action.startswith("partnercentral:")
    }

    assert allowed == {
        "partnercentral:GetAwsOpportunitySummary",
        "partnercentral:ListEngagementInvitations",
    }


def test_the_api_may_queue_what_partners_webhooks_point_at(template: Template) -> None:
    resources = [
        str(resource)
        for policy, statement in template.statements()
        if policy.startswith("App") and "sqs:SendMessage" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]

    assert any("PartnerHints" in resource for resource in resources)


def test_the_api_may_bring_what_is_held_up_for_a_webhook(template: Template) -> None:
    resources = [
        str(resource)
        for policy, statement in template.statements()
        if policy.startswith("App")
        and "sqs:ChangeMessageVisibility" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]

    (queue,) = resources
    assert "WebhookMessagesQueue" in queue


def test_whoever_queues_a_message_for_a_webhook_may_write_down_that_it_did(
    template: Template,
) -> None:
    def may(action: str, about: str) -> set[str]:
        return {
            policy
            for policy, statement in template.statements()
            if action in as_list(statement["Action"]) and about in str(statement["Resource"])
        }

    queueing = may("sqs:SendMessage", "WebhookMessagesQueue")

    assert queueing
    assert queueing <= may("dynamodb:PutItem", "Table")


@pytest.mark.parametrize("function", ["App", "PartnerHint", "WatchDeadlines"])
def test_whoever_gives_referrals_to_owners_may_strike_what_has_ended_off_their_lists(
    template: Template, function: str
) -> None:
    striking = [
        policy
        for policy, statement in template.statements()
        if "dynamodb:DeleteItem" in as_list(statement["Action"])
    ]

    assert any(policy.startswith(function) for policy in striking)
