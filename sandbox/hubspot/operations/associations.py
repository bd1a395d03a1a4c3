"""
Associate two records and read what is associated with one.

Source: HubSpot developer docs, "Associate records" guide (v4, 2026-03, 2026-09).
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from sandbox.hubspot import finding, writing
from sandbox.hubspot.errors import invalid
from sandbox.hubspot.operations.batches import batch
from sandbox.hubspot.reply import Asked, Document, Reply, created, no_content, ok
from sandbox.hubspot.state.associations import AssociationType, End
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store


def put(store: Store, asked: Asked) -> Reply:
    """Add the types of the body, a list, to a pair; what holds already changes nothing."""
    source, target = _pair(store, asked)
    types = types_of(store, source, target, asked.body)
    writing.associate(store, source, target, types, asked.source)
    return created(labelled(store, source, target))


def put_default(store: Store, asked: Asked) -> Reply:
    source, target = _pair(store, asked)
    results = associate_plainly(store, source, target, asked)
    return batch(store, asked, HTTPStatus.OK, results, [])


def delete(store: Store, asked: Asked) -> Reply:
    source, target = _pair(store, asked)
    writing.dissociate(store, source, target, None, asked.source)
    return no_content()


def page(store: Store, asked: Asked) -> Reply:
    source, target = types_of_path(store, asked)
    end = finding.end(store, source, asked.params["id"])
    return ok({"results": targets_of(store, asked, end, target)})


def types_of_path(store: Store, asked: Asked) -> tuple[ObjectType, ObjectType]:
    return (
        finding.object_type(store, asked.params["type"]),
        finding.object_type(store, asked.params["to"]),
    )


def targets_of(store: Store, asked: Asked, end: End, target: ObjectType) -> list[Document]:
    """Return ids with their types; ids are numbers in v4, text in date versions."""
    return [
        {
            "toObjectId": to.record_id if asked.is_date_version else int(to.record_id),
            "associationTypes": [spec(each) for each in store.book.of_pair(end, to)],
        }
        for to in store.book.targets(end, target.type_id)
    ]


def spec(kind: AssociationType) -> Document:
    return {"category": kind.category, "typeId": kind.type_id, "label": kind.label}


def types_of(store: Store, source: End, target: End, specs: Any) -> list[int]:
    """
    Return the association type ids that are asked for.

    Raises:
        ApiError: none, or one that this pair of object types does not have.
    """
    if not isinstance(specs, list) or not specs or not all(isinstance(s, dict) for s in specs):
        raise invalid("Invalid input JSON: association types are expected")
    return [_type_id(store, source, target, each) for each in specs]


def labelled(store: Store, source: End, target: End) -> Document:
    held = store.book.of_pair(source, target)
    return {
        "fromObjectTypeId": source.type_id,
        "fromObjectId": source.record_id,
        "toObjectTypeId": target.type_id,
        "toObjectId": target.record_id,
        "labels": [each.label for each in held if each.label],
    }


def associate_plainly(store: Store, source: End, target: End, asked: Asked) -> list[Document]:
    """
    Associate without a label and tell both directions.

    Raises:
        ApiError: the two object types cannot be associated.
    """
    plain = store.book.plain(source.type_id, target.type_id)
    if plain is None:
        raise invalid(f"No association between {source.type_id} and {target.type_id} is defined")
    writing.associate(store, source, target, [plain.type_id], asked.source)
    return list(_both_directions(plain, source, target))


def _both_directions(plain: AssociationType, source: End, target: End) -> Iterable[Document]:
    for one, other, type_id in (
        (source, target, plain.type_id),
        (target, source, plain.inverse),
    ):
        yield {
            "from": {"id": one.record_id},
            "to": {"id": other.record_id},
            "associationSpec": {
                "associationCategory": plain.category,
                "associationTypeId": type_id,
            },
        }


def _pair(store: Store, asked: Asked) -> tuple[End, End]:
    source, target = types_of_path(store, asked)
    return (
        finding.end(store, source, asked.params["id"]),
        finding.end(store, target, asked.params["to_id"]),
    )


def _type_id(store: Store, source: End, target: End, each: Any) -> int:
    category, type_id = each.get("associationCategory"), each.get("associationTypeId")
    if not store.book.known(source.type_id, target.type_id, category, type_id):
        raise invalid(
            f"Association type {category} {type_id} is not defined"
            f" from {source.type_id} to {target.type_id}"
        )
    return int(type_id)
