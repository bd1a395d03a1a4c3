"""
What must be set, and what only one record may have.

Sources: HubSpot developer docs, "Error handling" (required properties); developer changelog,
"CRM API Write Validation Enforcement" (codes of the 2026-09 rules).
"""

from collections.abc import Iterable, Mapping

from sandbox.hubspot.errors import ApiError, invalid
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store


def require_schema(kind: ObjectType, values: Mapping[str, str]) -> None:
    """
    Refuse a new record without the properties its schema requires.

    Raises:
        ApiError: 400, the names under `context.properties`.
    """
    missing = [name for name in kind.required if not values.get(name)]
    if missing:
        raise invalid(
            f"Error creating {kind.legacy}. Some required properties were not set.",
            context={"properties": missing},
        )


def require_creation(store: Store, kind: ObjectType, values: Mapping[str, str]) -> None:
    """
    Refuse a new record without what the create form demands.

    Raises:
        ApiError: 400 MISSING_REQUIRED_PROPERTY.
    """
    demanded = (store.behaviour.create_requires or {}).get(kind.name, ())
    missing = [name for name in demanded if not values.get(name)]
    if missing:
        raise invalid(
            "Some required properties were not set.",
            errors=[
                _missing("MISSING_REQUIRED_PROPERTY", name, f"A value for {name} must be provided")
                for name in missing
            ],
        )


def require_conditional(store: Store, kind: ObjectType, values: Mapping[str, str]) -> None:
    """
    Refuse values that demand another one that is missing.

    Raises:
        ApiError: 400 MISSING_CONDITIONAL_REQUIRED_PROPERTY.
    """
    missing = list(_conditionally_missing(store, kind, values))
    if missing:
        raise invalid(
            "Some required properties were not set.",
            errors=[
                _missing(
                    "MISSING_CONDITIONAL_REQUIRED_PROPERTY",
                    name,
                    f"{name} is required because of a conditional property rule based on {because}",
                )
                for name, because in missing
            ],
        )


def _conditionally_missing(
    store: Store, kind: ObjectType, values: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    for rule in store.behaviour.conditional_rules:
        applies = rule["type"] == kind.name and all(
            values.get(name) == value for name, value in rule["when"].items()
        )
        for name in rule["require"] if applies else ():
            if not values.get(name):
                yield name, f"[{', '.join(rule['when'])}]"


def _missing(code: str, name: str, message: str) -> dict[str, object]:
    return {"message": message, "code": code, "context": {"propertyName": [name]}}


def require_unique_values(store: Store, record: Record, values: Mapping[str, str]) -> None:
    """
    Refuse a unique value that another record holds.

    Raises:
        ApiError: 409 for an e-mail, 400 for any other property.
    """
    kind = store.types[record.type_id]
    for definition in kind.unique_properties():
        value = values.get(definition.name)
        holder = store.holder(kind.type_id, definition.name, value) if value else None
        if holder and holder.id != record.id:
            raise _taken(store, record, holder, definition.name)


def _taken(store: Store, record: Record, holder: Record, name: str) -> ApiError:
    kind = store.types[record.type_id]
    if (kind.name, name) == ("contacts", "email"):
        return ApiError(
            409,
            f"Contact already exists. Existing ID: {holder.id}",
            category="CONFLICT",
            context={"existingId": [holder.id]},
        )
    value = holder.values[name]
    typed = f"ObjectTypeId{{legacyObjectType={kind.legacy}}}"
    if kind.is_custom:
        typed = f"ObjectTypeId{{metaTypeId=2, innerId={kind.type_id.removeprefix('2-')}}}"
    return invalid(
        f"Cannot set PropertyValueCoordinates{{portalId={store.portal_id}, objectTypeId={typed},"
        f" propertyName={name}, value={value}}} on {record.id}."
        f" {holder.id} already has that value."
    )
