"""
Pipelines and their stages.

Source: HubSpot developer docs, "Pipelines"; metadata values are strings.
"""

from sandbox.hubspot import finding
from sandbox.hubspot.errors import invalid, not_found
from sandbox.hubspot.reply import Asked, Document, Reply, created, ok
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


def create(store: Store, asked: Asked) -> Reply:
    """Add a pipeline behind the others, with stages of its own; only deals have any here."""
    if finding.object_type(store, asked.params["type"]).type_id != DEALS:
        raise invalid("Pipelines are supported for deals")
    body = asked.required("label", "displayOrder", "stages")
    stages = tuple(_stage(store, each) for each in body["stages"])
    made = Pipeline(
        str(body.get("pipelineId") or store.next_id()), body["label"], stages, store.now
    )
    store.pipelines = [*store.pipelines, made]
    return created(_wire(len(store.pipelines) - 1, made))


def _stage(store: Store, sent: Document) -> Stage:
    metadata = sent.get("metadata") or {}
    if "probability" not in metadata:
        raise invalid("Deal stages need the metadata probability")
    stage_id, chance = str(sent.get("stageId") or store.next_id()), str(metadata["probability"])
    return Stage(stage_id, str(sent["label"]), chance, is_closed=chance in ("0.0", "1.0"))


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
