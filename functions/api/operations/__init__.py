"""
Every operation of the API, one module for each area. A role that is not listed for one may not do
it.

A request needs one operation, so the module of its area is imported when first asked for: what the
other areas need costs a start nothing. `table.py` has them all.
"""

from __future__ import annotations

from importlib import import_module

from .operation import Operation, begins

# Which module has the operations whose paths begin like this; the longest beginning counts.
AREAS = {
    "/v1/referrals": "referrals",
    "/v1/referrals/{number}/preview": "decisions",
    "/v1/referrals/{number}/accept": "decisions",
    "/v1/referrals/{number}/reject": "decisions",
    "/v1/referrals/{number}/retry": "decisions",
    "/v1/referrals/{number}/routing": "assignments",
    "/v1/referrals/{number}/decline": "assignments",
    "/v1/referrals/{number}/owner": "assignments",
    "/v1/unassigned-referrals": "assignments",
    "/v1/routing-rules": "routing_rules",
    "/v1/reward-policies": "reward_policies",
    "/v1/reward-policy-trial": "reward_policies",
    "/v1/reward-policy-replay": "reward_policies",
    "/v1/lifecycles": "lifecycles",
    "/v1/referrers": "lifecycles",
    "/v1/referral-codes": "lifecycles",
    "/v1/lifecycle-events": "tracked",
    "/v1/tracked-referrals": "tracked",
    "/v1/unmatched-records": "tracked",
    "/v1/referrals/{number}/contacts": "contacts",
    "/v1/referrals/{number}/deal": "deals",
    "/v1/referrals/{number}/sync": "deals",
    "/v1/referrals/{number}/dismiss-problem": "sync_problems",
    "/v1/referral-book": "book",
    "/v1/outgoing-referrals": "outgoing",
    "/v1/outgoing-referral-preview": "outgoing",
    "/v1/outgoing-referral-batches": "batches",
    "/v1/access-referrals": "disclosures",
    "/v1/access-referral-preview": "disclosures",
    "/v1/features": "disclosures",
    "/v1/sync-problems": "sync_problems",
    "/v1/referral-rules": "rules",
    "/v1/referral-rule-files": "rules",
    "/v1/crm": "crm",
    "/v1/crm/opportunities": "opportunities",
    "/v1/crm/leads": "sales",
    "/v1/crm/orders": "sales",
    "/v1/crm-events": "crm",
    "/v1/policy": "configuration",
    "/v1/policy-versions": "configuration",
    "/v1/policy-changes": "configuration",
    "/v1/policy-trial": "configuration",
    "/v1/policy-replay": "configuration",
    "/v1/partners": "partners",
    "/v1/partners/{partner_id}/form": "outgoing",
    "/v1/partners/{partner_id}/referrals": "imports",
    "/v1/partners/{partner_id}/webhook": "webhooks",
    "/v1/partner-events": "partner_events",
    "/v1/inbound-links": "access_links",
    "/v1/access": "access_links",
    "/v1/quarantine": "quarantine",
    "/v1/rewards": "rewards",
    "/v1/referrers/{referrer_id}/statement": "rewards",
    "/v1/reward-ledger": "rewards",
    "/v1/payouts": "payouts",
    "/v1/payout-runs": "payouts",
    "/v1/sales-workflows": "workflows",
    "/v1/keys": "access",
    "/v1/me": "access",
    "/v1/users": "users",
    "/v1/staff": "users",
    "/openapi.json": "about",
    "/docs": "about",
    "/health": "about",
}


def operations_near(path: str) -> tuple[Operation, ...]:
    """Return the operations of the area that a path is in; none outside of all areas."""
    around = [beginning for beginning in AREAS if begins(path, beginning)]
    if not around:
        return ()
    area = AREAS[max(around, key=lambda beginning: beginning.count("/"))]
    found: tuple[Operation, ...] = import_module(f"{__name__}.{area}").OPERATIONS
    return found
