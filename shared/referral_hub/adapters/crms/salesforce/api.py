"""What the connector and Salesforce call things; the version of the API stands here alone."""

from __future__ import annotations

import re

MY_DOMAIN = "the org's My Domain, https://<name>.my.salesforce.com"
VERSION = "68.0"
VERSIONS = "/services/data"
BASE = f"{VERSIONS}/v{VERSION}"
TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 - an address

# How change events of our own writes are signed, and so known.
CLIENT = "referral-hub"
CALL_OPTIONS = {"Sforce-Call-Options": f"client={CLIENT}"}

# External Id and Unique on every object that the hub creates records of.
HUB_ID = "Referral_Hub_Id__c"
# Where people fill in whose referral a lead or an opportunity is.
REFERRAL_CODE = "Referral_Code__c"
STAGE = "StageName"
VALUE = "Amount"
HAS_PRODUCTS = "HasOpportunityLineItem"

ACCOUNT = "Account"
CONTACT = "Contact"
OPPORTUNITY = "Opportunity"
ROLE = "OpportunityContactRole"
TASK = "Task"
REFERRAL = "Referral__c"
LEAD = "Lead"
ORDER = "Order"

_ID = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?")


def is_id(text: str) -> bool:
    """Tell whether this has the form of a record id; nothing else gets into a path or query."""
    return _ID.fullmatch(text) is not None


def short_id(text: str) -> str:
    """Take an id to 15 characters: the last three of 18 only repeat the case of the others."""
    return text[:15]


def same_id(one: str, other: str) -> bool:
    return short_id(one) == short_id(other)
