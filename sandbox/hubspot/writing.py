"""Write records: the one way in for API calls, people and seeds."""

from collections.abc import Mapping
from typing import Any

from sandbox.hubspot import events, rules, values
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.source import Source
from sandbox.hubspot.state.standard import COMPANIES, CONTACTS
from sandbox.hubspot.state.store import Store

_COMPANY = "associatedcompanyid"


def create(
    store: Store, kind: ObjectType, sent: Mapping[str, Any], source: Source, *, enforce: bool
) -> Record:
    """
    Make a record.

    `enforce` applies what administrators demand as of 2026-09.

    Raises:
        ApiError: the values are refused; nothing was changed.
    """
    kept = _completed(store, kind, values.checked(store, kind, sent), {})
    record = store.new_record(kind.type_id, kept)
    rules.require_schema(kind, record.values)
    if enforce:
        rules.require_creation(store, kind, record.values)
        rules.require_conditional(store, kind, record.values)
    rules.require_unique_values(store, record, kept)
    store.keep(record, source)
    store.note(f"{kind.name}.created", record.id)
    events.created(store, record, source)
    _follow_company(store, record, kept)
    return record


def update(
    store: Store, record: Record, sent: Mapping[str, Any], source: Source, *, enforce: bool
) -> Record:
    """
    Change some properties of a record; "" clears one.

    Raises:
        ApiError: the values are refused; nothing was changed.
    """
    kind = store.types[record.type_id]
    kept = _completed(store, kind, values.checked(store, kind, sent), record.values)
    new = record.changed(kept, store.now)
    if enforce:
        rules.require_conditional(store, kind, new.values)
    rules.require_unique_values(store, record, kept)
    _keep_change(store, record, new, source)
    _follow_company(store, new, kept)
    return new


def archive(store: Store, record: Record, source: Source) -> None:
    store.keep(record.archived(store.now), source)
    store.book.forget(End(*record.key))
    store.note(f"{store.types[record.type_id].name}.archived", record.id)
    events.deleted(store, record, source)


def restore(store: Store, record: Record, source: Source) -> None:
    """Bring an archived record back; what it was associated with is for people to say."""
    store.keep(record.restored(), source)
    store.note(f"{store.types[record.type_id].name}.restored", record.id)
    events.restored(store, record, source)


def associate(store: Store, source: End, target: End, type_ids: list[int], by: Source) -> None:
    """Associate two records and keep `associatedcompanyid` in step."""
    before = dict(store.book.held)
    store.book.put(source, target, type_ids)
    if store.book.held != before:
        store.note("associations.created", f"{source.record_id}-{target.record_id}")
        events.associated(store, source, target, by, removed=False)
    refresh_company(store, source, target, by)


def dissociate(
    store: Store, source: End, target: End, type_ids: list[int] | None, by: Source
) -> None:
    """Remove some types of a pair, or the pair, and keep `associatedcompanyid` in step."""
    store.book.drop(source, target, type_ids)
    events.associated(store, source, target, by, removed=True)
    refresh_company(store, source, target, by)


def refresh_company(store: Store, source: End, target: End, by: Source) -> None:
    """Keep a contact's `associatedcompanyid`: the id of its primary company."""
    for end in (source, target):
        record = store.records.get((end.type_id, end.record_id))
        if end.type_id == CONTACTS and record and not record.is_archived:
            company = store.book.primary_of(end, COMPANIES)
            told = {_COMPANY: company.record_id if company else ""}
            _keep_change(store, record, record.changed(told, store.now), by)


def _keep_change(store: Store, old: Record, new: Record, source: Source) -> None:
    names = {name for name in {*old.values, *new.values} if _differs(old, new, name)}
    if not names:
        return
    store.keep(new, source)
    store.note(f"{store.types[new.type_id].name}.updated", new.id)
    told = {name: new.values.get(name, "") for name in sorted(names)}
    events.changed(store, new, told, source)


def _differs(old: Record, new: Record, name: str) -> bool:
    return old.values.get(name) != new.values.get(name)


def _completed(
    store: Store, kind: ObjectType, kept: dict[str, str], present: Mapping[str, str]
) -> dict[str, str]:
    """Add what HubSpot derives from a deal's stage."""
    stage_id = kept.get("dealstage")
    if kind.name != "deals" or not stage_id:
        return kept
    pipeline_id = kept.get("pipeline") or present.get("pipeline") or store.pipelines[0].id
    stage = next(each.stage(stage_id) for each in store.pipelines if each.id == pipeline_id)
    if stage is None:
        raise values.refused_stage(store, stage_id)
    return {
        **kept,
        "pipeline": pipeline_id,
        "hs_is_closed": str(stage.is_closed).lower(),
        "hs_is_closed_won": str(stage.is_won).lower(),
        "hs_deal_stage_probability": stage.probability,
    }


def _follow_company(store: Store, record: Record, kept: Mapping[str, str]) -> None:
    """Make the company that a contact names its primary one."""
    company = store.end(COMPANIES, kept.get(_COMPANY, ""))
    kind = store.book.primary(CONTACTS, COMPANIES)
    if record.type_id == CONTACTS and company and kind:
        store.book.put(End(CONTACTS, record.id), company, [kind.type_id])
