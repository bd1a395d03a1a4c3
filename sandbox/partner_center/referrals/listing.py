"""
Lists of referrals, page by page.

Source: Microsoft Learn, "Get a list of referrals": pages of 100, `@odata.nextLink` with a
`$skiptoken` in it. Without `$orderby` no order is promised: here it is that of the ids.
"""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.partner_center.errors import invalid
from sandbox.partner_center.referrals.odata import Test, read_filter, read_order, read_select
from sandbox.partner_center.referrals.store import Document, Record, Store
from sandbox.partner_center.timestamps import ticks

PATH = "/v1.0/engagements/referrals"
_OPTIONS = {"$filter", "$orderby", "$select", "$top", "$skip", "$count", "$skiptoken"}
Render = Callable[[Record, Document], Document]


@dataclass(frozen=True)
class Cursor:
    """What is asked for, and how far the answer went; `left` is what `$top` still allows."""

    matches: Test
    order: tuple[str, bool] = ("id", False)
    select: tuple[str, ...] = ()
    left: int | None = None
    is_counted: bool = False
    offset: int = 0
    after: tuple[Any, str] | None = None
    page: int = 1


@dataclass
class Lister:
    """Answer lists and remember where each of them goes on."""

    _cursors: dict[str, Cursor] = field(default_factory=dict)

    def page(
        self, store: Store, query: Mapping[str, str], url: str, render: Render
    ) -> tuple[Document, int]:
        """
        Return one page of a list, and its number from 1.

        Raises:
            ApiError: an option that is unknown or cannot be read.
        """
        cursor = self._cursor(query)
        found = _found(store, cursor)
        rows, following = _cut(found, cursor, store)
        page: Document = {"@odata.context": f"{url}{PATH}/$metadata#Referrals"}
        if cursor.is_counted:
            page["@odata.count"] = len(found)
        page["value"] = [_chosen(render(record, shown), cursor) for record, shown in rows]
        link = self._link(following, cursor, query, store.behaviour.next_link, url)
        return (page | {"@odata.nextLink": link} if link else page), cursor.page

    def _cursor(self, query: Mapping[str, str]) -> Cursor:
        if unknown := set(query) - _OPTIONS:
            raise invalid(f"The option '{min(unknown)}' is not supported.", "query")
        if "$skiptoken" not in query:
            return _asked(query)
        if query["$skiptoken"] not in self._cursors:
            raise invalid("The skip token is not valid.", "$skiptoken")
        return self._cursors[query["$skiptoken"]]

    def _link(
        self,
        following: Cursor | None,
        cursor: Cursor,
        query: Mapping[str, str],
        how: str,
        url: str,
    ) -> str:
        if how == "endless" and following is None:
            following = replace(cursor, left=0, page=cursor.page + 1)
        if how == "circular" and following is None and cursor.page > 1:
            following = replace(cursor, offset=0, after=None, page=1)
        if how == "circular" and following is None:
            following = _asked(query)
        if following is None:
            return ""
        host = how if how.startswith("http") else url
        return f"{host}{PATH}?$skiptoken={self._kept(following)}"

    def _kept(self, cursor: Cursor) -> str:
        # Whoever decodes the link, or encodes it again, loses these very characters.
        token = "+/" + base64.b64encode(secrets.token_bytes(48)).decode()
        self._cursors[token] = cursor
        return token.replace("+", "%2b").replace("/", "%2f").replace("=", "%3d")


def _asked(query: Mapping[str, str]) -> Cursor:
    is_counted = query.get("$count", "false")
    if is_counted not in ("true", "false"):
        raise invalid("'$count' is true or false.", "$count")
    return Cursor(
        read_filter(query["$filter"]) if "$filter" in query else lambda _: True,
        read_order(query["$orderby"]) if "$orderby" in query else ("id", False),
        tuple(read_select(query["$select"])) if "$select" in query else (),
        _number(query, "$top"),
        is_counted == "true",
        _number(query, "$skip") or 0,
    )


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is not None and not text.isdigit():
        raise invalid(f"'{name}' is a whole number.", name)
    return None if text is None else int(text)


def _found(store: Store, cursor: Cursor) -> list[tuple[Record, Document]]:
    name, latest_first = cursor.order
    lag = store.behaviour.list_lag_seconds
    known = [(record, record.listed(store.now, lag)) for record in store.records.values()]
    found = [(record, shown) for record, shown in known if shown and cursor.matches(shown)]
    return sorted(found, key=lambda row: _key(row[1], name), reverse=latest_first)


def _key(document: Document, name: str) -> tuple[Any, str]:
    value = document[name]
    return (value if name == "id" else ticks(value)), document["id"]


def _cut(
    found: list[tuple[Record, Document]], cursor: Cursor, store: Store
) -> tuple[list[tuple[Record, Document]], Cursor | None]:
    start = cursor.offset
    if cursor.after and store.behaviour.paging == "keyset":
        start = sum(not _is_beyond(shown, cursor) for _, shown in found)
    size = store.behaviour.page_size
    size = size if cursor.left is None else min(size, cursor.left)
    rows = found[start : start + size]
    left = None if cursor.left is None else cursor.left - len(rows)
    if left == 0 or start + size >= len(found):
        return rows, None
    last = _key(rows[-1][1], cursor.order[0])
    return rows, replace(cursor, left=left, offset=start + size, after=last, page=cursor.page + 1)


def _is_beyond(document: Document, cursor: Cursor) -> bool:
    name, latest_first = cursor.order
    assert cursor.after
    key = _key(document, name)
    return key < cursor.after if latest_first else key > cursor.after


def _chosen(document: Document, cursor: Cursor) -> Document:
    if not cursor.select:
        return document
    return {name: value for name, value in document.items() if name in cursor.select}
