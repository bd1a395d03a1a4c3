"""
Property definitions.

Source: HubSpot developer docs, "Properties" guide and the properties specification of 2026-09.
"""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.hubspot import finding
from sandbox.hubspot.errors import ApiError, invalid, not_found
from sandbox.hubspot.reply import Asked, Document, Reply, created, no_content, ok
from sandbox.hubspot.state.schema import ObjectType, Option, Property
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import to_wire

_UNIQUE_AT_MOST = 10
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TYPES = {"string", "number", "date", "datetime", "enumeration", "bool", "phone_number"}


def listed(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    archived = asked.query.get("archived") == "true"
    found = [each for each in kind.properties.values() if each.is_archived == archived]
    return ok({"results": [wire(each, kind) for each in found]})


def read(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    return ok(wire(_existing(kind, asked.params["name"]), kind))


def create(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    body = asked.required("name", "label", "type", "fieldType", "groupName")
    definition = defined(body)
    if kind.live(definition.name):
        raise ApiError(
            409,
            f"A property named '{definition.name}' already exists.",
            category="OBJECT_ALREADY_EXISTS",
            sub_category="Properties.PROPERTY_WITH_NAME_EXISTS",
        )
    _require_room(kind, definition)
    kind.add(definition.changed(created=store.now, updated=store.now))
    store.note("properties.created", definition.name)
    return created(wire(kind.properties[definition.name], kind))


def update(store: Store, asked: Asked) -> Reply:
    """Change label, group, description or options; a list of options replaces the old one."""
    kind = finding.object_type(store, asked.params["type"])
    definition = _existing(kind, asked.params["name"])
    body = asked.document()
    new = definition.changed(
        label=body.get("label", definition.label),
        group=body.get("groupName", definition.group),
        description=body.get("description", definition.description),
        options=_options(body) if "options" in body else definition.options,
        updated=store.now,
    )
    kind.add(new)
    return ok(wire(new, kind))


def archive(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    definition = kind.live(asked.params["name"])
    if definition and definition.is_standard:
        raise invalid(f"{definition.name} is defined by HubSpot and cannot be archived")
    if definition:
        kind.add(definition.changed(is_archived=True, updated=store.now))
    return no_content()


def defined(body: Document) -> Property:
    """
    Read a definition.

    Raises:
        ApiError: a name or type that cannot be, or an enumeration without options.
    """
    if not _NAME.fullmatch(str(body["name"])):
        raise invalid(f"{body['name']} is not a valid property name")
    if body["type"] not in _TYPES:
        raise invalid(f"{body['type']} is not a valid property type")
    if body["type"] == "enumeration" and not body.get("options"):
        raise invalid("Enumeration properties must have options")
    return Property(
        name=body["name"],
        label=body["label"],
        type=body["type"],
        field_type=body["fieldType"],
        group=body.get("groupName", ""),
        description=body.get("description", ""),
        options=_options(body),
        is_unique=bool(body.get("hasUniqueValue")),
    )


def wire(definition: Property, kind: ObjectType) -> Document:
    free = not definition.is_standard
    return {
        "name": definition.name,
        "label": definition.label,
        "type": definition.type,
        "fieldType": definition.field_type,
        "groupName": definition.group or f"{kind.singular}information",
        "description": definition.description,
        "options": [_wire_option(at, each) for at, each in enumerate(definition.options)],
        "hasUniqueValue": definition.is_unique,
        "hubspotDefined": definition.is_standard,
        "externalOptions": definition.options_elsewhere,
        "calculated": definition.is_read_only,
        "hidden": False,
        "formField": True,
        "displayOrder": -1,
        "archived": definition.is_archived,
        "createdAt": to_wire(definition.created),
        "updatedAt": to_wire(definition.updated),
        "modificationMetadata": {
            "archivable": free,
            "readOnlyDefinition": not free,
            "readOnlyValue": definition.is_read_only,
        },
    }


def _options(body: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(str(each["value"]), str(each.get("label", each["value"])), bool(each.get("hidden")))
        for each in body.get("options") or []
    )


def _wire_option(at: int, option: Option) -> Document:
    return {
        "label": option.label,
        "value": option.value,
        "displayOrder": at,
        "hidden": option.hidden,
        "description": "",
    }


def _existing(kind: ObjectType, name: str) -> Property:
    definition = kind.live(name)
    if definition is None:
        raise not_found(f"Property {name} does not exist")
    return definition


def _require_room(kind: ObjectType, definition: Property) -> None:
    own = [each for each in kind.unique_properties() if not each.is_standard]
    if definition.is_unique and len(own) >= _UNIQUE_AT_MOST:
        raise invalid(f"No more than {_UNIQUE_AT_MOST} unique properties are allowed")
