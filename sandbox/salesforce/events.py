"""
Change Data Capture, as it arrives on an EventBridge bus.

Header and body: Change Data Capture Developer Guide, "Change Event Header Fields" and "Change Event
Body Fields". By Event Relay the record lies under `detail.payload` with instants as milliseconds;
by AppFlow directly under `detail` with instants as text, and without nulled fields (EventBridge
User Guide, "Receiving events from Salesforce").
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sandbox.salesforce.metadata.values import moment
from sandbox.salesforce.org.behaviour import EventForm
from sandbox.salesforce.org.record import Change
from sandbox.salesforce.org.state import Caller, Org

REGION = "us-east-1"
ACCOUNT = "111122223333"
# How Lightning Experience signs what people do in it.
BROWSER = "com/salesforce/api/soap/68.0;client=SfdcInternalAPI/"

Event = dict[str, Any]
OnEvent = Callable[[Event], None]

_NEVER_TOLD = ("IsDeleted", "SystemModstamp")
_REPLAY = 1_000_000


def events_of(org: Org, caller: Caller, changes: Sequence[Change]) -> list[Event]:
    """Return the events of one transaction, in order, as often as the behaviour says."""
    captured = [change for change in changes if org.schema.of(change.after.sobject).captured]
    key = org.ids.uuid()
    org.commits += 1
    events = [
        _envelope(org, change, _header(org, caller, change, key, number))
        for number, change in enumerate(captured, start=1)
    ]
    if org.behaviour.events_reversed:
        events.reverse()
    return [event for event in events for _ in range(org.behaviour.event_copies)]


def _header(org: Org, caller: Caller, change: Change, key: str, number: int) -> dict[str, Any]:
    told = _told(change) if change.kind == "UPDATE" else ()
    return {
        "entityName": change.after.sobject,
        "recordIds": [change.after.id],
        "changeType": change.kind,
        "changedFields": list(told),
        "nulledFields": [name for name in told if change.after.get(name) is None],
        "diffFields": [],
        "changeOrigin": caller.origin,
        "transactionKey": key,
        "sequenceNumber": number,
        "commitTimestamp": _milliseconds(org.now),
        "commitNumber": _REPLAY + org.commits,
        "commitUser": caller.user_id,
    }


def _told(change: Change) -> tuple[str, ...]:
    return tuple(name for name in change.changed if name not in _NEVER_TOLD)


def _envelope(org: Org, change: Change, header: dict[str, Any]) -> Event:
    relayed = org.behaviour.event_form is EventForm.EVENT_RELAY
    return {
        "version": "0",
        "id": org.ids.uuid(),
        "detail-type": _name(change.after.sobject),
        "source": _source(org, relayed=relayed),
        "account": ACCOUNT,
        "time": org.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [],
        "detail": _relayed(org, change, header) if relayed else _by_appflow(change, header),
    }


def _name(sobject: str) -> str:
    stem = sobject.removesuffix("c") if sobject.endswith("__c") else sobject
    return f"{stem}ChangeEvent"


def _source(org: Org, *, relayed: bool) -> str:
    if relayed:
        return f"aws.partner/salesforce.com/{org.id}/{org.channel}"
    return f"aws.partner/appflow/salesforce.com/{ACCOUNT}/referral-hub"


def _relayed(org: Org, change: Change, header: dict[str, Any]) -> dict[str, Any]:
    body = {name: _in_avro(value) for name, value in _body(change).items()}
    payload = {"ChangeEventHeader": header, **body}
    return {"payload": payload, "schemaId": f"{change.after.sobject}-1", "id": org.ids.uuid()}


def _by_appflow(change: Change, header: dict[str, Any]) -> dict[str, Any]:
    body = {name: _in_text(value) for name, value in _body(change).items()}
    short = {k: v for k, v in header.items() if k not in ("nulledFields", "diffFields")}
    return {"ChangeEventHeader": short, **body}


def _body(change: Change) -> Mapping[str, Any]:
    if change.kind == "DELETE":
        return {}
    values = change.after.values
    if change.kind == "UPDATE":
        return {name: values.get(name) for name in _told(change)}
    return {name: value for name, value in values.items() if name not in _NEVER_TOLD}


def _in_avro(value: Any) -> Any:
    if isinstance(value, datetime):
        return _milliseconds(value)
    return _in_text(value)


def _in_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value).replace("+0000", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp()) * 1000
