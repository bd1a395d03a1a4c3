"""One example of every body that clients send about referrals by code: for the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LIFECYCLE = {
    "name": "Lead to closed opportunity",
    "stages": [
        {
            "event": "refer",
            "label": "Referral Made",
            "told_as": "Refer",
            "on": "lead",
            "when": 'lead.status == "Open - Not Contacted"',
        },
        {
            "event": "close",
            "label": "Referral Closure/Converts",
            "told_as": "Closure",
            "on": "opportunity",
            "when": "opportunity.won",
            "earns": True,
        },
    ],
    "enters": {"lead": 'lead.source == "Partner Referral"', "opportunity": ""},
    "fields": {
        "lead": {"code": "Referral_Code__c", "status": "Status", "source": "LeadSource"},
        "opportunity": {
            "code": "Referral_Code__c",
            "amount": "Amount",
            "currency": "CurrencyIsoCode",
            "close_date": "CloseDate",
            "facts": {"annual_revenue": "Account.AnnualRevenue"},
        },
    },
    "currency": "EUR",
}

LIFECYCLE_BODIES: Mapping[str, Any] = {
    "publishLifecycle": _LIFECYCLE,
    "putReferrer": {
        "kind": "partner",
        "partner_id": "harbour",
        "name": "Harbour Sales",
        "email": "sales@harbour.example",
        "domain": "harbour.example",
        "payee": "K-4711",
    },
    "putReferralCode": {
        "referrer_id": "harbour-sales",
        "lifecycle_id": "lead-to-close",
        "policy_id": "standard",
        "note": "Spring fair",
    },
    "tellLifecycleEvent": {
        "kind": "opportunity",
        "record_id": "0065g00000XyZ1AAAV",
        "at": "2027-03-01T11:58:00Z",
        "code": "HARBOUR-SPRING",
        "status": "Closed Won",
        "won": True,
        "amount": "12500.00",
        "currency": "EUR",
        "close_date": "2027-03-01",
        "account_id": "0015g00000AbC2BBBV",
        "facts": {"annual_revenue": "4000000", "country_code": "NO"},
    },
    "matchRecord": {"code": "HARBOUR-SPRING"},
}
