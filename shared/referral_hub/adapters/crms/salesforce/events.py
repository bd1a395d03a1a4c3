"""
Change events of Salesforce as hints to go and read.

Header: Change Data Capture Developer Guide, "ChangeEventHeader Fields", "Gap Events" and "Overflow
Events". Event Relay puts the event under `detail.payload`, AppFlow under `detail`; a flow that
calls the hub sends it bare. The platform event of the flows that ship (salesforce/flows) has no
header: it names the object and the record.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from referral_hub.domain.crm_referrals import CrmHint, CrmThing

from .api import CLIENT, LEAD, OPPORTUNITY, ORDER, REFERRAL, is_id
from .cards import DECIDING

THINGS = {
    REFERRAL: CrmThing.REFERRAL,
    OPPORTUNITY: CrmThing.OPPORTUNITY,
    LEAD: CrmThing.LEAD,
    ORDER: CrmThing.ORDER,
}
_OBJECT, _RECORD = "Object__c", "Record_Id__c"
_SAVED = {_OBJECT, _RECORD}
_CLIENT = re.compile(r";client=([^;/]+)")
_NO_ID = "0" * 15

_log = logging.getLogger(__name__)


class SalesforceEvents:
    def hints_in(self, event: Mapping[str, Any]) -> tuple[CrmHint, ...]:
        told = _told(event)
        if told.keys() >= _SAVED:
            return tuple(_saved(told))
        header = _header(told)
        about = THINGS.get(header["entityName"])
        if about is None or _is_ours(header):
            return ()
        by = _by(header)
        return tuple(CrmHint(about=about, record_id=each, by=by) for each in _ids(header))

    def is_genuine(
        self, *, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> bool:
        """Say no: neither EventBridge nor a flow signs; a flow shows a key of the hub."""
        return False


def _told(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the event out of its envelope."""
    told: Any = event
    for layer in ("detail", "payload"):
        told = told.get(layer, told) if isinstance(told, Mapping) else {}
    return told if isinstance(told, Mapping) else {}


def _saved(told: Mapping[str, Any]) -> Iterator[CrmHint]:
    """Read the platform event of a flow, which tells the hub's own writes as well."""
    about, record_id = THINGS.get(told[_OBJECT]), str(told[_RECORD])
    if about and is_id(record_id):
        yield CrmHint(about=about, record_id=record_id)


def _header(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Raises:
        KeyError: there is none.
    """
    header = told["ChangeEventHeader"]
    if not isinstance(header, Mapping):
        raise KeyError("ChangeEventHeader")
    return header


def _is_ours(header: Mapping[str, Any]) -> bool:
    """Tell the echo of the hub's own write; a gap event has no origin, and may be anybody's."""
    signed = _CLIENT.search(header.get("changeOrigin") or "")
    return signed is not None and signed.group(1) == CLIENT


def _by(header: Mapping[str, Any]) -> str:
    """Name the user, if the change is to what people decide with."""
    decides = not set(DECIDING).isdisjoint(header.get("changedFields") or ())
    return str(header.get("commitUser") or "") if decides else ""


def _ids(header: Mapping[str, Any]) -> Iterator[str]:
    """
    List the records that are named.

    A wildcard (`006*`) or the empty id says that some changed and not which: there is nothing to
    go and read. Both follow what an admin does to the whole object, or 100,000 changes at once; an
    admin is told, and whoever asks next what changed since then finds each of them.
    """
    kind, entity = header["changeType"], header["entityName"]
    named = [each for each in header["recordIds"] if is_id(each) and not each.startswith(_NO_ID)]
    if len(named) < len(header["recordIds"]):
        _log.warning("Salesforce does not say which records of %s changed (%s)", entity, kind)
    yield from dict.fromkeys(named)
