"""What the built-in CRM knows of each object."""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.crm import AssociationType, CrmObject, SalesStage
from referral_hub.domain.forms import FormField


def _text(name: str, label: str, *, required: bool = False) -> FormField:
    return FormField(name=name, label=label, required=required)


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
    ),
    CrmObject.OPPORTUNITY: (
        _text("name", "Opportunity name", required=True),
        FormField(name="amount", label="Amount", type="amount"),
        _text("currency", "Currency"),
        FormField(name="close_date", label="Close date", type="date"),
        _text("description", "Description"),
        _text("source", "Source"),
        FormField(
            name="stage", label="Stage", type="choice", options=tuple(s.name for s in STAGES)
        ),
        _text("next_step", "Next step"),
        _text("owner", "Owner"),
        _text("campaign", "Campaign"),
    ),
    CrmObject.CONTACT: (
        _text("first_name", "First name"),
        _text("last_name", "Last name"),
        _text("email", "E-mail"),
        _text("phone", "Phone"),
        _text("title", "Title"),
    ),
}

# HubSpot's notion of a role: a typed link with a label.
ASSOCIATION_TYPES = tuple(
    AssociationType(type_id=type_id, category="USER_DEFINED", label=label)
    for type_id, label in enumerate(
        ("Primary contact", "Decision maker", "Business user", "Technical buyer"), start=1
    )
)
