"""
What webhook subscriptions tell of a change.

Source: HubSpot developer docs, "Webhooks" and "Create generic webhook subscriptions" (payloads).
Events of custom objects and of orders are always generic: `object.*` with an `objectTypeId`. Only
who subscribes to changes of associations by name is told of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.source import Source
from sandbox.hubspot.state.store import Event, Store
from sandbox.hubspot.timestamps import to_milliseconds

_FIRST_SUBSCRIPTION = 4_800_001
_ASSOCIATION, _GENERIC = "associationChange", "object."


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


def restored(store: Store, record: Record, source: Source) -> None:
    _emit(store, record, "restore", source, {})


def merged(store: Store, survivor: Record, ids: Iterable[str], source: Source) -> None:
    primary, *others = map(int, ids)
    more = {
        "primaryObjectId": primary,
        "mergedObjectIds": others,
        "newObjectId": int(survivor.id),
        "numberOfPropertiesMoved": 0,
    }
    _emit(store, survivor, "merge", source, more)


def associated(store: Store, one: End, other: End, source: Source, *, removed: bool) -> None:
    """Tell both sides of a pair that it was associated, or no longer is."""
    for end, to in ((one, other), (other, one)):
        event_type = _subscription_type(store, end.type_id, _ASSOCIATION)
        ids = {"fromObjectId": int(end.record_id), "toObjectId": int(to.record_id)}
        types = {"fromObjectTypeId": end.type_id, "toObjectTypeId": to.type_id}
        words = (store.types[each.type_id].singular.upper() for each in (end, to))
        more = {
            **(types if event_type.startswith(_GENERIC) else {}),
            **ids,
            "associationType": "_TO_".join(words),
            "associationRemoved": removed,
            "isPrimaryAssociation": False,
        }
        _send(store, end.type_id, event_type, source, more)


def _emit(store: Store, record: Record, what: str, source: Source, more: Mapping[str, Any]) -> None:
    event_type = _subscription_type(store, record.type_id, what)
    generic = {"objectTypeId": record.type_id} if event_type.startswith(_GENERIC) else {}
    told = {"objectId": int(record.id), **generic, **more}
    _send(store, record.type_id, event_type, source, told)


def _send(
    store: Store, type_id: str, event_type: str, source: Source, more: Mapping[str, Any]
) -> None:
    name = str(more.get("propertyName", ""))
    if not (store.types[type_id].event and _is_subscribed(store, event_type, name)):
        return
    event: Event = {
        "eventId": store.next_event_id(),
        "subscriptionId": _subscription(store, f"{event_type} {type_id}", name),
        "portalId": store.portal_id,
        "appId": store.app_id,
        "occurredAt": to_milliseconds(store.now),
        "subscriptionType": event_type,
        "attemptNumber": 0,
        **more,
        "changeSource": source.change_source,
        "sourceId": source.source_id,
    }
    store.outbox.append(event)


def _subscription_type(store: Store, type_id: str, what: str) -> str:
    word = "object" if store.behaviour.generic_webhooks else store.types[type_id].event
    return f"{word}.{what}"


def _is_subscribed(store: Store, event_type: str, name: str) -> bool:
    wanted = store.behaviour.subscribed
    if not wanted:
        return not event_type.endswith(_ASSOCIATION)
    return event_type in wanted or f"{event_type}:{name}" in wanted


def _subscription(store: Store, event_type: str, name: str) -> int:
    known = store.subscriptions
    return known.setdefault((event_type, name), _FIRST_SUBSCRIPTION + len(known))
