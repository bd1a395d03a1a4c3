"""The secrets of partners: who may put them, who may read them, and that they are only theirs."""

from __future__ import annotations

from typing import Any

from tests.infra.template import Template, as_list, mentioned

OURS = {"Fn::Join": ["", [{"Ref": "AWS::StackName"}, "/partners/"]]}
TALKERS = {
    "schedule.poll_partner_feeds",
    "sqs.outbound",
    "sqs.partner_hint",
    "workflow.carry_out_decision",
}


def may(template: Template, action: str) -> set[str]:
    """The functions that may do this with the secrets of partners."""
    roles = {
        role
        for policy in template.all("IAM::Policy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if f"secretsmanager:{action}" in as_list(statement["Action"])
        and "/partners/*" in str(statement["Resource"])
        for role in mentioned(policy["Roles"])
    }
    return {m for m, function in template.modules.items() if mentioned(function["Role"]) <= roles}


def statements(template: Template) -> list[Any]:
    return [
        statement
        for _, statement in template.statements()
        if "secretsmanager:" in str(statement["Action"])
        and "CrmSecret" not in str(statement)
        and "/webhooks/" not in str(statement)
    ]


def test_only_the_api_makes_a_secret(template: Template) -> None:
    assert may(template, "CreateSecret") == {"api.app"}


def test_whoever_speaks_with_partners_reads_secrets_and_nobody_else(template: Template) -> None:
    assert may(template, "GetSecretValue") == {"api.app", *TALKERS}


def test_whoever_signs_in_may_keep_the_token_for_the_next_time(template: Template) -> None:
    assert may(template, "PutSecretValue") == {"api.app", *TALKERS}


def test_a_hub_touches_the_secrets_under_its_own_name_only(template: Template) -> None:
    places = [str(statement["Resource"]) for statement in statements(template)]

    assert places
    assert all("':secret:', {'Ref': 'AWS::StackName'}, '/partners/*'" in each for each in places)


def test_nobody_deletes_a_secret_or_lists_them(template: Template) -> None:
    actions = {action for s in statements(template) for action in as_list(s["Action"])}

    assert actions == {
        "secretsmanager:CreateSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
    }


def test_every_function_knows_where_the_secrets_are(template: Template) -> None:
    told = [
        function["Environment"]["Variables"].get("HUB_PARTNER_SECRETS_PREFIX")
        for function in template.functions.values()
    ]

    assert all(prefix == OURS for prefix in told)
