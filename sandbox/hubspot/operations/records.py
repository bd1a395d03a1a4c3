"""
One record at a time.

Source: HubSpot developer docs, "Using object APIs", and the objects specification of 2026-09.
"""

from typing import Any

from sandbox.hubspot import finding, views, writing
from sandbox.hubspot.errors import invalid, not_found
from sandbox.hubspot.reply import Asked, Document, Reply, created, no_content, ok
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.source import Source
from sandbox.hubspot.state.store import Store

_LARGEST_PAGE = 100


def create(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    record = make(store, kind, asked.required("properties"), asked)
    return created(views.written(store, record, asked.body["properties"]))


def make(store: Store, kind: ObjectType, sent: Document, asked: Asked) -> Record:
    """
    Create a record with its associations.

    Raises:
        ApiError: refused; the caller undoes what was done.
    """
    record = writing.create(
        store, kind, properties_of(sent), asked.source, enforce=asked.enforces_rules
    )
    for wish in _wishes(sent):
        _associate(store, record, wish, asked.source)
    return store.records[record.key]


def properties_of(sent: Document) -> dict[str, Any]:
    """
    Return the properties of an input.

    Raises:
        ApiError: they are no object.
    """
    found = sent.get("properties")
    if not isinstance(found, dict):
        raise invalid("Invalid input JSON: Some required fields were not set: [properties]")
    return found


def read(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    archived = asked.query.get("archived") == "true"
    identity, by = asked.params["id"], asked.query.get("idProperty", "")
    record = finding.record(store, kind, identity, by, archived=archived)
    return ok(_shown(store, record, asked))


def page(store: Store, asked: Asked) -> Reply:
    """List records, oldest first; `after` is the id where the next page begins."""
    kind = finding.object_type(store, asked.params["type"])
    archived = asked.query.get("archived") == "true"
    after, limit = asked.number("after", 0), min(asked.number("limit", 10), _LARGEST_PAGE)
    listed = sorted(
        (each for each in store.of_type(kind.type_id) if each.is_archived == archived),
        key=lambda each: int(each.id),
    )
    rest = [each for each in listed if int(each.id) >= after]
    document: Document = {"results": [_shown(store, each, asked) for each in rest[:limit]]}
    if len(rest) > limit:
        document["paging"] = {"next": {"after": rest[limit].id}}
    return ok(document)


def update(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    by = asked.query.get("idProperty", "")
    record = finding.record(store, kind, asked.params["id"], by)
    if (
        store.behaviour.merged_ids_only_read
        and (kind.type_id, asked.params["id"]) in store.survivors
    ):
        raise not_found()
    sent = properties_of(asked.document())
    new = writing.update(store, record, sent, asked.source, enforce=asked.enforces_rules)
    return ok(views.written(store, store.records[new.key], sent))


def archive(store: Store, asked: Asked) -> Reply:
    """Archive a record; one that does not live answers the same."""
    kind = finding.object_type(store, asked.params["type"])
    record = finding.living(store, kind, asked.params["id"])
    if record:
        writing.archive(store, record, asked.source)
    return no_content()


def gdpr_delete(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    body = asked.required("objectId")
    record = finding.living(store, kind, str(body["objectId"]), body.get("idProperty") or "")
    if record is None:
        raise not_found()
    store.remove(record)
    store.note(f"{kind.name}.deleted", record.id)
    return no_content()


def _shown(store: Store, record: Record, asked: Asked) -> Document:
    targets = [finding.object_type(store, name) for name in asked.names("associations")]
    return {
        **views.simple(store, record, asked.names("properties")),
        **views.with_history(store, record, asked.names("propertiesWithHistory")),
        **views.associated(store, record, targets),
    }


def _wishes(sent: Document) -> list[Document]:
    wishes = sent.get("associations")
    if wishes is None:
        return []
    if not isinstance(wishes, list) or not all(_is_wish(each) for each in wishes):
        raise invalid("Invalid input JSON: associations have a to and types")
    return wishes


def _is_wish(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("to"), dict)
        and isinstance(each.get("types"), list)
        and all(isinstance(spec, dict) for spec in each["types"])
    )


def _associate(store: Store, record: Record, wish: Document, by: Source) -> None:
    """Associate a new record; the types say which type the other one is."""
    other = str(wish["to"].get("id", ""))
    source = End(record.type_id, record.id)
    for spec in wish["types"]:
        target = _target(store, source, spec, other)
        if target is None:
            raise invalid(f"One or more associations are not valid: {other} is not valid")
        writing.associate(store, source, target, [int(spec["associationTypeId"])], by)


def _target(store: Store, source: End, spec: Document, record_id: str) -> End | None:
    wanted = (spec.get("associationCategory"), spec.get("associationTypeId"))
    for kind in store.book.types:
        if kind.source == source.type_id and (kind.category, kind.type_id) == wanted:
            return store.end(kind.target, record_id)
    return None
