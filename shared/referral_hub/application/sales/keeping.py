"""Make, read and change leads and orders of the built-in CRM."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.application.outgoing.rules.saving import SavedElsewhere, must_fit
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.crm_sales import CrmLead, CrmOrder, LeadStatus, OrderStatus
from referral_hub.domain.errors import Conflict
from referral_hub.domain.forms import Fields, change_problems, field_problems
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.ports import Crm, KeepsSales
from referral_hub.records.races import unless_overtaken

T = TypeVar("T", CrmLead, CrmOrder)


def kept_here(crm: Crm) -> KeepsSales:
    """
    Raises:
        SavedElsewhere: the CRM is another one.
    """
    if not isinstance(crm, KeepsSales):
        raise SavedElsewhere(f"leads and orders are saved in {crm.name}")
    return crm


def open_lead(*, lead_id: str, crm: Crm) -> CrmLead:
    """
    Raises:
        SavedElsewhere, CrmRecordNotFound: it is not in the built-in CRM.
    """
    return _there(kept_here(crm).lead(lead_id), f"lead {lead_id}")


def add_lead(*, fields: Fields, token: str, now: datetime, crm: Crm) -> CrmLead:
    """
    Make a lead; once per token. It is new unless its fields say otherwise.

    Raises:
        SavedElsewhere, InvalidFields: nothing was written.
    """
    sales = kept_here(crm)
    must_fit(field_problems(sales.sales_fields(RecordKind.LEAD), fields))
    lead = CrmLead(
        lead_id=f"lead-{token[:20]}",
        fields=_begun(fields, LeadStatus.NEW),
        created_at=now,
        changed_at=now,
    )
    return _once(sales, lead, partial(sales.lead, lead.lead_id))


def change_lead(*, lead_id: str, fields: Fields, now: datetime, crm: Crm) -> CrmLead:
    """
    Raises:
        SavedElsewhere, CrmRecordNotFound, InvalidFields, LeadIsConverted: nothing was written.
        Conflict: others save it all the time.
    """
    sales = kept_here(crm)
    must_fit(change_problems(sales.sales_fields(RecordKind.LEAD), fields))

    def change() -> CrmLead:
        lead = open_lead(lead_id=lead_id, crm=crm)
        return _kept(sales, lead, lead.changed(fields, now))

    return unless_overtaken(lead_id, change)


def open_order(*, order_id: str, crm: Crm) -> CrmOrder:
    """
    Raises:
        SavedElsewhere, CrmRecordNotFound: it is not in the built-in CRM.
    """
    return _there(kept_here(crm).order(order_id), f"order {order_id}")


def add_order(
    *, account_id: str, opportunity_id: str, fields: Fields, token: str, now: datetime, crm: Crm
) -> CrmOrder:
    """
    Make an order of an account, or of an opportunity and with it of its account; once per token.

    Raises:
        UnknownCrmRecord: the account or the opportunity is not there, or they do not fit.
        SavedElsewhere, InvalidFields: nothing was written.
    """
    sales = kept_here(crm)
    must_fit(field_problems(sales.sales_fields(RecordKind.ORDER), fields))
    order = CrmOrder(
        order_id=f"ord-{token[:20]}",
        account_id=_account_of(account_id, opportunity_id, crm),
        opportunity_id=opportunity_id,
        fields=_begun(fields, OrderStatus.DRAFT),
        created_at=now,
        changed_at=now,
    )
    return _once(sales, order, partial(sales.order, order.order_id))


def change_order(*, order_id: str, fields: Fields, now: datetime, crm: Crm) -> CrmOrder:
    """
    Raises:
        SavedElsewhere, CrmRecordNotFound, InvalidFields: nothing was written.
        Conflict: others save it all the time.
    """
    sales = kept_here(crm)
    must_fit(change_problems(sales.sales_fields(RecordKind.ORDER), fields))

    def change() -> CrmOrder:
        order = open_order(order_id=order_id, crm=crm)
        return _kept(sales, order, order.changed(fields, now))

    return unless_overtaken(order_id, change)


def _account_of(account_id: str, opportunity_id: str, crm: Crm) -> str:
    if not opportunity_id:
        if crm.account(account_id) is None:
            raise _unknown("account_id", f"the CRM has no account {account_id}")
        return account_id
    opportunity = crm.opportunity(opportunity_id)
    if opportunity is None:
        raise _unknown("opportunity_id", f"the CRM has no opportunity {opportunity_id}")
    if account_id not in ("", opportunity.account_id):
        raise _unknown("opportunity_id", "is none of this account")
    return opportunity.account_id


def _unknown(field: str, why: str) -> UnknownCrmRecord:
    return UnknownCrmRecord(why, fields={field: why})


def _begun(fields: Fields, status: str) -> Fields:
    """Let a record have a status from the beginning: it is what brings it into a lifecycle."""
    return {"status": status} | {name: text for name, text in fields.items() if text.strip()}


def _there(found: T | None, what: str) -> T:
    if found is None:
        raise CrmRecordNotFound(f"the CRM has no {what}")
    return found


def _once(sales: KeepsSales, record: T, there: Callable[[], T | None]) -> T:
    """Keep a record, or find the one that was made under the same token."""
    try:
        return _kept(sales, None, record)
    except Conflict:
        return there() or record


def _kept(sales: KeepsSales, before: T | None, after: T) -> T:
    """
    Raises:
        Conflict: somebody else was faster.
    """
    if after == before:
        return after
    sales.keep(after)
    return after.model_copy(update={"version": after.version + 1})
