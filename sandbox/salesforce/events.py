"""
Change events as they arrive on an EventBridge bus.

By Event Relay the record lies under `detail.payload`: every field is there, null where it is empty
or has not changed, instants are milliseconds. By AppFlow it lies directly under `detail`: only what
changed, instants as text (EventBridge User Guide, "Receiving events from Salesforce").
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sandbox.salesforce.capture import Captured, captured, component, nested, tellable
from sandbox.salesforce.metadata.values import moment
from sandbox.salesforce.org.behaviour import EventForm
from sandbox.salesforce.org.record import Change
from sandbox.salesforce.org.state import Org

REGION = "us-east-1"
ACCOUNT = "111122223333"
# How Lightning Experience signs what people do in it.
BROWSER = "com/salesforce/api/soap/68.0;client=SfdcInternalAPI/"

Event = dict[str, Any]
OnEvent = Callable[[Event], None]

_FIRST_COMMIT = 1_000_000
SAVED = "Referral_Hub_Saved__e"
# The field that must have a value for the flow of an object to run; "" for any save.
_FLOWS = {"Lead": "Referral_Code__c", "Opportunity": "", "Referral__c": "Decision__c"}


def events_of(org: Org, user_id: str, changes: Sequence[Change]) -> list[Event]:
    """Return the events of one transaction, in order, as often as the behaviour says."""
    if org.behaviour.event_form is EventForm.FLOWS:
        return [event for change in changes for event in _by_flow(org, user_id, change)]
    objects = [(org.schema.of(change.after.sobject), change) for change in changes]
    told = captured((sobject, change) for sobject, change in objects if sobject.captured)
    key = org.ids.uuid()
    org.commits += 1
    events = [
        _envelope(org, entry, _header(org, user_id, entry, key, number))
        for number, entry in enumerate(told, start=1)
    ]
    if org.behaviour.events_reversed:
        events.reverse()
    return [event for event in events for _ in range(org.behaviour.event_copies)]


def _header(org: Org, user_id: str, entry: Captured, key: str, number: int) -> dict[str, Any]:
    return {
        "entityName": entry.sobject.name,
        "recordIds": list(entry.ids),
        "changeType": entry.kind,
        "changeOrigin": entry.origin,
        "transactionKey": key,
        "sequenceNumber": number,
        "commitTimestamp": _milliseconds(org.now),
        "commitNumber": _FIRST_COMMIT + org.commits,
        "commitUser": user_id,
        "nulledFields": [component(entry.sobject, name) for name in entry.nulled],
        "diffFields": [],
        "changedFields": [component(entry.sobject, name) for name in entry.changed],
    }


def _envelope(org: Org, entry: Captured, header: dict[str, Any]) -> Event:
    relayed = org.behaviour.event_form is EventForm.EVENT_RELAY
    detail = _relayed(org, entry, header) if relayed else _by_appflow(entry, header)
    return _wrapped(org, _name(entry.sobject.name), detail)


def _wrapped(org: Org, name: str, detail: dict[str, Any]) -> Event:
    relayed = org.behaviour.event_form is not EventForm.APPFLOW
    return {
        "version": "0",
        "id": org.ids.uuid(),
        "detail-type": name,
        "source": _source(org, relayed=relayed),
        "account": ACCOUNT,
        "time": org.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [],
        "detail": detail,
    }


def _by_flow(org: Org, user_id: str, change: Change) -> list[Event]:
    """Run the flow of the object, if it has one and the record meets its condition."""
    condition = _FLOWS.get(change.after.sobject)
    if condition is None or change.kind == "DELETE":
        return []
    if condition and change.after.get(condition) is None:
        return []
    said = {"CreatedDate": _milliseconds(org.now), "CreatedById": user_id}
    payload = {**said, "Object__c": change.after.sobject, "Record_Id__c": change.after.id}
    told = _wrapped(org, SAVED, {"payload": payload, "schemaId": SAVED, "id": org.ids.uuid()})
    return [told] * org.behaviour.event_copies


def _name(sobject: str) -> str:
    stem = sobject.removesuffix("c") if sobject.endswith("__c") else sobject
    return f"{stem}ChangeEvent"


def _source(org: Org, *, relayed: bool) -> str:
    if relayed:
        return f"aws.partner/salesforce.com/{org.id}/{org.channel}"
    return f"aws.partner/appflow/salesforce.com/{ACCOUNT}/crm-changes"


def _relayed(org: Org, entry: Captured, header: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(tellable(entry.sobject))
    told = {name: _in_avro(value) for name, value in entry.values.items()}
    payload = {"ChangeEventHeader": header, **nested(entry.sobject, {**empty, **told})}
    return {"payload": payload, "schemaId": f"{entry.sobject.name}-1", "id": org.ids.uuid()}


def _by_appflow(entry: Captured, header: dict[str, Any]) -> dict[str, Any]:
    told = {name: _in_text(value) for name, value in entry.values.items()}
    if entry.kind != "UPDATE":
        told = {name: value for name, value in told.items() if value is not None}
    short = {k: v for k, v in header.items() if k not in ("nulledFields", "diffFields")}
    return {"ChangeEventHeader": short, **nested(entry.sobject, told)}


def _in_avro(value: Any) -> Any:
    return _milliseconds(value) if isinstance(value, datetime) else _in_text(value)


def _in_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value).replace("+0000", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp()) * 1000
