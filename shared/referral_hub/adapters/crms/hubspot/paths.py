"""
Where HubSpot's API keeps what: the one place that knows its version.

Source: HubSpot developer docs, API reference 2026-09 (a new version comes each March and
September, and is kept for 18 months).
"""

from __future__ import annotations

from urllib.parse import quote

URL = "https://api.hubapi.com"
VERSION = "2026-09"

COMPANIES, CONTACTS, DEALS, NOTES = "companies", "contacts", "deals", "notes"
ORDERS = "orders"

# The property with unique values that says which call of the hub made a record.
TOKEN = "referral_hub_id"  # noqa: S105 - the name of a property

# By whose referral code a contact or a deal came.
CODE = "referral_code"

ACCOUNT_DETAILS = f"/account-info/{VERSION}/details"
SCHEMAS = f"/crm-object-schemas/{VERSION}/schemas"
# Has no version by date.
TOKEN_INFORMATION = "/oauth/v2/private-apps/get/access-token-info"  # noqa: S105 - an address

_MOST_OF_AN_ID = 20


def objects(kind: str, *rest: str) -> str:
    """Build the path of a type of records, one record, or what can be done with them."""
    return _joined(f"/crm/objects/{VERSION}", kind, *rest)


def associations(kind: str, to: str, *rest: str) -> str:
    return _joined(f"/crm/associations/{VERSION}", kind, to, *rest)


def properties(kind: str, *rest: str) -> str:
    return _joined(f"/crm/properties/{VERSION}", kind, *rest)


def pipelines(kind: str) -> str:
    return _joined(f"/crm/pipelines/{VERSION}", kind)


def is_id(text: str) -> bool:
    """Tell whether HubSpot could have given this id: it gives 64 bits, in decimal digits."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_OF_AN_ID


def _joined(*parts: str) -> str:
    first, *rest = parts
    return "/".join([first, *(quote(part, safe="") for part in rest)])
