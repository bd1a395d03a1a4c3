"""
Custom objects: what an Enterprise portal adds to the standard ones.

Source: HubSpot developer docs, "Custom objects" guide and the schemas specification of 2026-09.
"""

from sandbox.hubspot import finding
from sandbox.hubspot.errors import ApiError, not_found
from sandbox.hubspot.operations.properties import defined, wire
from sandbox.hubspot.reply import Asked, Document, Reply, created, ok
from sandbox.hubspot.state.associations import USER, AssociationType
from sandbox.hubspot.state.referral import custom_type
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import to_wire


def listed(store: Store, _asked: Asked) -> Reply:
    return ok({"results": [_wire(store, each) for each in store.types.values() if each.is_custom]})


def read(store: Store, asked: Asked) -> Reply:
    """Read one schema; here the short name will do, too."""
    name = asked.params["type"].lower()
    for kind in store.types.values():
        if kind.is_custom and name in {kind.name, *finding.names_of(kind)}:
            return ok(_wire(store, kind))
    raise not_found(f"Object type {name} does not exist")


def create(store: Store, asked: Asked) -> Reply:
    body = asked.required("name", "labels", "properties", "requiredProperties")
    if any(kind.is_custom and kind.name == body["name"] for kind in store.types.values()):
        raise ApiError(
            409, f"Object type {body['name']} already exists.", category="OBJECT_ALREADY_EXISTS"
        )
    definitions = [defined({"groupName": "", **each}) for each in body["properties"]]
    kind = custom_type(body["name"], store.portal_id, store.next_object_type(), definitions)
    kind.required = tuple(body["requiredProperties"])
    kind.primary_display = body.get("primaryDisplayProperty") or ""
    kind.searched = tuple(body.get("searchableProperties") or ())
    kind.plural_label = body["labels"].get("plural") or kind.plural_label
    add_type(store, kind, body.get("associatedObjects") or [])
    return created(_wire(store, kind))


def add_type(store: Store, kind: ObjectType, associated: list[str]) -> None:
    """Add an object type and let its records be associated with those of others."""
    others = [finding.object_type(store, name) for name in associated]
    store.types[kind.type_id] = kind
    for other in others:
        there, back = store.next_association_type(), store.next_association_type()
        name = f"{kind.name}_to_{other.singular}"
        store.book.types += [
            AssociationType(USER, there, kind.type_id, other.type_id, back, None, name),
            AssociationType(USER, back, other.type_id, kind.type_id, there, None, name),
        ]


def _wire(store: Store, kind: ObjectType) -> Document:
    born = to_wire(min(each.created for each in kind.properties.values()))
    return {
        "id": kind.type_id.removeprefix("2-"),
        "name": kind.name,
        "objectTypeId": kind.type_id,
        "fullyQualifiedName": kind.qualified_name,
        "labels": {"singular": kind.name.capitalize(), "plural": kind.plural_label},
        "primaryDisplayProperty": kind.primary_display,
        "requiredProperties": list(kind.required),
        "searchableProperties": list(kind.searched),
        "secondaryDisplayProperties": [],
        "allowsSensitiveProperties": False,
        "archived": False,
        "createdAt": born,
        "updatedAt": born,
        "properties": [wire(each, kind) for each in kind.properties.values()],
        "associations": [
            {
                "id": str(each.type_id),
                "fromObjectTypeId": each.source,
                "toObjectTypeId": each.target,
                "name": each.name,
            }
            for each in store.book.types
            if kind.type_id in (each.source, each.target)
        ],
    }
