"""Records over REST (REST API Developer Guide, "sObject Rows", "sObject Rows by External ID")."""

from email.utils import parsedate_to_datetime

from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.errors import SeveralMatchError
from sandbox.salesforce.org.reading import chosen, live_record, record_by_key, shown
from sandbox.salesforce.org.writing import create, delete, update, upsert

_WITH_CREATED = 46.0


def list_objects(call: Call) -> Reply:
    rows = [sobject.in_brief(call.version) for sobject in call.org.schema]
    return Reply(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": rows})


def about(call: Call, name: str) -> Reply:
    sobject = call.org.schema.sobject(name)
    return Reply(200, {"objectDescribe": sobject.in_brief(call.version), "recentItems": []})


def describe(call: Call, name: str) -> Reply:
    """Answer 304 if nothing changed since If-Modified-Since ("Get Object Metadata Changes")."""
    sobject = call.org.schema.sobject(name)
    since = call.request.headers.get("If-Modified-Since")
    if since and call.org.schema_changed <= parsedate_to_datetime(since):
        return Reply(304)
    return Reply(200, sobject.described(call.version))


def insert(call: Call, name: str) -> Reply:
    sobject = call.org.schema.sobject(name)
    record_id = create(call.org, call.caller, sobject, call.fields())
    location = {"Location": f"{call.base}/sobjects/{sobject.name}/{record_id}"}
    return Reply(201, {"id": record_id, "success": True, "errors": []}, location)


def read(call: Call, name: str, record_id: str) -> Reply:
    sobject = call.org.schema.sobject(name)
    record = live_record(call.org, sobject, record_id)
    fields = chosen(sobject, call.request.query.get("fields"))
    return Reply(200, shown(record, fields, call.version))


def change(call: Call, name: str, record_id: str) -> Reply:
    update(call.org, call.caller, call.org.schema.sobject(name), record_id, call.fields())
    return Reply(204)


def remove(call: Call, name: str, record_id: str) -> Reply:
    delete(call.org, call.caller, call.org.schema.sobject(name), record_id)
    return Reply(204)


def read_by_key(call: Call, name: str, key: str, value: str) -> Reply:
    sobject = call.org.schema.sobject(name)
    try:
        record = record_by_key(call.org, sobject, key, value)
    except SeveralMatchError as several:
        return _choices(call, several)
    fields = chosen(sobject, call.request.query.get("fields"))
    return Reply(200, shown(record, fields, call.version))


def remove_by_key(call: Call, name: str, key: str, value: str) -> Reply:
    sobject = call.org.schema.sobject(name)
    try:
        record = record_by_key(call.org, sobject, key, value)
    except SeveralMatchError as several:
        return _choices(call, several)
    delete(call.org, call.caller, sobject, record.id)
    return Reply(204)


def upsert_by_key(call: Call, name: str, key: str, value: str) -> Reply:
    """Answer 201 or 200 with a body, as v46.0 and later do; before it an update was 204."""
    sobject = call.org.schema.sobject(name)
    only = call.asks("updateOnly")
    try:
        done = upsert(call.org, call.caller, sobject, (key, value), call.fields(), update_only=only)
    except SeveralMatchError as several:
        return _choices(call, several)
    if not done.created and float(call.version) < _WITH_CREATED:
        return Reply(204)
    told = {"id": done.id, "success": True, "errors": [], "created": done.created}
    location = {"Location": f"{call.base}/sobjects/{sobject.name}/{done.id}"}
    return Reply(201, told, location) if done.created else Reply(200, told)


def _choices(call: Call, several: SeveralMatchError) -> Reply:
    return Reply(300, [f"{call.base}/sobjects/{several.sobject}/{i}" for i in several.ids])
