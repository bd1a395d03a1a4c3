"""
The policies that ship, one for each CRM: version 0, never edited.

They name only fields, stages and options that every org or portal has: those of the Salesforce
standard objects Account and Opportunity (Object Reference) without what an edition or a setting
adds, such as CurrencyIsoCode; and HubSpot's default company and deal properties and the stages of
the pipeline `default`. Picklists that admins make their own, such as Industry, stand in the field
sets instead. What was decided under version 0 is read from here: a change of these is a change of
that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What most CRMs take no opportunity without, and partners often do not tell.
_IN_A_QUARTER = {"expression": "received_on + days(90)"}

BUILT_IN_OPPORTUNITY = (
    {"target": "name", "template": "{customer.company_name}: {title}", "sync": "to_crm"},
    {"target": "amount", "template": "{value.amount}", "sync": "both"},
    {"target": "currency", "template": "{value.currency}", "sync": "both"},
    {"target": "close_date", "template": "{target_close_date}", "sync": "both"},
    {"target": "description", "template": "{description}", "sync": "to_crm"},
    {"target": "source", "template": "Partner referral {number} ({partner_id})"},
    {"target": "referral_code", "template": "{referral_code}"},
)
BUILT_IN_ACCOUNT = (
    {"target": "name", "template": "{customer.company_name}"},
    {"target": "website", "template": "{customer.website_url}"},
    {"target": "country_code", "template": "{customer.country_code}"},
    {"target": "industry", "template": "{customer.industry}"},
    {"target": "state", "template": "{customer.state}"},
    {"target": "city", "template": "{customer.city}"},
    {"target": "postal_code", "template": "{customer.postal_code}"},
    {"target": "street", "template": "{customer.street}"},
)
BUILT_IN_STAGES = {"new": "new", "in_progress": "in_progress", "won": "won", "lost": "lost"}

# Of the country a CRM may have the name, where partners take the code of two letters.
_CODE = "{0} if length({0}) == 2 else ''"
_OF_THE_CONTACT = tuple(
    {"target": f"contact.{name}", "template": f"{{contact.{name}}}"}
    for name in ("first_name", "last_name", "email", "phone", "title")
)
BUILT_IN_OUTGOING = (
    {"target": "title", "template": "{opportunity.name}", "cut": 255},
    {"target": "description", "template": "{opportunity.description}", "cut": 4000},
    {"target": "value.amount", "template": "{opportunity.amount}"},
    {"target": "value.currency", "template": "{opportunity.currency}"},
    {"target": "target_close_date", "template": "{opportunity.close_date}"},
    {"target": "customer.company_name", "template": "{account.name}"},
    {"target": "customer.website_url", "template": "{account.website}"},
    {"target": "customer.country_code", "expression": _CODE.format("account.country_code")},
    {"target": "customer.industry", "template": "{account.industry}"},
    {"target": "customer.state", "template": "{account.state}"},
    {"target": "customer.city", "template": "{account.city}"},
    {"target": "customer.postal_code", "template": "{account.postal_code}"},
    {"target": "customer.street", "template": "{account.street}"},
    *_OF_THE_CONTACT,
)
_SALESFORCE_OUTGOING = (
    {"target": "title", "template": "{opportunity.Name}"},
    {"target": "description", "template": "{opportunity.Description}", "cut": 4000},
    {"target": "value.amount", "template": "{opportunity.Amount}"},
    {"target": "target_close_date", "template": "{opportunity.CloseDate}"},
    {"target": "customer.company_name", "template": "{account.Name}"},
    {"target": "customer.website_url", "template": "{account.Website}"},
    {"target": "customer.country_code", "expression": _CODE.format("account.BillingCountry")},
    {"target": "customer.industry", "template": "{account.Industry}"},
    {"target": "customer.state", "template": "{account.BillingState}"},
    {"target": "customer.city", "template": "{account.BillingCity}"},
    {"target": "customer.postal_code", "template": "{account.BillingPostalCode}"},
    {"target": "customer.street", "template": "{account.BillingStreet}"},
    *_OF_THE_CONTACT,
)
_HUBSPOT_OUTGOING = (
    {"target": "title", "template": "{opportunity.dealname}", "cut": 255},
    {"target": "description", "template": "{opportunity.description}", "cut": 4000},
    {"target": "value.amount", "template": "{opportunity.amount}"},
    {"target": "target_close_date", "template": "{opportunity.closedate}"},
    {"target": "customer.company_name", "template": "{account.name}"},
    {
        "target": "customer.website_url",
        "template": "{account.website}",
        "fallbacks": ({"template": "{account.domain}"},),
    },
    {"target": "customer.country_code", "expression": _CODE.format("account.country")},
    {"target": "customer.industry", "template": "{account.industry}"},
    {"target": "customer.state", "template": "{account.state}"},
    {"target": "customer.city", "template": "{account.city}"},
    {"target": "customer.postal_code", "template": "{account.zip}"},
    {"target": "customer.street", "template": "{account.address}"},
    *_OF_THE_CONTACT,
)
OUTGOING: Mapping[str, Any] = {"salesforce": _SALESFORCE_OUTGOING, "hubspot": _HUBSPOT_OUTGOING}

_SALESFORCE: Mapping[str, Any] = {
    "opportunity_mapping": (
        {"target": "Name", "template": "{customer.company_name}: {title}", "cut": 120},
        {"target": "StageName", "template": "Prospecting"},
        {
            "target": "CloseDate",
            "template": "{target_close_date}",
            "fallbacks": (_IN_A_QUARTER,),
            "sync": "both",
        },
        {"target": "Amount", "template": "{value.amount}", "sync": "both"},
        {
            "target": "Description",
            "template": "{description}\n\nPartner referral {number} ({partner_id})",
        },
    ),
    "account_mapping": (
        {"target": "Name", "template": "{customer.company_name}"},
        {"target": "Website", "template": "{customer.website_url}"},
        {"target": "BillingStreet", "template": "{customer.street}"},
        {"target": "BillingCity", "template": "{customer.city}", "cut": 40},
        {"target": "BillingState", "template": "{customer.state}"},
        {"target": "BillingPostalCode", "template": "{customer.postal_code}"},
        {"target": "BillingCountry", "template": "{customer.country_code}"},
    ),
    "opportunity_field_set": ("LeadSource", "NextStep", "Type"),
    "account_field_set": ("Industry", "Phone"),
    "association_type": "",
    "stage_map": {
        "Prospecting": "new",
        "Closed Won": "won",
        "Closed Lost": "lost",
    },
}

_HUBSPOT: Mapping[str, Any] = {
    "opportunity_mapping": (
        {"target": "dealname", "template": "{customer.company_name}: {title}"},
        {"target": "pipeline", "template": "default"},
        {"target": "dealstage", "template": "appointmentscheduled"},
        {"target": "amount", "template": "{value.amount}", "sync": "both"},
        {
            "target": "closedate",
            "template": "{target_close_date}",
            "fallbacks": (_IN_A_QUARTER,),
            "sync": "both",
        },
        {
            "target": "description",
            "template": "{description}\n\nPartner referral {number} ({partner_id})",
        },
    ),
    "account_mapping": (
        {"target": "name", "template": "{customer.company_name}"},
        {"target": "domain", "expression": "host(customer.website_url)"},
        {"target": "website", "template": "{customer.website_url}"},
        {"target": "address", "template": "{customer.street}"},
        {"target": "city", "template": "{customer.city}"},
        {"target": "state", "template": "{customer.state}"},
        {"target": "zip", "template": "{customer.postal_code}"},
        {"target": "country", "template": "{customer.country_code}"},
    ),
    "account_field_set": ("industry", "phone"),
    "association_type": "",
    "stage_map": {
        "appointmentscheduled": "new",
        "closedwon": "won",
        "closedlost": "lost",
    },
}

# By the name of the CRM; the built-in one's choices are the defaults of the policy itself.
SHIPPED: Mapping[str, Mapping[str, Any]] = {"salesforce": _SALESFORCE, "hubspot": _HUBSPOT}
