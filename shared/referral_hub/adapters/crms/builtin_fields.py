"""What the built-in CRM knows of each object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral_hub.domain.crm import AssociationType, CrmObject, SalesStage
from referral_hub.domain.crm_sales import LeadStatus, OrderStatus
from referral_hub.domain.forms import FormField
from referral_hub.domain.lifecycles.sales_record import RecordKind


def _text(name: str, label: str, *, required: bool = False) -> FormField:
    return FormField(name=name, label=label, required=required)


def _choice(name: str, label: str, options: Iterable[str]) -> FormField:
    return FormField(name=name, label=label, type="choice", options=tuple(options))


_CODE = FormField(name="referral_code", label="Referral code", max_length=255)
_REVENUE = FormField(name="annual_revenue", label="Annual revenue", type="amount")
_AMOUNT = FormField(name="amount", label="Amount", type="amount")


STAGES = (
    SalesStage(name="new", label="New"),
    SalesStage(name="in_progress", label="In progress"),
    SalesStage(name="won", label="Won", closed=True, won=True),
    SalesStage(name="lost", label="Lost", closed=True),
)

FIELDS: Mapping[CrmObject, tuple[FormField, ...]] = {
    CrmObject.ACCOUNT: (
        _text("name", "Account name", required=True),
        _text("website", "Website"),
        _text("country_code", "Country"),
        _text("industry", "Industry"),
        _text("state", "State or region"),
        _text("city", "City"),
        _text("postal_code", "Postal code"),
        _text("street", "Street"),
        _text("phone", "Phone"),
        _text("notes", "Notes"),
        _REVENUE,
    ),
    CrmObject.OPPORTUNITY: (
        _text("name", "Opportunity name", required=True),
        _AMOUNT,
        _text("currency", "Currency"),
        FormField(name="close_date", label="Close date", type="date"),
        _text("description", "Description"),
        _text("source", "Source"),
        _choice("stage", "Stage", (stage.name for stage in STAGES)),
        _text("next_step", "Next step"),
        _text("owner", "Owner"),
        _text("campaign", "Campaign"),
        _text("product", "Product"),
        _CODE,
    ),
    CrmObject.CONTACT: (
        _text("first_name", "First name"),
        _text("last_name", "Last name"),
        _text("email", "E-mail"),
        _text("phone", "Phone"),
        _text("title", "Title"),
    ),
}

SALES_FIELDS: Mapping[RecordKind, tuple[FormField, ...]] = {
    RecordKind.LEAD: (
        _text("company", "Company", required=True),
        _text("first_name", "First name"),
        _text("last_name", "Last name"),
        _text("email", "E-mail"),
        _text("phone", "Phone"),
        _text("title", "Title"),
        _text("website", "Website"),
        _text("country_code", "Country"),
        _text("state", "State or region"),
        _text("industry", "Industry"),
        _REVENUE,
        _text("product", "Product"),
        _text("description", "Description"),
        _text("source", "Source"),
        _choice("status", "Status", LeadStatus),
        _CODE,
    ),
    RecordKind.OPPORTUNITY: FIELDS[CrmObject.OPPORTUNITY],
    RecordKind.ORDER: (
        _text("order_number", "Order number"),
        _choice("status", "Status", OrderStatus),
        _AMOUNT,
        _text("currency", "Currency"),
        FormField(name="ordered_on", label="Date of the order", type="date"),
        _text("product", "Product"),
        _CODE,
    ),
}

# HubSpot's notion of a role: a typed link with a label.
ASSOCIATION_TYPES = tuple(
    AssociationType(type_id=type_id, category="USER_DEFINED", label=label)
    for type_id, label in enumerate(
        ("Primary contact", "Decision maker", "Business user", "Technical buyer"), start=1
    )
)
