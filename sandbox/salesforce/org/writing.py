"""Create, update, upsert and delete records, each under all the rules."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sandbox.salesforce.errors import (
    Problem,
    SalesforceError,
    SeveralMatchError,
    not_found,
    refusal,
)
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.values import read
from sandbox.salesforce.org.derived import completed, defaults, name_of_person, without_total
from sandbox.salesforce.org.duplicates import require_no_duplicate
from sandbox.salesforce.org.parsing import read_body
from sandbox.salesforce.org.reading import live_record
from sandbox.salesforce.org.record import Change, Record
from sandbox.salesforce.org.rules import require_savable, require_unique
from sandbox.salesforce.org.state import Caller, Org

Body = Mapping[str, Any]

_HANG_ON = {
    "Account": (("Opportunity", "AccountId"), ("Contact", "AccountId")),
    "Opportunity": (("OpportunityContactRole", "OpportunityId"), ("Task", "WhatId")),
    "Contact": (("OpportunityContactRole", "ContactId"),),
}


@dataclass(frozen=True)
class Upserted:
    id: str
    created: bool


def create(org: Org, caller: Caller, sobject: SObject, body: Body) -> str:
    """
    Create a record and return its id.

    Raises:
        SalesforceError: any rule says no, or somebody else creates it at this moment.
    """
    if org.behaviour.lost_races and _is_marked(sobject, body):
        raise _lose_the_race(org, sobject, body)
    return _create(org, caller, sobject, body)


def _is_marked(sobject: SObject, body: Body) -> bool:
    return any(field.external_id for name in body if (field := sobject.field(name)))


def _create(org: Org, caller: Caller, sobject: SObject, body: Body) -> str:
    if sobject.read_only:
        message = f"entity type cannot be inserted: {sobject.label}"
        raise refusal("INVALID_TYPE_FOR_OPERATION", message)
    told = completed(sobject, read_body(org, sobject, body, is_new=True))
    values = {**defaults(sobject, caller), **{k: v for k, v in told.items() if v is not None}}
    values |= name_of_person(sobject, values)
    require_savable(org, sobject, values, told, None)
    require_no_duplicate(org, caller, sobject.name, values)
    require_unique(org, sobject, told, None)
    record_id = org.ids.mint(sobject.prefix)
    record = Record.made(sobject.name, record_id, values, by=caller.user_id, at=org.now)
    org.store.put(record, Change("CREATE", None, record, caller.origin))
    _after_save(org, caller, record)
    return record.id


def update(org: Org, caller: Caller, sobject: SObject, record_id: str, body: Body) -> None:
    """
    Change a record; what the body does not name stays as it is.

    Raises:
        SalesforceError: no such record, or any rule says no.
    """
    before = live_record(org, sobject, record_id)
    require_unconverted(before)
    given = read_body(org, sobject, body, is_new=False)
    told = completed(sobject, without_total(before, given))
    told |= name_of_person(sobject, {**before.values, **told})
    require_savable(org, sobject, {**before.values, **told}, told, before.id)
    require_unique(org, sobject, told, before.id)
    save(org, caller, before, told)


def require_unconverted(record: Record) -> None:
    """
    Let nobody change a lead that was converted.

    Raises:
        SalesforceError: CANNOT_UPDATE_CONVERTED_LEAD.
    """
    if record.get("IsConverted"):
        raise refusal("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")


def save(org: Org, caller: Caller, before: Record, changes: Mapping[str, Any]) -> None:
    """Write a change that the rules have passed."""
    after = before.saved(changes, by=caller.user_id, at=org.now)
    org.store.put(after, Change("UPDATE", before, after, caller.origin))
    _after_save(org, caller, after)


def delete(org: Org, caller: Caller, sobject: SObject, record_id: str) -> None:
    """
    Put a record in the recycle bin, with the records that cannot be without it.

    Raises:
        SalesforceError: no such record.
    """
    before = live_record(org, sobject, record_id)
    discard(org, caller, before, {})
    for name, field in _HANG_ON.get(before.sobject, ()):
        for child in org.store.carrying(name, field, before.id):
            delete(org, caller, org.schema.of(name), child.id)


def discard(org: Org, caller: Caller, before: Record, changes: Mapping[str, Any]) -> None:
    """Mark one record as deleted."""
    gone = {**changes, "IsDeleted": True}
    after = before.saved(gone, by=caller.user_id, at=org.now)
    org.store.put(after, Change("DELETE", before, after, caller.origin))


def upsert(
    org: Org,
    caller: Caller,
    sobject: SObject,
    key: tuple[str, str],
    body: Body,
    *,
    update_only: bool = False,
) -> Upserted:
    """
    Update the record that carries an external id, or create it.

    `key` is the field and its value (REST API Developer Guide, "sObject Rows by External ID").

    Raises:
        SalesforceError: no such external id field, the body names it too, or any rule says no.
        SeveralMatchError: several records carry it; nothing is written.
    """
    field = sobject.field(key[0])
    if field is None or not (field.external_id or field.name == "Id"):
        message = f"Provided external ID field does not exist or is not accessible: {key[0]}"
        raise refusal("NOT_FOUND", message)
    if any(name.lower() == field.name.lower() for name in body):
        message = f"The {field.name} field should not be specified in the sobject data."
        raise refusal("INVALID_FIELD", message)
    if field.name == "Id":
        update(org, caller, sobject, key[1], body)
        return Upserted(live_record(org, sobject, key[1]).id, created=False)
    found = org.store.carrying(sobject.name, field.name, read(field, key[1]))
    if len(found) > 1:
        raise SeveralMatchError(sobject.name, [record.id for record in found])
    if found:
        update(org, caller, sobject, found[0].id, body)
        return Upserted(found[0].id, created=False)
    if update_only:
        raise not_found()
    whole = {**body, field.name: key[1]}
    return Upserted(create(org, caller, sobject, whole), created=True)


def _lose_the_race(org: Org, sobject: SObject, body: Body) -> SalesforceError:
    left = org.behaviour.lost_races - 1
    org.behaviour = replace(org.behaviour, lost_races=left)
    org.rivals.append((sobject.name, body))
    # The platform does not know the winner's id either: it is not committed yet.
    message = "duplicate value found: <unknown> duplicates value on record with id: <unknown>"
    return SalesforceError(Problem("DUPLICATE_VALUE", message, ()))


def let_rivals_win(org: Org) -> None:
    """Create what somebody else created while a call lost the race against it."""
    rivals, org.rivals = org.rivals, []
    for name, body in rivals:
        with suppress(SalesforceError):  # its parent may have been rolled back
            _create(org, Caller(org.integration_user), org.schema.sobject(name), body)


def _after_save(org: Org, caller: Caller, record: Record) -> None:
    """Let there be one primary contact per opportunity (Object Reference, the role's page)."""
    if record.sobject != "OpportunityContactRole" or not record.get("IsPrimary"):
        return
    for other in org.store.carrying(record.sobject, "OpportunityId", record.get("OpportunityId")):
        if other.id != record.id and other.get("IsPrimary"):
            save(org, caller, other, {"IsPrimary": False})
