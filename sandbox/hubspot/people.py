"""What a person does in HubSpot's own screens: the same changes, told as CRM_UI."""

from collections.abc import Mapping
from typing import Any

from sandbox.hubspot import finding, writing
from sandbox.hubspot.errors import invalid
from sandbox.hubspot.operations.merging import merged
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.source import Source
from sandbox.hubspot.state.store import Store


def creates(store: Store, type_name: str, properties: Mapping[str, Any], by: Source) -> str:
    kind = finding.object_type(store, type_name)
    return writing.create(store, kind, properties, by, enforce=False).id


def edits(
    store: Store, type_name: str, record_id: str, properties: Mapping[str, Any], by: Source
) -> None:
    record = _record(store, type_name, record_id)
    writing.update(store, record, properties, by, enforce=False)


def deletes(store: Store, type_name: str, record_id: str, by: Source) -> None:
    writing.archive(store, _record(store, type_name, record_id), by)


def restores(store: Store, type_name: str, record_id: str, by: Source) -> None:
    kind = finding.object_type(store, type_name)
    writing.restore(store, finding.record(store, kind, record_id, archived=True), by)


def merges(store: Store, type_name: str, primary_id: str, other_id: str, by: Source) -> str:
    primary, other = _record(store, type_name, primary_id), _record(store, type_name, other_id)
    return merged(store, primary, other, by).id


def associates(
    store: Store, source: tuple[str, str], target: tuple[str, str], label: str | None, by: Source
) -> None:
    """Associate two records, each a type and an id, by a label or without one."""
    one, other = (finding.object_type(store, name) for name, _ in (source, target))
    kinds = store.book.between(one.type_id, other.type_id)
    found = next((kind for kind in kinds if kind.label == label), None)
    if found is None:
        raise invalid(f"no association {label} from {one.name} to {other.name}")
    ends = finding.end(store, one, source[1]), finding.end(store, other, target[1])
    writing.associate(store, *ends, [found.type_id], by)


def _record(store: Store, type_name: str, record_id: str) -> Record:
    return finding.record(store, finding.object_type(store, type_name), record_id)
