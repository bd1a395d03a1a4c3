"""Find records and show them."""

from collections.abc import Iterable
from typing import Any

from sandbox.salesforce.errors import SeveralMatchError, not_found, refusal
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.values import read, show
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Org


def live_record(org: Org, sobject: SObject, text: str) -> Record:
    """
    Return a record by its id of 15 or 18 characters.

    Raises:
        SalesforceError: NOT_FOUND, or ENTITY_IS_DELETED for one in the recycle bin,
            where a merge puts the loser too.
    """
    record_id = read_id(text)
    if record_id is None:
        message = f"Provided external ID field does not exist or is not accessible: {text}"
        raise refusal("NOT_FOUND", message)
    found = org.store.get(sobject.name, record_id)
    if found is None:
        raise not_found()
    if found.is_deleted:
        raise refusal("ENTITY_IS_DELETED", "entity is deleted")
    return found


def record_by_key(org: Org, sobject: SObject, key: str, value: str) -> Record:
    """
    Return the one record that carries an external id.

    Raises:
        SalesforceError: no such field, or no such record.
        SeveralMatchError: several carry it.
    """
    field = sobject.field(key)
    if field is None or not field.external_id:
        message = f"Provided external ID field does not exist or is not accessible: {key}"
        raise refusal("NOT_FOUND", message)
    found = org.store.carrying(sobject.name, field.name, read(field, value))
    if not found:
        raise not_found()
    if len(found) > 1:
        raise SeveralMatchError(sobject.name, [record.id for record in found])
    return found[0]


def attributes(record: Record, version: str) -> dict[str, str]:
    url = f"/services/data/v{version}/sobjects/{record.sobject}/{record.id}"
    return {"type": record.sobject, "url": url}


def shown(record: Record, fields: Iterable[Field], version: str) -> dict[str, Any]:
    """Return a record with these fields, null where it has no value."""
    values = {field.name: show(field, record.get(field.name)) for field in fields}
    return {"attributes": attributes(record, version), **values}


def chosen(sobject: SObject, names: str | None) -> list[Field]:
    """
    Return the fields that `?fields=` lists; all of them if it is not there.

    Raises:
        SalesforceError: INVALID_FIELD.
    """
    if not names:
        return list(sobject.fields.values())
    return [_field(sobject, name.strip()) for name in names.split(",")]


def _field(sobject: SObject, name: str) -> Field:
    field = sobject.field(name)
    if field is None:
        message = f"No such column '{name}' on entity '{sobject.name}'"
        raise refusal("INVALID_FIELD", message)
    return field
