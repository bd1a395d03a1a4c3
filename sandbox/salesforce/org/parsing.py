"""Read the body of a record call: which fields, which values, and which of them may be given."""

from collections.abc import Mapping
from typing import Any

from sandbox.salesforce.errors import Problem, SalesforceError, refusal
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.values import read
from sandbox.salesforce.org.state import Org


def read_body(
    org: Org, sobject: SObject, body: Mapping[str, Any], *, is_new: bool
) -> dict[str, Any]:
    """
    Return the values of a create or update by field name.

    A parent may be named by its external id: `"Account": {"Referral_Hub_Id__c": "..."}` (REST API
    Developer Guide, "Insert or Update (Upsert) a Record Using an External ID").

    Raises:
        SalesforceError: unknown or read-only fields, wrong types, no such parent.
    """
    values: dict[str, Any] = {}
    read_only: list[str] = []
    for name, value in body.items():
        if name.lower() == "attributes":
            continue
        field, kept = _entry(org, sobject, name, value)
        if not field.writable or (field.set_once and not is_new):
            read_only.append(field.name)
        values[field.name] = kept
    if read_only:
        raise _not_for_writing(read_only, is_new=is_new)
    return values


def _entry(org: Org, sobject: SObject, name: str, value: Any) -> tuple[Field, Any]:
    field = sobject.field(name)
    if field is None and isinstance(value, Mapping):
        field = sobject.parent(name)
        if field:
            return field, _parent(org, field, value)
    if field is None:
        message = f"No such column '{name}' on sobject of type {sobject.name}"
        raise refusal("INVALID_FIELD", message)
    return field, read(field, value)


def _parent(org: Org, field: Field, told: Mapping[str, Any]) -> str:
    parent = org.schema.sobject(field.reference_to)
    keys = [(known, v) for k, v in told.items() if (known := parent.field(k))]
    if len(keys) != 1 or not keys[0][0].external_id:
        message = f"More than 1 field or no external id provided in an external foreign key reference in entity: {parent.name}"  # noqa: E501 - one sentence of the wire
        raise refusal("INVALID_FIELD", message)
    key, value = keys[0]
    found = org.store.carrying(parent.name, key.name, value)
    if len(found) != 1:
        message = f"Foreign key external ID: {value} not found for field {key.name} in entity {parent.name}"  # noqa: E501 - one sentence of the wire
        raise refusal("INVALID_FIELD", message)
    return found[0].id


def _not_for_writing(names: list[str], *, is_new: bool) -> SalesforceError:
    if "Id" in names:
        if is_new:
            return refusal("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call")
        message = "The Id field should not be specified in the sobject data."
        return refusal("INVALID_FIELD", message)
    message = (
        f"Unable to create/update fields: {', '.join(names)}. Please check the security settings "
        "of this field and verify that it is read/write for your profile or permission set."
    )
    return SalesforceError(Problem("INVALID_FIELD_FOR_INSERT_UPDATE", message, tuple(names)))
