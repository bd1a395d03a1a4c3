"""
Up to a hundred records at a time.

Without an `objectWriteTraceId` in its inputs a batch of writes is done or refused as a whole; with
them it is done in part and says which input failed. Ids that are not there never stop a batch.
Source: HubSpot developer docs, "Error handling", multi-status errors.
"""

from collections.abc import Callable
from http import HTTPStatus

from sandbox.hubspot import finding, views, writing
from sandbox.hubspot.errors import ApiError, invalid
from sandbox.hubspot.operations.records import make, properties_of
from sandbox.hubspot.reply import Asked, Document, Reply, no_content
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import to_wire

One = Callable[[Store, ObjectType, Document, Asked], Document]


class _NotThereError(Exception):
    def __init__(self, identity: str) -> None:
        super().__init__(identity)
        self.identity = identity


def create(store: Store, asked: Asked) -> Reply:
    return _write(store, asked, _create_one, HTTPStatus.CREATED)


def update(store: Store, asked: Asked) -> Reply:
    return _write(store, asked, _update_one, HTTPStatus.OK)


def upsert(store: Store, asked: Asked) -> Reply:
    return _write(store, asked, _upsert_one, HTTPStatus.OK)


def read(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    body, inputs = asked.document(), asked.inputs()
    by, wanted = body.get("idProperty") or "", body.get("properties") or []
    found, missing = [], []
    for each in inputs:
        record = finding.living(store, kind, str(each.get("id", "")), by)
        if record is None:
            missing.append(str(each.get("id", "")))
        else:
            found.append(views.simple(store, record, wanted))
    errors = [_not_there(kind, missing)] if missing else []
    return batch(store, asked, HTTPStatus.OK, found, errors)


def archive(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    for each in asked.inputs():
        record = finding.living(store, kind, str(each.get("id", "")))
        if record:
            writing.archive(store, record, asked.source)
    return no_content()


def batch(
    store: Store, asked: Asked, status: HTTPStatus, results: list[Document], errors: list[Document]
) -> Reply:
    """
    Answer a batch.

    A partial failure is 207; date versions hold it in the ordinary answer unless told otherwise.
    """
    at = to_wire(store.now)
    document = {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
    if not errors:
        return Reply(status, document)
    multi = not asked.is_date_version or store.behaviour.date_versions_answer_207
    told = {**document, "numErrors": len(errors), "errors": errors}
    return Reply(HTTPStatus.MULTI_STATUS if multi else status, told)


def _write(store: Store, asked: Asked, one: One, status: HTTPStatus) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    inputs = asked.inputs()
    _require_once_each(inputs)
    may_fail_in_part = all(each.get("objectWriteTraceId") for each in inputs)
    results, errors, missing = [], [], []
    for each in inputs:
        try:
            with store.all_or_nothing():
                results.append(_traced(each, one(store, kind, each, asked)))
        except _NotThereError as error:
            missing.append(error.identity)
        except ApiError as error:
            if not may_fail_in_part:
                raise
            errors.append(error.as_item(str(each["objectWriteTraceId"])))
    if missing:
        errors.append(_not_there(kind, missing))
    return batch(store, asked, status, results, errors)


def _require_once_each(inputs: list[Document]) -> None:
    """Refuse a batch that names a record twice; inputs of a create name none."""
    ids = [str(each["id"]) for each in inputs if each.get("id")]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise invalid(
            f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique",
            context={"ids": twice},
        )


def _create_one(store: Store, kind: ObjectType, each: Document, asked: Asked) -> Document:
    record = make(store, kind, each, asked)
    return views.written(store, record, properties_of(each))


def _update_one(store: Store, kind: ObjectType, each: Document, asked: Asked) -> Document:
    identity, sent = str(each.get("id", "")), properties_of(each)
    record = finding.living(store, kind, identity, each.get("idProperty") or "")
    if record is None:
        raise _NotThereError(identity)
    new = writing.update(store, record, sent, asked.source, enforce=asked.enforces_rules)
    return views.written(store, store.records[new.key], sent)


def _upsert_one(store: Store, kind: ObjectType, each: Document, asked: Asked) -> Document:
    """Update the record whose unique property has the input's `id`, or create it."""
    identity, by = str(each.get("id") or ""), str(each.get("idProperty") or "")
    if not identity or not by:
        raise invalid("Invalid input JSON: Some required fields were not set: [id, idProperty]")
    finding.require_unique(store, kind, by)
    sent = {by: identity, **properties_of(each)}
    found = finding.living(store, kind, identity, by)
    if found:
        record = writing.update(store, found, sent, asked.source, enforce=asked.enforces_rules)
    else:
        record = writing.create(store, kind, sent, asked.source, enforce=asked.enforces_rules)
    return {**views.written(store, store.records[record.key], sent), "new": found is None}


def _traced(each: Document, result: Document) -> Document:
    trace = each.get("objectWriteTraceId")
    return {**result, "objectWriteTraceId": trace} if trace else result


def _not_there(kind: ObjectType, missing: list[str]) -> Document:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": f"Could not get some {kind.legacy} objects, they may be deleted or not exist."
        " Check that ids are valid.",
        "context": {"ids": missing},
        "errors": [],
        "links": {},
    }
