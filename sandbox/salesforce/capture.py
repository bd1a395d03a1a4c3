"""
Change Data Capture: what one transaction tells of the records it changed.

Change Data Capture Developer Guide: "Change Event Body Fields", "ChangeEventHeader Fields" (merged
events), "Get Compound Fields in Change Events", "General Considerations" (one event per record).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.org.record import Change, ChangeType, Record

_UNTOLD = ("Id", "IsDeleted", "SystemModstamp")
_ADDRESS = ("Street", "City", "State", "PostalCode", "Country")
_PERSON = ("Salutation", "FirstName", "LastName")


@dataclass(frozen=True)
class Captured:
    """One kind of change that befell one or more records of an object alike, by one hand."""

    kind: ChangeType
    sobject: SObject
    ids: tuple[str, ...]
    changed: tuple[str, ...]
    record: Record
    origin: str

    @property
    def values(self) -> dict[str, Any]:
        """Return what an event tells: of an update the changes, of a deletion nothing."""
        if self.kind == "DELETE":
            return {}
        told = self.changed if self.kind == "UPDATE" else tellable(self.sobject)
        return {name: self.record.get(name) for name in told}

    @property
    def nulled(self) -> list[str]:
        return [name for name in self.changed if self.record.get(name) is None]


def captured(changes: Iterable[tuple[SObject, Change]]) -> list[Captured]:
    """Return what a transaction tells: one entry per record, alike updates and deletions merged."""
    found: dict[object, Captured] = {}
    for sobject, change in _one_per_record(changes):
        entry = _entry(sobject, change)
        if change.kind == "CREATE":
            key: object = change.after.id
        else:
            key = (sobject.name, change.kind, change.origin, tuple(entry.values.items()))
        before = found.get(key)
        ids = (*before.ids, *entry.ids) if before else entry.ids
        found[key] = replace(entry, ids=ids)
    return list(found.values())


def _entry(sobject: SObject, change: Change) -> Captured:
    told = _changed(sobject, change) if change.kind == "UPDATE" else ()
    return Captured(change.kind, sobject, (change.after.id,), told, change.after, change.origin)


def _changed(sobject: SObject, change: Change) -> tuple[str, ...]:
    """
    Name what changed; every save touches LastModifiedDate, though whole seconds may hide it. Only
    the conversion of a lead does not tell it ("Change Events for Lead Conversion").
    """
    names = [n for n in tellable(sobject) if n in change.changed and n != "LastModifiedDate"]
    return tuple(names) if "IsConverted" in names else (*names, "LastModifiedDate")


def _one_per_record(changes: Iterable[tuple[SObject, Change]]) -> Iterator[tuple[SObject, Change]]:
    """Join what one transaction did to a record: the first kind of change, the last values."""
    joined: dict[str, tuple[SObject, Change]] = {}
    for sobject, change in changes:
        known = joined.get(change.after.id)
        if known is None:
            joined[change.after.id] = (sobject, change)
            continue
        first = known[1]
        kind = "DELETE" if change.kind == "DELETE" else first.kind
        joined[change.after.id] = (sobject, replace(change, kind=kind, before=first.before))
    for sobject, change in joined.values():
        if not (change.before is None and change.after.is_deleted):
            yield sobject, change


def tellable(sobject: SObject) -> list[str]:
    """Name the fields of an object that its events carry; a person's Name is told in parts."""
    fields = [field.name for field in sobject.fields.values() if field.name not in _UNTOLD]
    return [name for name in fields if name != "Name" or not _is_person(sobject)]


def component(sobject: SObject, name: str) -> str:
    """Return `BillingAddress.City` for BillingCity and `Name.LastName` for LastName."""
    compound, part = _place(sobject, name)
    return f"{compound}.{part}" if compound else name


def nested(sobject: SObject, values: Mapping[str, Any]) -> dict[str, Any]:
    """Put the parts of names and addresses under their compounds; an empty compound is null."""
    body: dict[str, Any] = {}
    for name, value in values.items():
        compound, part = _place(sobject, name)
        if compound:
            body.setdefault(compound, {})[part] = value
        else:
            body[name] = value
    return {name: _or_null(value) for name, value in body.items()}


def _or_null(value: Any) -> Any:
    empty = isinstance(value, dict) and all(part is None for part in value.values())
    return None if empty else value


def _place(sobject: SObject, name: str) -> tuple[str | None, str]:
    if name in _PERSON and _is_person(sobject):
        return "Name", name
    for kind in ("Billing", "Shipping", "Mailing"):
        if name.startswith(kind) and name.removeprefix(kind) in _ADDRESS:
            return f"{kind}Address", name.removeprefix(kind)
    return None, name


def _is_person(sobject: SObject) -> bool:
    return sobject.name in ("Contact", "Lead")
