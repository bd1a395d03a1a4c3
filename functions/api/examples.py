"""One example of every body that clients send, and of what stands in paths: for the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .lifecycle_examples import LIFECYCLE_BODIES

PATHS: Mapping[str, str] = {
    "number": "R-000001",
    "tracked_number": "T-000001",
    "payout_id": "7d0e6b1c4a9f52386c1e0b7a",
    "run_id": "0b7a7d0e6b1c4a9f52386c1e",
    "account_id": "acc-5a1f0c9e27d34b8891aa",
    "opportunity_id": "opp-77c1d2e3f4a5b6978012",
    "partner_id": "harbour",
    "object": "opportunity",
    "version": "0",
    "key_id": "0123456789ab",
    "email": "ingrid@host.example",
    "delivery_id": "msg_20270301T120000Z_4f2d1c0b9a874f2d1c0b9a87",
    "key": "0123456789abcdef01234567",
    "batch_id": "0123456789abcdef01234567",
    "link_id": "5f0c6e2b9a7d4c1e8f3a2b10",
    "asset": "page.js",
    "rule_id": "large-sales",
    "feature_id": "diversification",
    "crm": "salesforce",
    "workflow_id": "sales",
    "policy_id": "standard",
    "lifecycle_id": "lead-to-close",
    "referrer_id": "harbour-sales",
    "code": "HARBOUR-SPRING",
    "unmatched_id": "89abcdef0123456789abcdef",
    "lead_id": "lead-3b0c4d5e6f718293a4b5",
    "order_id": "ord-9a8b7c6d5e4f30211203",
}

_PERSON = {
    "first_name": "Maren",
    "last_name": "Holt",
    "email": "maren.holt@fenwick.example",
    "phone": "+47 22 33 44 55",
    "title": "Head of Lamps",
}

_POLICY = {
    "opportunity_mapping": [
        {"target": "name", "template": "{customer.company_name}: {title}", "cut": 120},
        {"target": "amount", "template": "{value.amount}", "sync": "both"},
        {
            "target": "close_date",
            "template": "{target_close_date}",
            "fallbacks": [{"expression": "received_on + days(90)"}],
        },
        {"target": "owner", "template": "Ida", "when": "customer.country_code in ['NO', 'SE']"},
    ],
    "account_mapping": [
        {"target": "name", "template": "{customer.company_name}"},
        {
            "target": "industry",
            "template": "{customer.industry}",
            "values": {"Energy": "Utilities"},
            "unmapped": "default",
            "default": "Other",
        },
    ],
    "opportunity_field_set": ["next_step"],
    "contact_sync": "create",
    "existing_contact": "link",
    "contact_role": "Business User",
    "amount_ratio": "0.8",
}

_REWARD_POLICY = {
    "name": "A tenth, and more for large sales",
    "eligibility": [
        {"when": "not self_referral", "says": "The referrer refers somebody else."},
        {"when": "annual_revenue >= 1000000", "says": "The business turns over a million a year."},
    ],
    "earns_if": [{"when": "amount >= 5000", "says": "The sale comes to 5 000 EUR."}],
    "tiers": [
        {"when": "amount >= 50000", "percentage": "12.5", "says": "From 50 000 EUR on, 12.5 %."},
        {"percentage": "10", "says": "Every other sale earns 10 %."},
    ],
    "cap": "20000",
    "currency": "EUR",
    "rates": {"NOK": "0.0861"},
    "hold_days": 30,
    "payout": {"day": "month_end"},
    "approval_above": "10000",
}

_ADMIN = {"name": "Ingrid Moe", "email": "ingrid@peer.example"}

# By operation.
BODIES: Mapping[str, Mapping[str, Any] | str] = {
    "makeInboundLink": {
        "partner_id": "peer",
        "name": "Peer Alliance",
        "workflow": "sales",
        "stage": "new",
        "mail_to": _ADMIN | {"with_key": False},
    },
    "changeInboundLink": {"enabled": False},
    "rotateLinkKey": {"mail_to": _ADMIN | {"with_key": False}},
    "mailInboundLink": _ADMIN,
    "tellAccessMessage": {"type": "access.ping"},
    "shareReferral": {
        "partner_referral_id": "H-77",
        "title": "Lamp modernisation",
        "description": "Forty lamps, two winters.",
        "customer": {
            "company_name": "Fenwick Lighthouses",
            "website_url": "https://fenwick.example",
            "country_code": "NO",
            "industry": "Energy",
        },
        "value": {"amount": "12500.00", "currency": "EUR"},
        "target_close_date": "2027-09-30",
        "expires_at": "2037-03-15T12:00:00Z",
        "partner_people": [{"name": "Ida Storm", "email": "ida.storm@harbour.example"}],
        "contacts": [_PERSON],
        "custom": {"campaign": "autumn-workshops"},
    },
    "typeInReferral": {
        "partner_referral_id": "opportunities/4711",
        "title": "Lamp control in the cloud",
        "customer": {"company_name": "Fenwick Lighthouses", "country_code": "NO"},
        "contacts": [_PERSON],
    },
    "importReferrals": (
        "Opportunity ID,Title,Company,Country,Amount,Currency,Contact last name,Contact email\n"
        "opportunities/4711,Lamp control in the cloud,Fenwick Lighthouses,NO,"
        "12500.00,EUR,Holt,maren.holt@fenwick.example\n"
    ),
    "acceptReferral": {
        "account": {"create": {"industry": "Energy"}},
        "opportunity": {"fields": {"amount": "11000.00"}},
    },
    "retryReferral": {"opportunity": {"fields": {"amount": "11000.00"}}},
    "retrySyncProblems": {"system": "salesforce", "cause": "unreachable"},
    "dismissProblem": {"reason": "Entered in the CRM by hand"},
    "publishRoutingRule": {
        "name": "Large deals of the north",
        "when": 'customer.country_code in ["NO", "SE"] and value.amount >= 50000',
        "owners": [
            {"email": "anna@host.example", "capacity": 20},
            {"email": "bo@host.example"},
        ],
        "partner_manager": "maja@host.example",
        "active": True,
    },
    "tryRoutingRule": {"number": "R-000001"},
    "publishRewardPolicy": _REWARD_POLICY,
    "tryRewardPolicy": {"draft": _REWARD_POLICY, "number": "T-000001"},
    "replayRewardPolicy": {
        "draft": _REWARD_POLICY,
        "since": "2026-10-01",
        "until": "2026-12-31",
        "policy_id": "standard",
    },
    **LIFECYCLE_BODIES,
    "approveReward": {"reason": "The contract is signed"},
    "declineReward": {"reason": "The code was published, and nobody was referred"},
    "holdReward": {"reason": "Two referrers claim this sale", "until": "2037-05-01"},
    "releaseReward": {"reason": "It is Nadja's"},
    "makePayouts": {"due_by": "2027-03-31"},
    "tellPayoutPaid": {"reference": "SEPA-2027-03-000917"},
    "tellPayoutFailed": {"reason": "The bank knows no such account"},
    "declineReferral": {"owner": "anna@host.example", "reason": "On leave until May"},
    "giveReferral": {"owner": "bo@host.example", "reason": "Knows the customer"},
    "rejectReferral": {"reason": "No capacity before autumn"},
    "addContacts": {"contacts": [_PERSON]},
    "editDeal": {"value": {"amount": "14000.00", "currency": "EUR"}},
    "createOutgoingReferral": {
        "partner_id": "aws",
        "opportunity_id": "opp-000017",
        "from_opportunity": True,
        "fields": {"title": "Tide gauges in the cloud", "customer.website_url": "solberg.example"},
        "solutions": ["S-0051234"],
    },
    "previewOutgoingReferral": {"partner_id": "aws", "opportunity_id": "opp-000017"},
    "previewAccessReferral": {"partner_id": "fjord", "opportunity_id": "opp-000017"},
    "sendAccessReferral": {
        "partner_id": "fjord",
        "opportunity_id": "opp-000017",
        "consent": {
            "given_by": "Tuva Lien, Solberg Ports",
            "given_at": "2027-02-26T09:30:00Z",
            "statement": "You may share this project and my contact details with Fjord.",
            "contacts": True,
        },
        "note": "They ask for a call before Easter.",
        "confirm": True,
    },
    "putFeature": {"name": "Diversification", "workflows": ["sales"]},
    "createOutgoingBatch": {
        "partner_id": "harbour",
        "opportunity_ids": ["opp-77c1d2e3f4a5b6978012", "opp-a81d4e2f7b6c5d4e3f21"],
        "fields": {"host.email": "ingrid@host.example"},
        "ready_for_submit": True,
        "notify": "ingrid@host.example",
    },
    "editOutgoingReferral": {"fields": {"target_close_date": "2027-10-31"}},
    "dismissOutgoingProblem": {"reason": "Entered at the partner by hand"},
    "linkOutgoingReferral": {
        "account": {"create": {"industry": "Energy"}},
        "opportunity": {"fields": {"amount": "11000.00"}},
    },
    "resubmitOutgoingReferral": {"fields": {"customer.postal_code": "0150"}},
    "answerOutgoingReferral": {"verdict": "accepted", "partner_referral_id": "H-901"},
    "publishReferralRule": {
        "name": "Large sales in Norway",
        "partner_id": "harbour",
        "criteria": "opportunity.amount and opportunity.amount >= 10000"
        " and account.country_code == 'NO'",
        "active": True,
        "permitted": ["Ingrid"],
    },
    "tryReferralRule": {"opportunity_id": PATHS["opportunity_id"]},
    "checkSave": {
        "opportunity_id": PATHS["opportunity_id"],
        "fields": {"amount": "25000.00"},
        "users": ["Ingrid"],
    },
    "changeOpportunity": {"fields": {"amount": "25000.00"}},
    "addOpportunity": {
        "account_id": PATHS["account_id"],
        "fields": {"name": "Lamp modernisation", "amount": "25000.00", "currency": "EUR"},
    },
    "addLead": {
        "fields": {
            "company": "Fenwick Lighthouses",
            "last_name": "Holt",
            "source": "partner",
            "referral_code": "HARBOUR-SPRING",
        }
    },
    "changeLead": {"fields": {"status": "working"}},
    "convertLead": {"opportunity": {"amount": "25000.00", "currency": "EUR"}},
    "addOrder": {
        "opportunity_id": PATHS["opportunity_id"],
        "fields": {"order_number": "4711", "amount": "310.00", "currency": "EUR"},
    },
    "changeOrder": {"fields": {"status": "fulfilled"}},
    "editBookLine": {
        "notes": "Maren is back on Monday.",
        "stage": "in_progress",
        "value": {"amount": "14000.00", "currency": "EUR"},
    },
    "publishSalesWorkflow": {
        "name": "Tenders",
        "stages": [
            {"name": "asked", "label": "Asked", "counts_as": "new"},
            {"name": "offered", "label": "Offer is out", "counts_as": "in_progress"},
            {"name": "won", "label": "Won", "counts_as": "won"},
            {"name": "lost", "label": "Lost", "counts_as": "lost"},
        ],
    },
    "publishPolicy": _POLICY,
    "tryPolicy": {"draft": _POLICY, "number": "R-000001"},
    "tryOutgoingPolicy": {
        "draft": {"outgoing_mapping": [{"target": "title", "template": "{account.name}"}]},
        "opportunity_id": PATHS["opportunity_id"],
    },
    "replayPolicy": {"draft": _POLICY, "limit": 100},
    "tellCrmEvents": {
        "ChangeEventHeader": {
            "entityName": "Referral__c",
            "recordIds": ["a015e00000XyZabAAF"],
            "changeType": "UPDATE",
            "changedFields": ["Decision__c"],
        }
    },
    "putUser": {"role": "partner_manager", "name": "Ingrid Dahl", "partner_ids": ["harbour"]},
    "changeUser": {"active": False},
    "addPartner": {"partner_id": "harbour", "name": "Harbour Alliance"},
    "changePartner": {"name": "Harbour & Quay Alliance"},
    "putPartnerSecret": {"client_secret": "<what the partner gave you>"},
    "putWebhook": {
        "url": "https://hooks.harbour.example/referrals",
        "events": ["referral.accepted", "referral.rejected", "referral.opportunity"],
    },
    "issueKey": {"role": "partner_staff", "name": "Ida Storm", "partner_id": "harbour"},
}
