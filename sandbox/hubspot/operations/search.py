"""
Search records of a type.

Limits: five groups of ten filters, 25 in all; one sorting rule; pages of at most 200; 10,000
results; a query of 3,000 characters. Source: HubSpot developer docs, "Search the CRM".
"""

from functools import partial

from sandbox.hubspot import finding, views
from sandbox.hubspot.errors import invalid, not_understood
from sandbox.hubspot.operations.matching import Predicate, predicate, sort_key
from sandbox.hubspot.reply import Asked, Document, Reply, ok
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.store import Store

_GROUPS, _FILTERS, _FILTERS_IN_ALL = 5, 10, 25
_PAGE, _RESULTS, _QUERY = 200, 10_000, 3_000


def search(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    body = asked.document()
    groups = [[predicate(store, kind, each) for each in filters] for filters in _groups(body)]
    start, limit = _window(body)
    found = [
        each
        for each in store.searchable(kind.type_id)
        if _meets(each, groups) and _mentions(kind, each, body.get("query"))
    ]
    _sort(kind, found, body.get("sorts") or [])
    shown = found[start : start + limit]
    wanted = body.get("properties") or []
    document: Document = {
        "total": len(found),
        "results": [views.simple(store, each, wanted) for each in shown],
    }
    if start + limit < len(found):
        document["paging"] = {"next": {"after": str(start + limit)}}
    return ok(document)


def _groups(body: Document) -> list[list[Document]]:
    groups = [group.get("filters") or [] for group in body.get("filterGroups") or []]
    if len(groups) > _GROUPS or any(len(filters) > _FILTERS for filters in groups):
        raise invalid(f"At most {_GROUPS} filterGroups of {_FILTERS} filters are allowed")
    if sum(map(len, groups)) > _FILTERS_IN_ALL:
        raise invalid(f"At most {_FILTERS_IN_ALL} filters are allowed in all")
    return groups


def _window(body: Document) -> tuple[int, int]:
    try:
        start, limit = int(body.get("after") or 0), int(body.get("limit") or 10)
    except (TypeError, ValueError):
        raise not_understood() from None
    if limit > _PAGE:
        raise invalid(f"limit must be at most {_PAGE}")
    if start + limit > _RESULTS:
        raise invalid(f"Paging beyond {_RESULTS} results is not supported")
    if len(str(body.get("query") or "")) > _QUERY:
        raise invalid(f"query must be at most {_QUERY} characters")
    return start, limit


def _meets(record: Record, groups: list[list[Predicate]]) -> bool:
    return not groups or any(all(test(record) for test in tests) for tests in groups)


def _mentions(kind: ObjectType, record: Record, query: str | None) -> bool:
    """Every word of the query begins a word of a default searchable property."""
    text = " ".join(record.values.get(name, "") for name in kind.searched).lower()
    words = {*text.split(), *text.replace("@", " ").replace(".", " ").split()}
    return all(
        any(word.startswith(wanted) for word in words) for wanted in (query or "").lower().split()
    )


def _sort(kind: ObjectType, found: list[Record], sorts: list[Document | str]) -> None:
    """Only the first rule counts; who is alike by it comes in an order of no one's making."""
    found.sort(key=lambda each: int(each.id), reverse=bool(sorts))
    for sort in sorts[:1]:
        name, descending = _direction(sort)
        definition = kind.live(name)
        if definition is None:
            raise not_understood()
        found.sort(key=partial(sort_key, kind, definition), reverse=descending)


def _direction(sort: Document | str) -> tuple[str, bool]:
    if isinstance(sort, str):
        return sort.lstrip("-"), sort.startswith("-")
    return str(sort.get("propertyName")), sort.get("direction") == "DESCENDING"
