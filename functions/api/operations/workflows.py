"""Operations on sales workflows."""

from __future__ import annotations

from functions.api import workflow_shapes
from functions.api.routes import workflows
from referral_hub.application.workflows import WorkflowDoesNotFit
from referral_hub.domain.workflows import WorkflowNotFound

from .operation import Operation

_ONE = "/v1/sales-workflows/{workflow_id}"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/sales-workflows",
        "listSalesWorkflows",
        "See the stages that sales go through",
        workflows.list_all,
        answers={200: workflow_shapes.WorkflowList},
    ),
    Operation(
        "GET",
        _ONE,
        "readSalesWorkflow",
        "Read a sales workflow",
        workflows.read,
        answers={200: workflow_shapes.WorkflowView},
        refusals=(WorkflowNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        _ONE,
        "publishSalesWorkflow",
        "Say what its stages are; a stage that was published stays, or is retired",
        workflows.publish,
        answers={200: workflow_shapes.WorkflowView},
        body=workflow_shapes.WorkflowBody,
        refusals=(WorkflowDoesNotFit,),
        if_match="required",
        etag=True,
    ),
)
