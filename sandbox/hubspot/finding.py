"""Find the type a path names and the record an id stands for."""

from sandbox.hubspot.errors import ApiError, not_found, not_understood
from sandbox.hubspot.errors import invalid as refuse
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store


def object_type(store: Store, name: str) -> ObjectType:
    """
    Return a type by its id, its name in singular or plural, or `p<portal>_name`, `p_name`.

    The short name of a custom object alone is not enough, as in HubSpot.

    Raises:
        ApiError: 400 without a category.
    """
    for kind in store.types.values():
        if name.lower() in names_of(kind):
            return kind
    raise not_understood(f"Unable to infer object type from: {name}")


def names_of(kind: ObjectType) -> set[str]:
    if kind.qualified_name:
        return {kind.type_id, kind.qualified_name.lower(), f"p_{kind.name}".lower()}
    return {kind.type_id, kind.name, kind.singular}


def record(
    store: Store, kind: ObjectType, identity: str, id_property: str = "", *, archived: bool = False
) -> Record:
    """
    Return a record by id or by the value of a unique property.

    Raises:
        ApiError: 404, or 400 when the property is not unique.
    """
    found = _found(store, kind, identity, id_property)
    if found is None or found.is_archived != archived:
        raise not_found()
    return found


def living(store: Store, kind: ObjectType, identity: str, id_property: str = "") -> Record | None:
    """
    Return a record that is not archived, or None.

    Raises:
        ApiError: 400 when the property is not unique.
    """
    found = _found(store, kind, identity, id_property)
    return None if found is None or found.is_archived else found


def end(store: Store, kind: ObjectType, record_id: str) -> End:
    """
    Return one end of an association.

    Raises:
        ApiError: 404.
    """
    found = store.end(kind.type_id, record_id)
    if found is None:
        raise not_found(f"{kind.legacy}={record_id} is not valid")
    return found


def as_kept(kind: ObjectType, name: str, value: str) -> str:
    """Return the value of a unique property as it is compared: e-mail in lower case."""
    return value.strip().lower() if (kind.name, name) == ("contacts", "email") else value


def require_unique(store: Store, kind: ObjectType, name: str) -> None:
    """
    Refuse a property that does not identify records.

    Raises:
        ApiError: 400.
    """
    definition = kind.live(name)
    if definition is None or not definition.is_unique:
        raise _not_unique(store, kind, name)


def _found(store: Store, kind: ObjectType, identity: str, id_property: str) -> Record | None:
    if id_property in ("", "hs_object_id"):
        return store.record(kind.type_id, identity)
    require_unique(store, kind, id_property)
    return store.holder(kind.type_id, id_property, as_kept(kind, id_property, identity))


def _not_unique(store: Store, kind: ObjectType, name: str) -> ApiError:
    return refuse(
        f"Unable to perform update/upsert by non-unique {kind.type_id} property {name}"
        f" in portal ID {store.portal_id}"
    )
