"""Records as HubSpot writes them."""

from collections.abc import Iterable
from typing import Any

from sandbox.hubspot.state.associations import AssociationType, End
from sandbox.hubspot.state.records import Record, Version, history
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import to_wire

Document = dict[str, Any]


def simple(store: Store, record: Record, wanted: Iterable[str] = ()) -> Document:
    """Return a record with the wanted properties, or the default ones; unset ones are null."""
    kind = store.types[record.type_id]
    names = {*kind.stamps, *(wanted or kind.shown)}
    return {
        "id": record.id,
        "properties": {
            name: value_of(kind, record, name) for name in sorted(names) if kind.live(name)
        },
        "createdAt": to_wire(record.created),
        "updatedAt": to_wire(record.updated),
        "archived": record.is_archived,
        **({"archivedAt": to_wire(record.archived_at)} if record.archived_at else {}),
        "url": f"https://app.hubspot.com/contacts/{store.portal_id}"
        f"/record/{record.type_id}/{record.id}",
    }


def with_history(store: Store, record: Record, wanted: Iterable[str]) -> Document:
    """Return the `propertiesWithHistory` member: every value of a property, newest first."""
    versions, kind = store.versions.get(record.key, ()), store.types[record.type_id]
    told = {
        name: [_once(value, version) for value, version in history(versions, name)]
        for name in wanted
        if kind.live(name)
    }
    return {"propertiesWithHistory": told} if told else {}


def _once(value: str, version: Version) -> Document:
    at, by = to_wire(version.since), version.by
    told: Document = {"value": value, "timestamp": at, "sourceType": by.change_source if by else ""}
    if by is None:
        return told
    user = {} if by.user_id is None else {"updatedByUserId": by.user_id}
    return {**told, "sourceId": by.source_id, **user}


def written(store: Store, record: Record, sent: Iterable[str]) -> Document:
    """Return what a write answers: the record with what it set and what shows by default."""
    whole = simple(store, record, [*sent, *store.types[record.type_id].shown])
    kept = {name: value for name, value in whole["properties"].items() if value is not None}
    return {**whole, "properties": kept}


def value_of(kind: ObjectType, record: Record, name: str) -> str | None:
    if name == kind.modified_name:
        return to_wire(record.updated)
    return record.values.get(name)


def associated(store: Store, record: Record, targets: Iterable[ObjectType]) -> Document:
    """Return the `associations` member: ids and v3 type names, `deal_to_contact` and the like."""
    kind = store.types[record.type_id]
    listed = {}
    for target in targets:
        found = _associated(store, kind, record, target)
        if found:
            name = target.qualified_name or target.name
            listed[name] = {"results": found}
    return {"associations": listed} if listed else {}


def _associated(
    store: Store, kind: ObjectType, record: Record, target: ObjectType
) -> list[Document]:
    source = End(record.type_id, record.id)
    word = f"{kind.singular}_to_{target.singular}"
    return [
        {"id": to.record_id, "type": word if each.label is None else f"{word}_{_slug(each)}"}
        for to in store.book.targets(source, target.type_id)
        for each in store.book.of_pair(source, to)
    ]


def _slug(kind: AssociationType) -> str:
    return (kind.name or kind.label or "").lower().replace(" ", "_")
