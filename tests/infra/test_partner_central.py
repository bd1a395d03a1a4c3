"""What the hub may do at Partner Central: what its connector does, and not one thing more."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from infra.partner_central import IN_SUBMISSION, IN_TASKS
from sandbox.partner_central.model_check import service_model
from tests.infra.template import Template, as_list

_CONNECTOR = Path(__file__).parents[2] / "shared/referral_hub/adapters/partners/aws"


def called() -> set[str]:
    """The operations that the connector names, as IAM names them."""
    names = {name.lower(): name for name in service_model().operation_names}
    trees = [ast.parse(path.read_text()) for path in _CONNECTOR.rglob("*.py")]
    texts = [
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    found = {names.get(text.replace("_", "")) for text in texts if "_" in text}
    return {f"partnercentral:{name}" for name in found if name}


def allowed(template: Template, function: str = "") -> set[str]:
    return {
        action
        for policy, statement in template.statements()
        if policy.startswith(function)
        for action in as_list(statement["Action"])
        if action.startswith("partnercentral:")
    }


def test_the_functions_together_may_do_what_the_connector_does_and_what_its_tasks_do(
    template: Template,
) -> None:
    assert len(called()) > 10
    assert allowed(template) == called() | {*IN_TASKS, *IN_SUBMISSION}


@pytest.mark.parametrize(
    ("function", "actions"),
    [
        ("App", {"GetAwsOpportunitySummary", "ListEngagementInvitations"}),
        ("PollPartnerFeeds", {"ListEngagementInvitations", "ListOpportunities"}),
        ("PartnerHint", {"GetEngagement", "GetEngagementInvitation", "GetOpportunity"}),
    ],
)
def test_who_only_looks_may_only_look(template: Template, function: str, actions: set[str]) -> None:
    assert allowed(template, function) == {f"partnercentral:{name}" for name in actions}


def test_whoever_answers_lists_no_opportunities(template: Template) -> None:
    assert "partnercentral:ListOpportunities" not in allowed(template, "CarryOutDecision")


def test_whoever_shares_and_tells_of_deals_answers_no_invitation(template: Template) -> None:
    shared = {
        "AssociateOpportunity",
        "CreateOpportunity",
        "GetOpportunity",
        "ListEngagementFromOpportunityTasks",
        "ListOpportunities",
        "StartEngagementFromOpportunityTask",
        "UpdateOpportunity",
    }

    allowed_to_share = {f"partnercentral:{name}" for name in shared} | set(IN_SUBMISSION)
    assert allowed(template, "Outbound") == allowed_to_share
