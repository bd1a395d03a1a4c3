"""
Cursors: where a list goes on, readable by nobody but the hub, and good only for the same caller
and the same filters.

A cursor grants nothing: what it names is a place in a list that its caller may read anyway. So it
is bound by a hash, and needs no signature.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlencode

from pydantic import BaseModel

from .refusals import InvalidCursor

# A moment with a referral, a contact of one, or an entry of the quarantine; or the moment alone.
_PLACE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#(R-\d{6,12}(#[0-9a-f]{12})?|[0-9a-f]{24})?", re.ASCII
)


def cursor_at(place: str, *, key_id: str, query: BaseModel) -> str:
    """Write the cursor of the page after `place`; empty after the last one."""
    if not place:
        return ""
    text = json.dumps([place, _binding(key_id, query)], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode()


def place_of(cursor: str, *, key_id: str, query: BaseModel, form: re.Pattern[str] = _PLACE) -> str:
    """
    Read the place of a cursor; `form` is what places of the list look like.

    Raises:
        InvalidCursor: nobody gave it out, or for another key or other filters.
    """
    if not cursor:
        return ""
    try:
        place, binding = json.loads(urlsafe_b64decode(cursor.encode()))
        known = bool(form.fullmatch(place)) and binding == _binding(key_id, query)
    except (ValueError, TypeError, RecursionError):
        known = False
    if not known:
        raise InvalidCursor("the cursor is not one of this list", fields={"cursor": "is not valid"})
    return str(place)


def next_link(path: str, query: BaseModel, cursor: str) -> dict[str, str]:
    """Say where the next page is (RFC 8288); nothing on the last page."""
    if not cursor:
        return {}
    asked = query.model_dump(mode="json", exclude_defaults=True) | {"cursor": cursor}
    return {"Link": f'<{path}?{urlencode(asked, doseq=True)}>; rel="next"'}


def _binding(key_id: str, query: BaseModel) -> str:
    filters = query.model_dump_json(exclude={"cursor", "limit"})
    return sha256(f"{key_id}\x1f{filters}".encode()).hexdigest()[:16]
