"""
What the org refuses to save.

Codes: SOAP API Developer Guide, "StatusCode"; messages as the platform words them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.salesforce.errors import Problem, SalesforceError, refusal, require_none
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.org.state import Org

_EMAIL = re.compile(r"[^@\s,;:<>()\"\\\[\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


def require_savable(
    org: Org, sobject: SObject, values: Mapping[str, Any], given: Iterable[str], own_id: str | None
) -> None:
    """
    Check a record as it would be after the save; `given` are the fields of this call.

    Raises:
        SalesforceError: what the platform itself refuses, then what the admin's rules refuse.
    """
    require_none([*_missing(sobject, values, given, is_new=own_id is None)])
    fields = [(sobject.fields[name.lower()], values.get(name)) for name in given]
    told = [(field, value) for field, value in fields if value is not None]
    require_none([problem for field, value in told for problem in _flaws(field, value)])
    for field, value in told:
        if field.reference_to:
            require_reference(org, field, value)
    _require_custom_rules(org, sobject, values)


def _missing(
    sobject: SObject, values: Mapping[str, Any], given: Iterable[str], *, is_new: bool
) -> Iterator[Problem]:
    asked = sobject.fields.values() if is_new else [sobject.fields[n.lower()] for n in given]
    names = [f.name for f in asked if f.required and values.get(f.name) is None]
    if names:
        message = f"Required fields are missing: [{', '.join(names)}]"
        yield Problem("REQUIRED_FIELD_MISSING", message, tuple(names))


def _flaws(field: Field, value: Any) -> Iterator[Problem]:
    label = field.label or field.name
    if field.is_text and field.length and len(value) > field.length:
        message = f"{label}: data value too large: {value} (max length={field.length})"
        yield Problem("STRING_TOO_LONG", message, (field.name,))
    if field.restricted and value not in field.picklist:
        message = f"{label}: bad value for restricted picklist field: {value}"
        yield Problem("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, (field.name,))
    if field.type == "email" and not _EMAIL.fullmatch(value):
        message = f"{label}: invalid email address: {value}"
        yield Problem("INVALID_EMAIL_ADDRESS", message, (field.name,))
    if field.digits and abs(value) >= 10 ** (field.digits - field.scale):
        message = f"{label}: value outside of valid range on numeric field: {value}"
        yield Problem("NUMBER_OUTSIDE_VALID_RANGE", message, (field.name,))


def require_reference(org: Org, field: Field, value: str) -> None:
    """
    Require that a reference points to a record of its kind that is there.

    Raises:
        SalesforceError: MALFORMED_ID, FIELD_INTEGRITY_EXCEPTION, INVALID_CROSS_REFERENCE_KEY,
            ENTITY_IS_DELETED.
    """
    label = field.label or field.name
    record_id = read_id(value)
    if record_id is None:
        raise refusal("MALFORMED_ID", f"{label}: id value of incorrect type: {value}", field.name)
    target = org.schema.of_record(record_id)
    if target is None or target.name not in field.targets:
        message = f"{label}: id value of incorrect type: {value}"
        raise refusal("FIELD_INTEGRITY_EXCEPTION", message, field.name)
    found = org.store.get(target.name, record_id)
    if found is None:
        raise SalesforceError(
            Problem("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", ())
        )
    if found.is_deleted:
        raise SalesforceError(Problem("ENTITY_IS_DELETED", "entity is deleted", ()))


def require_unique(org: Org, sobject: SObject, told: Mapping[str, Any], own_id: str | None) -> None:
    """
    Let the database have its say, after all rules (Apex Developer Guide, "Triggers and Order of
    Execution").

    Raises:
        SalesforceError: DUPLICATE_VALUE.
    """
    for name, value in told.items():
        field = sobject.fields[name.lower()]
        if field.unique and value is not None:
            _require_alone(org, sobject, field, value, own_id)


def _require_alone(
    org: Org, sobject: SObject, field: Field, value: Any, own_id: str | None
) -> None:
    others = [r for r in org.store.carrying(sobject.name, field.name, value) if r.id != own_id]
    if others:
        message = (
            f"duplicate value found: {field.name} duplicates value on record with id: "
            f"{others[0].id[:15]}"
        )
        raise SalesforceError(Problem("DUPLICATE_VALUE", message, ()))


def _require_custom_rules(org: Org, sobject: SObject, values: Mapping[str, Any]) -> None:
    problems = []
    for rule in [rule for rule in org.rules if rule.sobject.lower() == sobject.name.lower()]:
        if rule.times == 0 or (rule.blank and values.get(rule.blank) is not None):
            continue
        if rule.times is not None:
            rule.times -= 1
        fields = (rule.field,) if rule.field else ()
        problems.append(Problem("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, fields))
    require_none(problems)
