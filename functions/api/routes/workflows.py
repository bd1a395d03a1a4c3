"""Sales workflows: read them, and say what the stages of a sale are."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.workflow_shapes import WorkflowBody, WorkflowList, WorkflowView
from referral_hub.application import workflows
from referral_hub.domain.workflows import SalesWorkflow

_WHAT = "the workflow"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    known = call.hub.sales_workflows.all()
    items = tuple(WorkflowView.of(workflow, call.by) for workflow in known)
    return answer(HTTPStatus.OK, WorkflowList(items=items))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call, call.hub.sales_workflows.get(call.path["workflow_id"]))


def publish(call: Call[WorkflowBody, NoQuery]) -> Answer:
    """Publish the version after the one that the caller has seen; of a new workflow that is 0."""
    hub, workflow_id = call.hub, call.path["workflow_id"]
    before = hub.sales_workflows.find(workflow_id)
    version = before.version if before else 0
    if required_tag(call.request) != etag(version):
        raise moved_on(_WHAT)
    said = call.body.model_dump() | {"workflow_id": workflow_id, "version": version}
    with unless_moved_on(_WHAT):
        published = workflows.publish(
            workflow=SalesWorkflow(**said), workflows=hub.sales_workflows, users=hub.users
        )
    return _shown(call, published)


def _shown(call: Call[object, object], workflow: SalesWorkflow) -> Answer:
    view = WorkflowView.of(workflow, call.by)
    return answer(HTTPStatus.OK, view, ETag=etag(workflow.version))
