"""
Pipelines and their stages.

Source: HubSpot developer docs, "Pipelines"; metadata values are strings.
"""

from sandbox.hubspot import finding
from sandbox.hubspot.errors import not_found
from sandbox.hubspot.reply import Asked, Document, Reply, ok
from sandbox.hubspot.state.pipelines import Pipeline, Stage
from sandbox.hubspot.state.standard import DEALS
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import to_wire


def listed(store: Store, asked: Asked) -> Reply:
    return ok({"results": [_wire(at, each) for at, each in enumerate(_of_type(store, asked))]})


def read(store: Store, asked: Asked) -> Reply:
    return ok(_wire(*_wanted(store, asked)))


def stages(store: Store, asked: Asked) -> Reply:
    return ok({"results": _wire(*_wanted(store, asked))["stages"]})


def _of_type(store: Store, asked: Asked) -> list[Pipeline]:
    kind = finding.object_type(store, asked.params["type"])
    return store.pipelines if kind.type_id == DEALS else []


def _wanted(store: Store, asked: Asked) -> tuple[int, Pipeline]:
    for at, pipeline in enumerate(_of_type(store, asked)):
        if pipeline.id == asked.params["pipeline"]:
            return at, pipeline
    raise not_found(f"No pipeline found with id {asked.params['pipeline']}")


def _wire(at: int, pipeline: Pipeline) -> Document:
    return {
        "id": pipeline.id,
        "label": pipeline.label,
        "displayOrder": at,
        "stages": [
            _wire_stage(number, each, pipeline) for number, each in enumerate(pipeline.stages)
        ],
        "createdAt": to_wire(pipeline.created),
        "updatedAt": to_wire(pipeline.created),
        "archived": False,
    }


def _wire_stage(at: int, stage: Stage, pipeline: Pipeline) -> Document:
    return {
        "id": stage.id,
        "label": stage.label,
        "displayOrder": at,
        "metadata": {
            "isClosed": str(stage.is_closed).lower(),
            "probability": stage.probability,
        },
        "createdAt": to_wire(pipeline.created),
        "updatedAt": to_wire(pipeline.created),
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }
