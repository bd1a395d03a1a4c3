"""Configure the stages that sales go through."""

from __future__ import annotations

from referral_hub.domain.errors import HubError
from referral_hub.domain.workflows import SalesWorkflow
from referral_hub.records.users import Users
from referral_hub.records.workflows import SalesWorkflows


class WorkflowDoesNotFit(HubError):
    code = "workflow_does_not_fit"
    fix = "Correct each field named in errors; a stage that is not wanted any more is retired."


def publish(*, workflow: SalesWorkflow, workflows: SalesWorkflows, users: Users) -> SalesWorkflow:
    """
    Keep a workflow over the version that it was made from.

    A stage that was published stays, and counts as what it did: referrals are in it, and a retired
    one takes no more.

    Raises:
        WorkflowDoesNotFit: it leaves a stage out, or nobody like its owner may own referrals.
        Conflict: somebody else was faster.
    """
    before = workflows.find(workflow.workflow_id)
    wrong = workflow.breaks_with(before) if before else {}
    owner = users.find(workflow.owner) if workflow.owner else None
    if workflow.owner and not (owner and owner.may_own("")):
        wrong = wrong | {"/owner": "must be an active user who may own referrals of all partners"}
    if wrong:
        raise WorkflowDoesNotFit(f"{workflow.workflow_id} cannot be changed so", fields=wrong)
    return workflows.save(workflow)
