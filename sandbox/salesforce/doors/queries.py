"""Queries over REST, page by page (REST API Developer Guide, "Query" and "Query More Results")."""

import re
from typing import Any

from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.errors import refusal
from sandbox.salesforce.soql.run import run

_BATCH = re.compile(r"batchSize=(\d+)")
_SMALLEST, _LARGEST = 200, 2000


def query(call: Call) -> Reply:
    return _first(call, "query", include_deleted=False)


def query_all(call: Call) -> Reply:
    return _first(call, "queryAll", include_deleted=True)


def _first(call: Call, resource: str, *, include_deleted: bool) -> Reply:
    text = call.request.query.get("q", "")
    answer = run(call.org, text, call.version, include_deleted=include_deleted)
    cursor = call.org.ids.mint("01g")
    call.org.cursors[cursor] = (resource, answer)
    return _page(call, cursor, 0)


def more(call: Call, locator: str) -> Reply:
    cursor, _, start = locator.rpartition("-")
    if cursor not in call.org.cursors or not start.isdecimal():
        raise refusal("INVALID_QUERY_LOCATOR", "invalid query locator")
    return _page(call, cursor, int(start))


def _page(call: Call, cursor: str, start: int) -> Reply:
    resource, answer = call.org.cursors[cursor]
    end = start + _size(call)
    done = end >= len(answer["records"])
    page: dict[str, Any] = {"totalSize": answer["totalSize"], "done": done}
    if not done:
        page["nextRecordsUrl"] = f"{call.base}/{resource}/{cursor}-{end}"
    return Reply(200, {**page, "records": answer["records"][start:end]})


def _size(call: Call) -> int:
    """Heed Sforce-Query-Options as far as the org's own page allows."""
    wished = _BATCH.search(call.request.headers.get("Sforce-Query-Options", ""))
    own = call.org.behaviour.query_batch_size
    if wished is None:
        return own
    return min(own, max(_SMALLEST, min(_LARGEST, int(wished.group(1)))))
