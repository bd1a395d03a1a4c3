"""Leads, opportunities and orders as lifecycles see them, of which a test says what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerKind
from referral_hub.domain.lifecycles.sales_record import RecordKind, RecordSeen, SalesRecord
from referral_hub.domain.lifecycles.shipped import LEAD_TO_CLOSE, shipped
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.hub import Hub
from tests.builders import NOON

CODE = "HARBOUR-SPRING"
LEAD, OPPORTUNITY, ORDER = "00Q1", "0061", "8011"


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_lead(minutes: float = 0, **override: Any) -> RecordSeen:
    """A new lead of a partner's, with a code."""
    said = {"status": "New", "source": "Partner", "code": CODE, "record_id": LEAD}
    return _seen(RecordKind.LEAD, minutes, said | override)


def a_qualified_lead(minutes: float = 0, **override: Any) -> RecordSeen:
    became = {"status": "Qualified", "account_id": "acc-1", "opportunity_id": OPPORTUNITY}
    return a_lead(minutes, **became | override)


def an_opportunity(minutes: float = 0, **override: Any) -> RecordSeen:
    """An open opportunity of 12 500 EUR, with a code."""
    said = {
        "status": "in_progress",
        "code": CODE,
        "record_id": OPPORTUNITY,
        "account_id": "acc-1",
        "amount": "12500.00",
        "currency": "EUR",
        "close_date": NOON.date(),
    }
    return _seen(RecordKind.OPPORTUNITY, minutes, said | override)


def a_win(minutes: float = 0, **override: Any) -> RecordSeen:
    return an_opportunity(minutes, **{"status": "won", "won": True} | override)


def an_order(minutes: float = 0, **override: Any) -> RecordSeen:
    said = {
        "status": "fulfilled",
        "record_id": ORDER,
        "opportunity_id": OPPORTUNITY,
        "amount": "310.00",
        "currency": "EUR",
    }
    return _seen(RecordKind.ORDER, minutes, said | override)


def a_crm_lead(**override: Any) -> SalesRecord:
    """A lead as the built-in CRM has it."""
    said = {
        "kind": RecordKind.LEAD,
        "record_id": LEAD,
        "changed_at": NOON,
        "fields": {"status": "new", "source": "partner", "referral_code": CODE},
    }
    return SalesRecord(**said | override)


def lead_to_close() -> Lifecycle:
    return shipped("built-in")[0]


def opportunity_to_order() -> Lifecycle:
    return shipped("built-in")[1]


def a_referrer(**override: Any) -> Referrer:
    said = {
        "referrer_id": "harbour-sales",
        "kind": ReferrerKind.PARTNER,
        "partner_id": "harbour",
        "name": "Harbour Sales",
    }
    return Referrer(**said | override)


def a_code(**override: Any) -> ReferralCode:
    said = {
        "code": CODE,
        "referrer_id": "harbour-sales",
        "lifecycle_id": LEAD_TO_CLOSE,
        "policy_id": "standard",
        "created_at": NOON,
    }
    return ReferralCode(**said | override)


def with_codes(hub: Hub, *codes: ReferralCode) -> Hub:
    """Let the hub know Harbour's referrer and these codes, or the usual one."""
    desk = hub.lifecycle_desk
    if desk.referrers.find("harbour-sales") is None:
        desk.referrers.save(a_referrer())
    for code in codes or (a_code(),):
        desk.codes.save(code)
    return hub


def begun(lifecycle: Lifecycle) -> TrackedReferral:
    return TrackedReferral(
        number="T-000001",
        code=CODE,
        referrer_id="harbour-sales",
        lifecycle=lifecycle.pin,
        created_at=NOON,
    )


def seen_in_turn(lifecycle: Lifecycle, sightings: list[RecordSeen]) -> TrackedReferral:
    return reduce(lambda r, seen: r.having(seen, lifecycle), sightings, begun(lifecycle))


def _seen(kind: RecordKind, minutes: float, said: dict[str, Any]) -> RecordSeen:
    at = after(minutes)
    return RecordSeen(**{"kind": kind, "at": at, "seen_at": at} | said)
