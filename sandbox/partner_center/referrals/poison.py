"""Referrals that no referral should look like, and pages that are none."""

import math
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

Document = dict[str, Any]
_HUGE = 5_000_000


def _with(path: str, value: Any) -> Callable[[Document], Document]:
    def poisoned(document: Document) -> Document:
        *parents, last = path.split("/")
        held = document
        for name in parents:
            held = held.setdefault(name, {})
        held[last] = value
        return document

    return poisoned


RECORDS: Mapping[str, Callable[[Document], Document]] = {
    "huge_string": _with("details/notes", "x" * _HUGE),
    "huge_number": _with("details/dealValue", 10**400),
    "nan": _with("details/dealValue", math.nan),
    "infinity": _with("details/dealValue", math.inf),
    "lone_surrogate": _with("customerProfile/name", "Acme \ud800"),
    "nul_character": _with("customerProfile/name", "Acme\x00 Oy"),
    "unknown_status": _with("status", "Paused"),
    "unknown_substatus": _with("substatus", "Engaged"),
    "wrong_type": _with("customerProfile", "Acme"),
    "null_member": _with("customerProfile", None),
    "bad_date": _with("updatedDateTime", "yesterday"),
    # The example of "Get a list of referrals" shows this very thing, where "by ID" shows a list.
    "ids_are_an_object": _with("customerProfile/ids", {}),
}
_MISSING = "missing:"


def is_poison(name: str) -> bool:
    """Tell whether there is such a poison: a name, or `missing:customerProfile/name`."""
    return name == "" or name in RECORDS or name.startswith(_MISSING)


def poisoned(document: Document, poison: str) -> Document:
    """Return a referral as a poison makes it look."""
    spoilt = deepcopy(document)
    if poison.startswith(_MISSING):
        return _without(spoilt, poison.removeprefix(_MISSING))
    return RECORDS[poison](spoilt) if poison else spoilt


def _without(document: Document, path: str) -> Document:
    *parents, last = path.split("/")
    held: Any = document
    for name in parents:
        held = held.get(name, {})
    held.pop(last, None)
    return document


def spoilt_page(page: Document, how: str) -> Any:
    """Return a page that is JSON, but not the page of a list."""
    if how == "no_value":
        return {k: v for k, v in page.items() if k != "value"}
    if how == "value_is_object":
        return page | {"value": {"id": "not-a-list"}}
    if how == "null_record":
        return page | {"value": [None, *page["value"]]}
    if how == "nan":
        return page | {"@odata.count": math.nan}
    return page


def spoilt_body(body: bytes, how: str) -> bytes:
    """Return a body that is not JSON, or not UTF-8."""
    if how == "bad_json":
        return body[:-1] + b",}"
    if how == "not_utf8":
        return body.replace(b'"value"', b'"v\xff\xfelue"', 1)
    if how == "html":
        return b"<html><body>Sign in to your account</body></html>"
    return body
