"""
What Google asks of a lead, by the names of the form.

Google for Developers, "REST Resource: partners.leads": which members there are, and which are
required. The values of its enumerations are not repeated here: Google refuses others.
"""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import form_with

LEAD_ID = "lead_id"
# In the place of an id: whoever looked found no lead there.
NEW = "new"
# Texts of the lead, by the names of the form.
TEXTS: Mapping[str, str] = {
    "title": "title",
    "opportunitySummary": "description",
    "leadCurrencyCode": "value.currency",
    "submitterEmail": "host.email",
    "engagementModel": "engagement_model",
    "dealTransactionType": "deal_transaction_type",
    "dealTerm": "deal_term",
    "supportLevel": "support_level",
    "leadSource": "lead_source",
    "deliveryModel": "delivery_model",
    "contractVehicle": "contract_vehicle",
    "budget": "budget",
    "timeline": "timeline",
    "authority": "authority",
    "need": "need",
}
FLAGS: Mapping[str, str] = {
    "customerContactRequested": "customer_contact_requested",
    "isvSolutionConnectDeal": "isv_solution_connect",
    "isPublicTender": "is_public_tender",
    "isConfidential": "is_confidential",
}
AMOUNT, CLOSES, PRODUCT = "value.amount", "target_close_date", "product_interest"

_REQUIRED = (
    "title",
    "description",
    "customer.company_name",
    AMOUNT,
    "value.currency",
    CLOSES,
    "host.email",
    "engagement_model",
    "deal_transaction_type",
    "deal_term",
    "support_level",
    PRODUCT,
)
_LABELS = {
    "engagement_model": "Engagement model",
    "deal_transaction_type": "Type of deal",
    "deal_term": "Term of the deal",
    "support_level": "Support that is needed from Google",
    PRODUCT: "Product of interest",
    "lead_source": "Source of the lead",
    "delivery_model": "Delivery model",
    "contract_vehicle": "Contract vehicle",
    "budget": "Budget",
    "timeline": "Timeline",
    "authority": "Authority",
    "need": "Need",
}
_FLAG_LABELS = {
    "customer_contact_requested": "Customer asks to be contacted",
    "isv_solution_connect": "ISV Solution Connect deal",
    "is_public_tender": "Public tender",
    "is_confidential": "Confidential",
}
_THERE = "Id of the lead at Google, where it is there already"

FORM: tuple[FormField, ...] = form_with(
    *(FormField(name=name, label=label, max_length=100) for name, label in _LABELS.items()),
    *(FormField(name=name, label=label, type="boolean") for name, label in _FLAG_LABELS.items()),
    FormField(name=LEAD_ID, label=_THERE, max_length=100),
    required=_REQUIRED,
)
