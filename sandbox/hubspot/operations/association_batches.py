"""
Associations of many records at a time.

Source: HubSpot developer docs, "Associate records" guide, batch endpoints and their limits.
"""

from collections.abc import Iterable
from http import HTTPStatus

from sandbox.hubspot import finding, writing
from sandbox.hubspot.operations.associations import (
    associate_plainly,
    labelled,
    targets_of,
    types_of,
    types_of_path,
)
from sandbox.hubspot.operations.batches import batch
from sandbox.hubspot.reply import Asked, Document, Reply, no_content
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store

_READ_LIMIT, _CREATE_LIMIT = 1000, 2000


def read(store: Store, asked: Asked) -> Reply:
    """Read by many records; one that has none is told under `errors`."""
    source, target = types_of_path(store, asked)
    results, errors = [], []
    for each in asked.inputs(_READ_LIMIT):
        end = store.end(source.type_id, _id(each))
        found = targets_of(store, asked, end, target) if end else []
        if found:
            results.append({"from": {"id": _id(each)}, "to": found})
        else:
            errors.append(_none_found(_id(each), source, target))
    return batch(store, asked, HTTPStatus.OK, results, errors)


def create(store: Store, asked: Asked) -> Reply:
    results = []
    for source, target, each in _pairs(store, asked):
        types = types_of(store, source, target, each.get("types"))
        writing.associate(store, source, target, types, asked.source)
        results.append(labelled(store, source, target))
    return batch(store, asked, HTTPStatus.CREATED, results, [])


def create_default(store: Store, asked: Asked) -> Reply:
    results = [
        result
        for source, target, _ in _pairs(store, asked)
        for result in associate_plainly(store, source, target, asked)
    ]
    return batch(store, asked, HTTPStatus.OK, results, [])


def archive(store: Store, asked: Asked) -> Reply:
    from_type, to_type = types_of_path(store, asked)
    for each in asked.inputs():
        source = store.end(from_type.type_id, _id(each.get("from")))
        for to in each.get("to") or []:
            target = store.end(to_type.type_id, _id(to))
            if source and target:
                writing.dissociate(store, source, target, None, asked.source)
    return no_content()


def archive_labels(store: Store, asked: Asked) -> Reply:
    for source, target, each in _pairs(store, asked):
        types = types_of(store, source, target, each.get("types"))
        writing.dissociate(store, source, target, types, asked.source)
    return no_content()


def _pairs(store: Store, asked: Asked) -> Iterable[tuple[End, End, Document]]:
    source, target = types_of_path(store, asked)
    for each in asked.inputs(_CREATE_LIMIT):
        yield (
            finding.end(store, source, _id(each.get("from"))),
            finding.end(store, target, _id(each.get("to"))),
            each,
        )


def _id(reference: object) -> str:
    return str(reference.get("id", "")) if isinstance(reference, dict) else ""


def _none_found(record_id: str, source: ObjectType, target: ObjectType) -> Document:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {target.singular} is associated with {source.singular} {record_id}.",
        "context": {
            "fromObjectId": [record_id],
            "fromObjectType": [source.singular],
            "toObjectType": [target.singular],
        },
        "errors": [],
        "links": {},
    }
