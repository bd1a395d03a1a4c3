"""
Association labels: the roles that people of a portal invent.

Source: HubSpot developer docs, "Associations schema" guide. A label is a pair of type ids, one for
each direction; without `inverseLabel` both carry the same text; at most fifty for a pair of types.
"""

from sandbox.hubspot.errors import ApiError, invalid
from sandbox.hubspot.operations.associations import spec, types_of_path
from sandbox.hubspot.reply import Asked, Reply, no_content, ok
from sandbox.hubspot.state.associations import USER, AssociationType
from sandbox.hubspot.state.store import Store

_AT_MOST = 50
_TOO_MANY_STATUS = 437


def listed(store: Store, asked: Asked) -> Reply:
    source, target = types_of_path(store, asked)
    return ok(
        {"results": [spec(each) for each in store.book.between(source.type_id, target.type_id)]}
    )


def create(store: Store, asked: Asked) -> Reply:
    """Make a label in both directions; the one that was asked for comes first."""
    source, target = (each.type_id for each in types_of_path(store, asked))
    body = asked.required("name", "label")
    _require_free(store, source, target, str(body["name"]), str(body["label"]))
    inverse = body.get("inverseLabel") or body["label"]
    there, back = store.next_association_type(), store.next_association_type()
    made = [
        AssociationType(USER, there, source, target, back, body["label"], body["name"]),
        AssociationType(USER, back, target, source, there, inverse, body["name"]),
    ]
    store.book.types.extend(made)
    store.note("labels.created", str(there))
    return ok({"results": [spec(each) for each in made]})


def archive(store: Store, asked: Asked) -> Reply:
    """Remove a label and every association by it."""
    gone = {
        each.type_id
        for each in store.book.types
        if each.category == USER
        and asked.params["type_id"] in (str(each.type_id), str(each.inverse))
    }
    if not gone:
        raise invalid("Unable to find objectTypeIds")
    store.book.types = [each for each in store.book.types if each.type_id not in gone]
    held = {pair: ids - gone for pair, ids in store.book.held.items()}
    store.book.held = {pair: ids for pair, ids in held.items() if ids}
    return no_content()


def _require_free(store: Store, source: str, target: str, name: str, label: str) -> None:
    if any(each.name == name for each in store.book.types):
        raise invalid(f"Association definition named {name} already exists for portal")
    labels = [each.label for each in store.book.between(source, target) if each.label]
    if label in labels:
        raise invalid(
            f"Association definition label {label} already exists on ObjectType pair"
            f" {source}-{target}",
            sub_category="AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL",
        )
    if len(labels) >= _AT_MOST:
        raise ApiError(
            _TOO_MANY_STATUS,
            f"No more than {_AT_MOST} association types are allowed between {source} and {target}",
            category="VALIDATION_ERROR",
        )
