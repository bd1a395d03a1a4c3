"""
Leads, opportunities and orders as a lifecycle follows them: contacts, deals and orders.

Of a person no more is read than the properties that a lifecycle names.

Sources: HubSpot developer docs, API reference 2026-09, "Retrieve an object" (properties that are
not there are ignored; `associations`, `archived`, `propertiesWithHistory`), "Orders" guide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from referral_hub.domain.cause import Cause
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord

from . import paths
from .becoming import HISTORY, Becoming, linked
from .door import Door
from .errors import Refusal, found
from .records import Record, Records
from .schema import Schema


class _Type(NamedTuple):
    """What a kind of record is in HubSpot: which it belongs to, and what is always read of it."""

    name: str
    changed: str
    beside: tuple[str, ...]
    always: tuple[str, ...] = ()


_LASTLY = "hs_lastmodifieddate"
_COMPANY, _WON = "associatedcompanyid", "hs_is_closed_won"
_TYPES: Mapping[RecordKind, _Type] = {
    RecordKind.LEAD: _Type(paths.CONTACTS, "lastmodifieddate", (paths.DEALS,), (_COMPANY,)),
    RecordKind.OPPORTUNITY: _Type(paths.DEALS, _LASTLY, (paths.COMPANIES, paths.CONTACTS), (_WON,)),
    RecordKind.ORDER: _Type(paths.ORDERS, _LASTLY, (paths.COMPANIES, paths.DEALS)),
}


class _Places(NamedTuple):
    """The ids of what belongs together; empty where there is none."""

    company: str = ""
    deal: str = ""
    contact: str = ""

    def of(self, word: str) -> tuple[str, str]:
        """Name the type and the id of what a field such as `company.name` is read from."""
        known = {
            "company": (paths.COMPANIES, self.company),
            "deal": (paths.DEALS, self.deal),
            "contact": (paths.CONTACTS, self.contact),
        }
        return known.get(word, ("", ""))


class Sales:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, door: Door, records: Records, schema: Schema) -> None:
        self._door = door
        self._records = records
        self._schema = schema
        self._becoming = Becoming(door, records, schema)

    def record(self, kind: RecordKind, record_id: str, fields: Sequence[str]) -> SalesRecord | None:
        """
        Read a record with what belongs to it.

        One that was merged into another is gone, and names the one that is left. A token that may
        not see orders sees none.
        """
        its, own = _TYPES[kind], [name for name in fields if "." not in name]
        try:
            record = self._read(its, record_id, own)
        except Refusal as refused:
            if kind is RecordKind.ORDER and refused.cause is Cause.NO_PERMISSION:
                return None
            raise
        if record is None:
            return None
        places = self._places(kind, record)
        values = self._schema.read(its.name, record["properties"])
        told = {name: values[name] for name in own if name in values}
        return SalesRecord(
            kind=kind,
            record_id=record_id,
            fields=told | self._beside(places, fields),
            changed_at=_changed_at(record, its.changed),
            gone=bool(record.get("archived")) or int(record["id"]) != int(record_id),
            won=values.get(_WON) == "true",
            lead_id=places.contact,
            account_id=places.company,
            opportunity_id=places.deal,
        )

    def _read(self, its: _Type, record_id: str, own: Sequence[str]) -> Record | None:
        """Look among the living first, and among the archived after that."""
        if not paths.is_id(record_id):
            return None
        path = paths.objects(its.name, record_id)
        query = {
            "properties": _listed(its.changed, *its.always, *own),
            "associations": _listed(*its.beside),
        }
        query |= HISTORY if its.name == paths.CONTACTS else {}

        def read(**more: str) -> Record | None:
            return found(lambda: dict(self._door.get(path, **query, **more)))

        return read() or read(archived="true")

    def _places(self, kind: RecordKind, record: Record) -> _Places:
        own_id, companies = str(record["id"]), linked(record, paths.COMPANIES)
        match kind:
            case RecordKind.LEAD:
                company = str(record["properties"].get(_COMPANY) or "")
                return _Places(company, self._becoming.deal_of(record), own_id)
            case RecordKind.OPPORTUNITY:
                company = self._primary(own_id, companies)
                lead = self._becoming.lead_of(own_id, linked(record, paths.CONTACTS))
                return _Places(company, own_id, lead)
            case RecordKind.ORDER:
                deal = min(linked(record, paths.DEALS), key=int, default="")
                company = min(companies, key=int, default="")
                return _Places(company or (self._records.company_of(deal) if deal else ""), deal)

    def _primary(self, deal_id: str, companies: Sequence[str]) -> str:
        """A read tells which companies a deal has, and not which of several is the first."""
        return (
            self._records.company_of(deal_id) if len(companies) > 1 else next(iter(companies), "")
        )

    def _beside(self, places: _Places, fields: Sequence[str]) -> dict[str, str]:
        """Read what is asked of the records beside it, each of them once."""
        words = dict.fromkeys(name.partition(".")[0] for name in fields if "." in name)
        told: dict[str, str] = {}
        for word in words:
            wanted = [name for name in fields if name.startswith(f"{word}.")]
            told |= self._of(*places.of(word), word, wanted)
        return told

    def _of(self, kind: str, record_id: str, word: str, wanted: Sequence[str]) -> dict[str, str]:
        if not record_id:
            return {}
        names = [name.removeprefix(f"{word}.") for name in wanted]
        path = paths.objects(kind, record_id)
        record = found(lambda: self._door.get(path, properties=_listed(*names)))
        values = self._schema.read(kind, record["properties"]) if record else {}
        return {f"{word}.{name}": values[name] for name in names if name in values}


def _changed_at(record: Record, stamp: str) -> str:
    """
    Say when it was saved last, and not when it was deleted: one that is restored may say the same,
    and of two looks at one moment the later one counts.
    """
    return str(record["properties"].get(stamp) or record["updatedAt"])


def _listed(*names: str) -> str:
    return ",".join(dict.fromkeys(names))
