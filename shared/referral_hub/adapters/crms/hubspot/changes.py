"""
Which records changed since when, as HubSpot's search knows it.

A page begins where the one before ended: at its last stamp and, among records of one stamp, after
its last id. `after` would count places, and whoever changes a record meanwhile moves it to the end
and all behind it up by one, past the reader; and it ends at 10,000 results, which a bulk edit gives
one stamp.

Sources: HubSpot developer docs, "Search the CRM" (200 results a page, one sorting rule, five
searches a second for the account; contacts have `lastmodifieddate`, deals and custom objects
`hs_lastmodifieddate`, filtered by milliseconds); public connectors on bulk edits of one stamp.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from referral_hub.domain.crm_referrals import CrmHint, CrmThing

from . import paths
from .custom_object import CustomObject
from .door import Door, next_page
from .errors import as_unavailable

_STAMP, _ID = "hs_lastmodifieddate", "hs_object_id"
_PAGE = 200
# People who look for an account search, too.
_SECONDS_BETWEEN_PAGES = 0.25
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)

Pause = Callable[[float], None]
Filter = Mapping[str, str]

_DECIDED: Filter = {"propertyName": "decision", "operator": "HAS_PROPERTY"}


class Changed(NamedTuple):
    """A record and its stamp, in milliseconds since 1970: search knows nothing finer."""

    at: int
    record_id: int


def changed_since(
    door: Door,
    custom_object: CustomObject,
    about: CrmThing,
    since: datetime,
    *,
    pause: Pause = time.sleep,
) -> Iterator[CrmHint]:
    """
    Search for what changed, in the order of its stamps, ties by id; page by page, as hints are
    taken.

    `pause` waits so many seconds.

    Raises:
        Unavailable: HubSpot refused, or did not answer.
    """
    of_referrals = about is CrmThing.REFERRAL
    kind = as_unavailable(custom_object.type_id) if of_referrals else paths.DEALS
    if not kind:
        return
    search = _Search(door, kind, [_DECIDED] if of_referrals else [], pause)
    for changed in search.since(_milliseconds(since)):
        record_id = f"{kind}/{changed.record_id}" if of_referrals else str(changed.record_id)
        yield CrmHint(about=about, record_id=record_id, at=_EPOCH + changed.at * _MILLISECOND)


class _Search:
    def __init__(self, door: Door, kind: str, filters: Sequence[Filter], pause: Pause) -> None:
        self._door = door
        self._path = paths.objects(kind, "search")
        self._filters = filters
        self._pause = pause

    def since(self, at: int) -> Iterator[Changed]:
        """A page may end amid the records of one stamp: these are left to the next one."""
        found, more = self._page(_STAMP, _where(_STAMP, "GTE", at))
        while more:
            end = found[-1].at
            whole = sorted(each for each in found if each.at < end)
            yield from whole or self._of_one_stamp(end)
            at = end if whole else end + 1
            found, more = self._page(_STAMP, _where(_STAMP, "GTE", at))
        yield from sorted(found)

    def _of_one_stamp(self, at: int) -> Iterator[Changed]:
        """More than a page of them: by id, as each is passed once and their number is finite."""
        stamped = _where(_STAMP, "GTE", at), _where(_STAMP, "LT", at + 1)
        last, more = 0, True
        while more:
            found, more = self._page(_ID, *stamped, _where(_ID, "GT", last))
            yield from found
            last = max((each.record_id for each in found), default=last)

    def _page(self, order: str, *filters: Filter) -> tuple[list[Changed], bool]:
        """Read up to 200 records, and whether there are more."""
        question = {
            "filterGroups": [{"filters": [*filters, *self._filters]}],
            "sorts": [{"propertyName": order, "direction": "ASCENDING"}],
            "properties": [_STAMP],
            "limit": _PAGE,
        }
        page = as_unavailable(lambda: self._door.post(self._path, question))
        found, more = [_changed(each) for each in page["results"]], bool(next_page(page))
        if more:
            self._pause(_SECONDS_BETWEEN_PAGES)
        return found, more and bool(found)


def _where(name: str, operator: str, value: int) -> Filter:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _changed(record: Mapping[str, Any]) -> Changed:
    at = datetime.fromisoformat(str(record["properties"][_STAMP]))
    return Changed(_milliseconds(at), int(record["id"]))


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND
