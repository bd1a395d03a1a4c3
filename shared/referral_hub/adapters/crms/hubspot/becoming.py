"""
Which deal a lead became, and which lead a deal was: HubSpot converts nothing, it associates.

A contact may have been a customer before. So its deal is the first of those that were not closed
before the day on which it was given its code; without the code's history, that of its making. Days,
because people who type a close date type a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from . import paths
from .door import Door
from .errors import found
from .records import Record, Records
from .schema import Schema

HISTORY = {"propertiesWithHistory": paths.CODE}
_OF_DEALS = ("createdate", "closedate", "hs_is_closed")


class Becoming:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, door: Door, records: Records, schema: Schema) -> None:
        self._door = door
        self._records = records
        self._schema = schema

    def deal_of(self, contact: Record) -> str:
        """Name the deal of a contact that was read with its deals and the history of its code."""
        ids = linked(contact, paths.DEALS)
        since = self._schema.day_of(_coded_at(contact))
        deals = self._records.several(paths.DEALS, ids, _OF_DEALS) if ids else ()
        theirs = [deal for deal in deals if not self._closed_before(since, deal["properties"])]
        return str(min(theirs, key=_age)["id"]) if theirs else ""

    def lead_of(self, deal_id: str, contacts: Sequence[str]) -> str:
        """Name the contact with a code that became this deal; of several, the first."""
        coded = self._coded(contacts) if contacts else []
        leads = (each for each in coded if deal_id == self._deal_of(each))
        return next(leads, "")

    def _closed_before(self, day: str, deal: Mapping[str, Any]) -> bool:
        closed_at = deal.get("closedate") if deal.get("hs_is_closed") == "true" else ""
        return bool(closed_at) and self._schema.day_of(str(closed_at)) < day

    def _coded(self, contacts: Sequence[str]) -> list[str]:
        if paths.CODE not in self._schema.names(paths.CONTACTS):
            return []
        listed = self._records.several(paths.CONTACTS, contacts, [paths.CODE])
        coded = (str(each["id"]) for each in listed if each["properties"].get(paths.CODE))
        return sorted(coded, key=int)

    def _deal_of(self, contact_id: str) -> str:
        path = paths.objects(paths.CONTACTS, contact_id)
        wanted = {"properties": paths.CODE, "associations": paths.DEALS, **HISTORY}
        contact = found(lambda: dict(self._door.get(path, **wanted)))
        return self.deal_of(contact) if contact else ""


def linked(record: Record, kind: str) -> list[str]:
    """List what a record is associated with, each once however many labels there are."""
    links = (record.get("associations") or {}).get(kind) or {}
    return list(dict.fromkeys(str(link["id"]) for link in links.get("results") or ()))


def _coded_at(contact: Record) -> str:
    history = (contact.get("propertiesWithHistory") or {}).get(paths.CODE) or ()
    coded = [str(each["timestamp"]) for each in history if each.get("value")]
    return min(coded, key=_moment, default=str(contact["createdAt"]))


def _age(deal: Record) -> tuple[datetime, int]:
    return _moment(deal["properties"]["createdate"]), int(deal["id"])


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))
