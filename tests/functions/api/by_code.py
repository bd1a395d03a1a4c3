"""Records of sales, and what is followed by code, that callers may or may not touch."""

from __future__ import annotations

from referral_hub.application.lifecycles.following import follow
from referral_hub.application.sales import keeping
from referral_hub.hub import Hub
from tests.builders import ask
from tests.lifecycle_records import a_lead, with_codes


def sold_here(hub: Hub, account_id: str) -> dict[str, str]:
    """Make a lead and an order in the built-in CRM."""
    lead = ask(hub, keeping.add_lead, fields={"company": "Fenwick"}, token="l" * 32)
    place = {"account_id": account_id, "opportunity_id": ""}
    order = ask(hub, keeping.add_order, **place, fields={}, token="d" * 32)
    return {"lead_id": lead.lead_id, "order_id": order.order_id}


def followed_by_code(hub: Hub) -> dict[str, str]:
    """Let a lead of Harbour's be followed by its code, and another one be nobody's."""
    with_codes(hub)
    desk, now = hub.lifecycle_desk, hub.clock()
    mine = follow(seen=a_lead(), now=now, desk=desk).tracked
    nobodys = follow(seen=a_lead(record_id="00Q2", code="NOBODYS"), now=now, desk=desk).unmatched
    assert mine
    assert nobodys
    return {
        "tracked_number": mine.number,
        "unmatched_id": nobodys.unmatched_id,
        "lifecycle_id": "lead-to-close",
        "referrer_id": mine.referrer_id,
        "code": mine.code,
    }
