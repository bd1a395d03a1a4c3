"""
The form of a referral to AWS: the shared fields within AWS's limits, then those of its own.

Limits are those of the service model. Use cases and programs are lists of the server, which may
have grown: other values are let through.
"""

from __future__ import annotations

from referral_hub.domain.forms import CHOICES, FormField
from referral_hub.domain.outgoing.form import form_with

from . import picklists

CHOICE = "choice"
_LIMITS = (
    ("description", 2000),
    ("customer.state", 255),
    ("customer.city", 255),
    ("contact.email", 80),
    ("contact.phone", 40),
    ("host.email", 80),
)
_REQUIRED = (
    "title",
    "description",
    "value.amount",
    "value.currency",
    "target_close_date",
    "customer.company_name",
    "customer.country_code",
    "customer.industry",
    "opportunity_type",
    "use_case",
    "delivery_models",
    "stage",
)


def _choice(name: str, label: str, options: tuple[str, ...], **more: bool) -> FormField:
    return FormField(name=name, label=label, type=CHOICE, options=options, **more)


def _choices(name: str, label: str, options: tuple[str, ...], **more: bool) -> FormField:
    return FormField(name=name, label=label, type=CHOICES, options=options, **more)


FORM = form_with(
    _choice("customer.industry", "Customer's industry", picklists.INDUSTRIES),
    FormField(name="other_industry", label="Other industry", max_length=255),
    FormField(name="aws_account_id", label="Customer's AWS account", max_length=12),
    FormField(name="duns", label="Customer's D-U-N-S number", max_length=9),
    _choice("opportunity_type", "Opportunity type", picklists.OPPORTUNITY_TYPES),
    _choice("involvement_type", "AWS's involvement", picklists.INVOLVEMENTS),
    _choice("visibility", "Visibility to AWS", picklists.VISIBILITIES),
    _choices("primary_needs", "What is needed from AWS", picklists.PRIMARY_NEEDS),
    _choice("use_case", "Customer's use case", picklists.USE_CASES, open_options=True),
    _choices("delivery_models", "Delivery models", picklists.DELIVERY_MODELS),
    _choices("sales_activities", "Sales activities", picklists.SALES_ACTIVITIES),
    FormField(name="other_solution", label="Other solution", max_length=255),
    _choice("competitor", "Competitor", picklists.COMPETITORS),
    FormField(name="other_competitors", label="Other competitors", max_length=255),
    FormField(name="additional_comments", label="Additional comments", max_length=255),
    _choices("programs", "Partner programs", picklists.PROGRAMS, open_options=True),
    _choice("stage", "Stage at AWS", picklists.STAGES),
    _choice("closed_lost_reason", "Reason of the loss", picklists.CLOSED_LOST_REASONS),
    FormField(name="next_steps", label="Next steps", max_length=255),
    _choice("national_security", "National security", picklists.YES_OR_NO),
    _choice("marketing_source", "Marketing source", picklists.MARKETING_SOURCES),
    FormField(name="marketing_campaign", label="Marketing campaign", max_length=255),
    _choices("marketing_channels", "Marketing channels", picklists.CHANNELS),
    _choice("marketing_funded", "Funded by AWS", picklists.YES_OR_NO),
    FormField(name="contract_months", label="Contract in months", type="number", max_length=3),
    _choice("software.revenue_model", "Software: revenue model", picklists.REVENUE_MODELS),
    FormField(name="software.amount", label="Software: amount", type="amount"),
    FormField(name="software.currency", label="Software: currency", max_length=3),
    FormField(name="software.effective_date", label="Software: from", type="date"),
    FormField(name="software.expiration_date", label="Software: until", type="date"),
    required=_REQUIRED,
    limits=_LIMITS,
)
