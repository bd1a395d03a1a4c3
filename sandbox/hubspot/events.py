"""
What webhook subscriptions tell of a change.

Source: HubSpot developer docs, "Webhooks" and "Create generic webhook subscriptions" (payloads).
Events of custom objects are always generic: `object.*` with an `objectTypeId`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.source import Source
from sandbox.hubspot.state.store import Event, Store
from sandbox.hubspot.timestamps import to_milliseconds

_FIRST_SUBSCRIPTION = 4_800_001


def created(store: Store, record: Record, source: Source) -> None:
    _emit(store, record, "creation", source, {"changeFlag": "CREATED"})
    changed(store, record, record.values, source)


def changed(store: Store, record: Record, values: Mapping[str, str], source: Source) -> None:
    """Tell each property that changed, one event each."""
    kind = store.types[record.type_id]
    for name, value in values.items():
        if name not in kind.stamps:
            more = {"propertyName": name, "propertyValue": value}
            _emit(store, record, "propertyChange", source, more)


def deleted(store: Store, record: Record, source: Source) -> None:
    _emit(store, record, "deletion", source, {"changeFlag": "DELETED"})


def merged(store: Store, survivor: Record, ids: Iterable[str], source: Source) -> None:
    primary, *others = map(int, ids)
    more = {
        "primaryObjectId": primary,
        "mergedObjectIds": others,
        "newObjectId": int(survivor.id),
        "numberOfPropertiesMoved": 0,
    }
    _emit(store, survivor, "merge", source, more)


def _emit(store: Store, record: Record, what: str, source: Source, more: Mapping[str, Any]) -> None:
    event_type = _subscription_type(store, record, what)
    name = str(more.get("propertyName", ""))
    if not (store.types[record.type_id].event and _is_subscribed(store, event_type, name)):
        return
    generic = {"objectTypeId": record.type_id} if event_type.startswith("object.") else {}
    event: Event = {
        "eventId": store.next_event_id(),
        "subscriptionId": _subscription(store, f"{event_type} {record.type_id}", name),
        "portalId": store.portal_id,
        "appId": store.app_id,
        "occurredAt": to_milliseconds(store.now),
        "subscriptionType": event_type,
        "attemptNumber": 0,
        "objectId": int(record.id),
        **generic,
        **more,
        "changeSource": source.change_source,
        "sourceId": source.source_id,
    }
    store.outbox.append(event)


def _subscription_type(store: Store, record: Record, what: str) -> str:
    word = "object" if store.behaviour.generic_webhooks else store.types[record.type_id].event
    return f"{word}.{what}"


def _is_subscribed(store: Store, event_type: str, name: str) -> bool:
    wanted = store.behaviour.subscribed
    return not wanted or event_type in wanted or f"{event_type}:{name}" in wanted


def _subscription(store: Store, event_type: str, name: str) -> int:
    known = store.subscriptions
    return known.setdefault((event_type, name), _FIRST_SUBSCRIPTION + len(known))
