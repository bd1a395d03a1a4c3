"""
Up to 200 records in one call (REST API Developer Guide, "sObject Collections").

The answer is 200 whatever became of the records: each item tells of its own.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.errors import (
    Problem,
    SalesforceError,
    SeveralMatchError,
    refusal,
)
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.org.reading import chosen, live_record, shown
from sandbox.salesforce.org.writing import create, delete, update, upsert

_MOST = 200
_ROLLED_BACK = Problem(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone "
    "header",
)

Item = Mapping[str, Any]
Done = dict[str, Any]


def insert_many(call: Call) -> Reply:
    def act(item: Item) -> Done:
        return {"id": create(call.org, call.caller, _object_of(call, item), item)}

    return _each(call, _records(call), act)


def change_many(call: Call) -> Reply:
    def act(item: Item) -> Done:
        record_id = str(next((v for k, v in item.items() if k.lower() == "id"), ""))
        rest = {k: v for k, v in item.items() if k.lower() != "id"}
        if not record_id:
            raise refusal("MISSING_ARGUMENT", "Id not specified in an update call")
        update(call.org, call.caller, _object_of(call, item), record_id, rest)
        return {"id": read_id(record_id)}

    return _each(call, _records(call), act)


def upsert_many(call: Call, name: str, key: str) -> Reply:
    """
    Upsert each record; of those that share a key none is written.

    Apex Developer Guide, "Upserting Records": a key that is matched several times is an error.
    """
    sobject = call.org.schema.sobject(name)
    records, must_all = _records(call)
    named = Counter(_plain(_told(item, key)) for item in records)

    def act(item: Item) -> Done:
        value = _told(item, key)
        rest = {k: v for k, v in item.items() if k.lower() != key.lower()}
        if value is None:
            raise refusal("MISSING_ARGUMENT", f"{key} not specified")
        if named[_plain(value)] > 1:
            message = f"Duplicate external id specified: {value}"
            raise refusal("DUPLICATE_VALUE", message, key)
        done = upsert(call.org, call.caller, sobject, (key, str(value)), rest)
        return {"id": done.id, "created": done.created}

    return _each(call, (records, must_all), act)


def _told(item: Item, key: str) -> Any:
    return next((v for k, v in item.items() if k.lower() == key.lower()), None)


def _plain(value: Any) -> str:
    return str(value).lower()


def remove_many(call: Call) -> Reply:
    ids = [record_id for record_id in call.request.query.get("ids", "").split(",") if record_id]

    def act(item: Item) -> Done:
        sobject = call.org.schema.of_record(item["id"])
        if sobject is None:
            raise refusal("MALFORMED_ID", f"malformed id {item['id']}")
        delete(call.org, call.caller, sobject, item["id"])
        return {"id": read_id(item["id"])}

    must_all = call.asks("allOrNone")
    return _each(call, ([{"id": record_id} for record_id in ids], must_all), act)


def read_many(call: Call, name: str) -> Reply:
    """Return records in the order of their ids, null for those that are not there."""
    sobject = call.org.schema.sobject(name)
    asked = call.request.query
    if call.request.method == "POST":
        body = call.fields()
        ids, names = _texts(body, "ids"), ",".join(_texts(body, "fields"))
    else:
        ids, names = asked.get("ids", "").split(","), asked.get("fields", "")
    fields = chosen(sobject, names)

    def look(record_id: str) -> Any:
        try:
            return shown(live_record(call.org, sobject, record_id), fields, call.version)
        except SalesforceError:
            return None

    return Reply(200, [look(record_id) for record_id in ids])


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    texts = body.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise refusal("JSON_PARSER_ERROR", f"{name} must be a list of texts")
    return texts


def _records(call: Call) -> tuple[Sequence[Item], bool]:
    body = call.fields()
    records = body.get("records")
    if not isinstance(records, list) or not all(isinstance(item, dict) for item in records):
        raise refusal("JSON_PARSER_ERROR", "records must be a list of sObjects")
    return records, bool(body.get("allOrNone"))


def _object_of(call: Call, item: Item) -> SObject:
    told = item.get("attributes")
    name = told.get("type") if isinstance(told, dict) else None
    sobject = call.org.schema.find(str(name))
    if sobject is None:
        raise refusal("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return sobject


def _each(call: Call, wish: tuple[Sequence[Item], bool], act: Callable[[Item], Done]) -> Reply:
    items, must_all = wish
    if len(items) > _MOST:
        message = "record limit reached. cannot submit more than 200 records into this call"
        raise refusal("EXCEEDED_ID_LIMIT", message)
    before = call.org.store.savepoint()
    results = [_one(call, item, act) for item in items]
    if (must_all or call.must_all) and not all(result["success"] for result in results):
        call.org.store.roll_back(before)
        results = [_rolled_back(result) if result["success"] else result for result in results]
    return Reply(200, results)


def _one(call: Call, item: Item, act: Callable[[Item], Done]) -> Done:
    before = call.org.store.savepoint()
    try:
        return {**act(item), "success": True, "errors": []}
    except SalesforceError as error:
        call.org.store.roll_back(before)
        return {"success": False, "errors": [problem.as_result() for problem in error.problems]}
    except SeveralMatchError as several:
        told = Problem("DUPLICATE_EXTERNAL_ID", f"external id matches {len(several.ids)} records")
        return {"success": False, "errors": [told.as_result()]}


def _rolled_back(result: Done) -> Done:
    # The id of a record that is no more is told all the same; nobody should keep it.
    kept = {"id": result["id"]} if "id" in result else {}
    return {**kept, "success": False, "errors": [_ROLLED_BACK.as_result()]}
