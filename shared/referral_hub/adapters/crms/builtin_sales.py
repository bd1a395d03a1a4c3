"""
Leads and orders of the built-in CRM, and its sales as lifecycles follow them.

    CRM#LEAD#<id>          LEAD
    CRM#ORDER#<id>         ORDER

Whatever somebody may be rewarded for is marked `due`, so that the stream tells of each save of it:
leads, orders, and opportunities with a referral code or made of a lead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import BaseModel

from referral_hub.domain.crm import Account, Opportunity
from referral_hub.domain.crm_sales import CrmLead, CrmOrder
from referral_hub.domain.forms import Fields, FormField
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord
from referral_hub.ports import Item, Key, Table, Write
from referral_hub.records.items import from_item, to_item

Record = TypeVar("Record", bound=BaseModel)
_DUE = {"due": "yes"}
# Of an opportunity that was saved before the hub kept when: nobody has touched it since.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class BuiltInSales(ABC):
    """What lifecycles see of the built-in CRM, and the leads and orders that people keep in it."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    @abstractmethod
    def account(self, account_id: str) -> Account | None: ...

    @abstractmethod
    def opportunity(self, opportunity_id: str) -> Opportunity | None: ...

    def sales_fields(self, kind: RecordKind) -> tuple[FormField, ...]:
        from .builtin_fields import SALES_FIELDS  # noqa: PLC0415

        return SALES_FIELDS[kind]

    def lead(self, lead_id: str) -> CrmLead | None:
        return self._find(CrmLead, _lead_key(lead_id))

    def order(self, order_id: str) -> CrmOrder | None:
        return self._find(CrmOrder, _order_key(order_id))

    def writing(self, record: CrmLead | CrmOrder) -> Write:
        if isinstance(record, CrmLead):
            return _write(_lead_key(record.lead_id), "CRM_LEAD", record)
        return _write(_order_key(record.order_id), "CRM_ORDER", record)

    def keep(self, record: CrmLead | CrmOrder) -> None:
        write = self.writing(record)
        self._table.put(write.item, version=write.version)

    def sales_record(
        self, kind: RecordKind, record_id: str, fields: Sequence[str]
    ) -> SalesRecord | None:
        found = self._kept(kind, record_id)
        if found is None:
            return None
        seen = self._seen(found, kind, record_id)
        told = {**seen.fields, **self._beside(seen, fields)}
        asked = {name: text for name, text in told.items() if name in fields}
        return seen.model_copy(update={"fields": asked})

    def _kept(self, kind: RecordKind, record_id: str) -> CrmLead | CrmOrder | Opportunity | None:
        read: Mapping[RecordKind, Callable[[str], CrmLead | CrmOrder | Opportunity | None]] = {
            RecordKind.LEAD: self.lead,
            RecordKind.OPPORTUNITY: self.opportunity,
            RecordKind.ORDER: self.order,
        }
        return read[kind](record_id)

    def _seen(
        self, found: CrmLead | CrmOrder | Opportunity, kind: RecordKind, record_id: str
    ) -> SalesRecord:
        return SalesRecord(
            kind=kind,
            record_id=record_id,
            fields=found.fields,
            changed_at=found.changed_at or found.created_at or _LONG_AGO,
            won=kind is RecordKind.OPPORTUNITY and self._is_won(found.fields),
            lead_id="" if isinstance(found, CrmOrder) else found.lead_id,
            account_id=found.account_id,
            opportunity_id=found.opportunity_id,
        )

    def _is_won(self, fields: Fields) -> bool:
        from .builtin_fields import STAGES  # noqa: PLC0415

        return any(stage.won and stage.name == fields.get("stage") for stage in STAGES)

    def _beside(self, seen: SalesRecord, fields: Sequence[str]) -> Fields:
        """Read what was asked for of the account and the opportunity that a record belongs to."""
        around = {"account": self._of_account, "opportunity": self._of_opportunity}
        return {
            f"{whose}.{name}": text
            for whose, read in around.items()
            if any(name.startswith(f"{whose}.") for name in fields)
            for name, text in read(seen).items()
        }

    def _of_account(self, seen: SalesRecord) -> Fields:
        account = self.account(seen.account_id) if seen.account_id else None
        return account.fields if account else {}

    def _of_opportunity(self, seen: SalesRecord) -> Fields:
        opportunity = self.opportunity(seen.opportunity_id) if seen.opportunity_id else None
        return opportunity.fields if opportunity else {}

    def _find(self, model: type[Record], key: Key) -> Record | None:
        item = self._table.get(key)
        return from_item(model, item) if item else None


def due_of(opportunity: Opportunity, before: Item | None = None) -> Mapping[str, str]:
    """
    Mark an opportunity of which lifecycles are to hear; one that lost its code stays marked, so
    that they hear of that, too.
    """
    is_followed = opportunity.fields.get("referral_code") or opportunity.lead_id
    return _DUE if is_followed or (before and "due" in before) else {}


def _write(key: Key, kind: str, record: CrmLead | CrmOrder) -> Write:
    item = to_item(key, kind, record, version=record.version + 1, **_DUE)
    return Write(item, record.version)


def _lead_key(lead_id: str) -> Key:
    return Key(f"CRM#LEAD#{lead_id}", "LEAD")


def _order_key(order_id: str) -> Key:
    return Key(f"CRM#ORDER#{order_id}", "ORDER")
