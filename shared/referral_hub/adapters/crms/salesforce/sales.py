"""
Leads, opportunities and orders as they are at this moment, deleted ones too.

Sources: REST API Developer Guide, "QueryAll"; SOQL and SOSL Reference, "Relationship Queries" (a
dot leads from a record to one that it names); Object Reference, "Lead", "Opportunity", "Order".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord

from . import soql
from .api import LEAD, OPPORTUNITY, ORDER, is_id
from .description import DescribedField, Description, Descriptions
from .door import Door
from .errors import Refusal
from .values import to_moment, to_text

# What Salesforce says of an object that the org does not have, or that the hub may not see.
NO_SUCH_OBJECT = ("INVALID_TYPE", "NOT_FOUND")
# What it says of an id that has the form of one and is none.
_NO_ID = "INVALID_QUERY_FILTER_OPERATOR"
_ALWAYS = ("Id", "IsDeleted", "SystemModstamp")


class _Kind(NamedTuple):
    """An object, and its fields that name what belongs to the record; `master` of a merged one."""

    sobject: str
    account: str = "AccountId"
    opportunity: str = ""
    won: str = ""
    master: str = ""


_KINDS: Mapping[RecordKind, _Kind] = {
    RecordKind.LEAD: _Kind(
        LEAD,
        account="ConvertedAccountId",
        opportunity="ConvertedOpportunityId",
        master="MasterRecordId",
    ),
    RecordKind.OPPORTUNITY: _Kind(OPPORTUNITY, opportunity="Id", won="IsWon"),
    RecordKind.ORDER: _Kind(ORDER, opportunity="OpportunityId"),
}


@dataclass(frozen=True)
class Sales:
    door: Door
    descriptions: Descriptions

    def record(self, kind: RecordKind, record_id: str, fields: Sequence[str]) -> SalesRecord | None:
        """Raises `Refusal`, `Unavailable`: see `Door.ask`."""
        if not is_id(record_id):
            return None
        try:
            return self._record(kind, record_id, fields)
        except Refusal as refusal:
            # Somebody may have taken a field away since the object was described.
            self.descriptions.forget()
            if refusal.has(*NO_SUCH_OBJECT, _NO_ID):
                return None
            raise

    def _record(
        self, kind: RecordKind, record_id: str, fields: Sequence[str]
    ) -> SalesRecord | None:
        of = _KINDS[kind]
        described = self.descriptions.of(of.sobject)
        wanted = {name: field for name in fields if (field := self._at(described, name))}
        named = (name for name in of[1:] if name in described.fields)
        asked = dict.fromkeys((*_ALWAYS, *named, *wanted))
        found = self.door.rows(soql.sales_record(of.sobject, record_id, asked), deleted=True)
        row = next(found, None)
        return _as_record(kind, of, row, wanted) if row else None

    def _at(self, described: Description, path: str) -> DescribedField | None:
        """Find the field at the end of a path; None where the org has none or hides it."""
        step, dot, rest = path.partition(".")
        if not dot:
            return described.fields.get(step)
        lookups = (f for f in described.fields.values() if f.leads_by == step)
        for lookup in lookups:
            # What may name records of several objects shows only what all of them have.
            if len(lookup.leads_to) == 1:
                return self._at_parent(lookup.leads_to[0], rest)
        return None

    def _at_parent(self, sobject: str, path: str) -> DescribedField | None:
        try:
            return self._at(self.descriptions.of(sobject), path)
        except Refusal as refusal:
            if refusal.has(*NO_SUCH_OBJECT):
                return None
            raise


def _as_record(
    kind: RecordKind, of: _Kind, row: Mapping[str, Any], wanted: Mapping[str, DescribedField]
) -> SalesRecord:
    record_id = str(row["Id"])
    return SalesRecord(
        kind=kind,
        record_id=record_id,
        fields=dict(_texts(row, wanted)),
        changed_at=to_moment(row["SystemModstamp"]),
        gone=bool(row["IsDeleted"]),
        won=bool(of.won and row.get(of.won)),
        lead_id=(row.get(of.master) or record_id) if kind is RecordKind.LEAD else "",
        account_id=row.get(of.account) or "",
        opportunity_id=row.get(of.opportunity) or "",
    )


def _texts(
    row: Mapping[str, Any], wanted: Mapping[str, DescribedField]
) -> Iterator[tuple[str, str]]:
    """Read what has a value."""
    for path, field in wanted.items():
        value: Any = row
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None:
            yield path, to_text(field.type, field.scale, value)
