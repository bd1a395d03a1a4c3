"""A page of a list of referrals, and where the next one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .door import Door
from .errors import as_unavailable
from .reading import member
from .wire import unreadable

_LONGEST_LINK = 4000


def listed_at(door: Door, url: str) -> tuple[Sequence[Any], str]:
    """
    Ask for a page: its rows as they came, and the address of the next; empty behind the last.

    Raises:
        Unavailable: Partner Center did not answer, or with what is no page.
    """
    page = as_unavailable(lambda: door.page(url))
    rows, link = member(page, "value"), member(page, "@odata.nextLink")
    if not isinstance(rows, list):
        raise unreadable("has no list of referrals")
    if link is not None and (not isinstance(link, str) or len(link) > _LONGEST_LINK):
        raise unreadable("has a next link that is none")
    return rows, link or ""
