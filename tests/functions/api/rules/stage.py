"""A rule for large sales, and what sellers do with opportunities of the built-in CRM."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.connected import Connected
from tests.functions.api.client import Client, Reply

LARGE = "opportunity.amount and opportunity.amount >= 10000 and account.country_code == 'NO'"


def takes(partner: MemoryPartner) -> Connected:
    """Every partner is this one."""
    return Connected(lambda _: PartnerConnection(PlatformConnector(), takes=partner))


def a_rule(**said: Any) -> dict[str, Any]:
    rule = {
        "name": "Large sales in Norway",
        "partner_id": "harbour",
        "criteria": LARGE,
        "fields": {"need": "Price"},
        "active": True,
    }
    return rule | said


def publish(admin: Client, rule_id: str = "large", **said: Any) -> Reply:
    """Publish the next version of a rule."""
    known = admin.get(f"/v1/referral-rules/{rule_id}")
    seen = known.headers.get("ETag", '"0"')
    return admin.put(f"/v1/referral-rules/{rule_id}", a_rule(**said), if_match=seen)


def add(seller: Client, account: str, **fields: str) -> Reply:
    body = {"account_id": account, "fields": {"name": "Lamps"} | fields}
    return seller.post("/v1/crm/opportunities", body)


def change(seller: Client, opportunity_id: str, **fields: str) -> Reply:
    return seller.patch(f"/v1/crm/opportunities/{opportunity_id}", {"fields": fields})


def a_sale(seller: Client, account: str, **fields: str) -> str:
    """Add an opportunity; return its id."""
    return str(add(seller, account, **fields).said["opportunity_id"])


def shared(hub: Hub) -> list[OutgoingReferral]:
    """All outgoing referrals, newest first."""
    return list(hub.outgoing.newest())
