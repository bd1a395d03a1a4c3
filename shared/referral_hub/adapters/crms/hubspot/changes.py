"""
Which records changed since when, as HubSpot's search knows it.

A page begins where the one before ended: at its last stamp and, among records of one stamp, after
its last id. `after` would count places, and whoever changes a record meanwhile moves it to the end
and all behind it up by one, past the reader; and it ends at 10,000 results, which a bulk edit gives
one stamp.

What was merged into a record is named with it: somebody may know it by that id.

Sources: HubSpot developer docs, "Search the CRM" (200 results a page, one sorting rule, five
searches a second for the account; contacts have `lastmodifieddate`, deals, orders and custom
objects `hs_lastmodifieddate`, filtered by milliseconds); public connectors on bulk edits of one
stamp.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable

from . import paths
from .custom_object import CustomObject
from .door import Door, next_page
from .errors import as_unavailable, found

_ID, _MERGED = "hs_object_id", "hs_merged_object_ids"
_PAGE = 200
# People who look for an account search, too.
_SECONDS_BETWEEN_PAGES = 0.25
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)

Pause = Callable[[float], None]
Filter = Mapping[str, str]


def _having(name: str) -> Filter:
    return {"propertyName": name, "operator": "HAS_PROPERTY"}


class Sought(NamedTuple):
    """Records of which type are sought, the property that says when one changed, and filters."""

    kind: str
    stamp: str = "hs_lastmodifieddate"
    filters: tuple[Filter, ...] = ()


class Changed(NamedTuple):
    """
    A record and its stamp, in milliseconds since 1970: search knows nothing finer. `merged` are the
    ids of those that became it.
    """

    at: int
    record_id: int
    merged: tuple[int, ...] = ()


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
    try:
        sought = as_unavailable(lambda: _sought(door, custom_object, about))
        yield from _found(door, about, sought, since, pause) if sought else ()
    except Unavailable as trouble:
        # A portal that sells without orders need not give the hub their scope.
        if about is not CrmThing.ORDER or trouble.cause is not Cause.NO_PERMISSION:
            raise


def _sought(door: Door, custom_object: CustomObject, about: CrmThing) -> Sought | None:
    """None where a portal has nothing of the kind. A lead is a contact that was given a code."""
    match about:
        case CrmThing.REFERRAL:
            type_id = custom_object.type_id()
            return Sought(type_id, filters=(_having("decision"),)) if type_id else None
        case CrmThing.LEAD:
            if found(lambda: door.get(paths.properties(paths.CONTACTS, paths.CODE))) is None:
                return None
            return Sought(paths.CONTACTS, "lastmodifieddate", (_having(paths.CODE),))
        case CrmThing.OPPORTUNITY:
            return Sought(paths.DEALS)
        case CrmThing.ORDER:
            return Sought(paths.ORDERS)


def _found(
    door: Door, about: CrmThing, sought: Sought, since: datetime, pause: Pause
) -> Iterator[CrmHint]:
    place = f"{sought.kind}/" if about is CrmThing.REFERRAL else ""
    for changed in _Search(door, sought, pause).since(_milliseconds(since)):
        at = _EPOCH + changed.at * _MILLISECOND
        for record_id in (changed.record_id, *changed.merged):
            yield CrmHint(about=about, record_id=f"{place}{record_id}", at=at)


class _Search:
    def __init__(self, door: Door, sought: Sought, pause: Pause) -> None:
        self._door = door
        self._path = paths.objects(sought.kind, "search")
        self._sought = sought
        self._pause = pause

    def since(self, at: int) -> Iterator[Changed]:
        """A page may end amid the records of one stamp: these are left to the next one."""
        found, more = self._page(self._sought.stamp, self._stamped("GTE", at))
        while more:
            end = found[-1].at
            whole = sorted(each for each in found if each.at < end)
            yield from whole or self._of_one_stamp(end)
            at = end if whole else end + 1
            found, more = self._page(self._sought.stamp, self._stamped("GTE", at))
        yield from sorted(found)

    def _of_one_stamp(self, at: int) -> Iterator[Changed]:
        """More than a page of them: by id, as each is passed once and their number is finite."""
        stamped = self._stamped("GTE", at), self._stamped("LT", at + 1)
        last, more = 0, True
        while more:
            found, more = self._page(_ID, *stamped, _where(_ID, "GT", last))
            yield from found
            last = max((each.record_id for each in found), default=last)

    def _page(self, order: str, *filters: Filter) -> tuple[list[Changed], bool]:
        """Read up to 200 records, and whether there are more."""
        question = {
            "filterGroups": [{"filters": [*filters, *self._sought.filters]}],
            "sorts": [{"propertyName": order, "direction": "ASCENDING"}],
            "properties": [self._sought.stamp, _MERGED],
            "limit": _PAGE,
        }
        page = as_unavailable(lambda: self._door.post(self._path, question))
        listed, more = [self._changed(each) for each in page["results"]], bool(next_page(page))
        if more:
            self._pause(_SECONDS_BETWEEN_PAGES)
        return listed, more and bool(listed)

    def _stamped(self, operator: str, at: int) -> Filter:
        return _where(self._sought.stamp, operator, at)

    def _changed(self, record: Mapping[str, Any]) -> Changed:
        told = record["properties"]
        at = datetime.fromisoformat(str(told[self._sought.stamp]))
        merged = tuple(int(each) for each in (told.get(_MERGED) or "").split(";") if each)
        return Changed(_milliseconds(at), int(record["id"]), merged)


def _where(name: str, operator: str, value: int) -> Filter:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND
