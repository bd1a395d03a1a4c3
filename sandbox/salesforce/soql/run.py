"""Answer a query from the records."""

from collections.abc import Iterable
from typing import Any

from sandbox.salesforce.errors import refusal
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Org
from sandbox.salesforce.soql.conditions import holds, plain, require_fitting
from sandbox.salesforce.soql.parser import parse
from sandbox.salesforce.soql.paths import Paths
from sandbox.salesforce.soql.syntax import Order, Query


def run(org: Org, text: str, version: str, *, include_deleted: bool = False) -> dict[str, Any]:
    """
    Return `totalSize` and all `records`; the door cuts them into pages.

    Raises:
        SalesforceError: MALFORMED_QUERY, INVALID_TYPE, INVALID_FIELD,
            INVALID_QUERY_FILTER_OPERATOR.
    """
    query = parse(text)
    sobject = org.schema.find(query.sobject)
    if sobject is None:
        raise refusal("INVALID_TYPE", f"sObject type '{query.sobject}' is not supported.")
    paths = Paths(org, sobject, text)
    _require_known(paths, query)
    everything = org.store.everything if include_deleted else org.store.rows
    rows = _selected(paths, query, everything(sobject.name))
    shown = [] if query.counts else [paths.shown(row, query.fields, version) for row in rows]
    return {"totalSize": len(rows), "records": shown}


def _require_known(paths: Paths, query: Query) -> None:
    for path in (*query.fields, *(order.path for order in query.order)):
        paths.field(path)
    if query.where:
        require_fitting(paths, query.where)


def _selected(paths: Paths, query: Query, source: Iterable[Record]) -> list[Record]:
    where = query.where
    rows = [row for row in source if where is None or holds(paths, where, row)]
    for order in reversed(query.order):
        rows = _sorted(paths, rows, order)
    end = None if query.limit is None else query.offset + query.limit
    return rows[query.offset : end]


def _sorted(paths: Paths, rows: list[Record], order: Order) -> list[Record]:
    """Sort by one field, in place where values are equal; no value comes first unless told."""
    empty = [row for row in rows if paths.value(row, order.path) is None]
    full = [row for row in rows if paths.value(row, order.path) is not None]
    full.sort(key=lambda row: plain(paths.value(row, order.path)), reverse=order.descending)
    return [*full, *empty] if order.nulls_last else [*empty, *full]
