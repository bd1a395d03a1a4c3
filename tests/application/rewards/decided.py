"""Tracked referrals of which a policy has decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.rewards.deciding import decide
from referral_hub.domain.rewards.facts import Facts
from referral_hub.domain.rewards.policy import RewardPolicy
from referral_hub.domain.rewards.shipped import STANDARD
from referral_hub.hub import Hub
from tests.builders import NOON
from tests.lifecycle_records import CODE, lead_to_close


def a_decided_referral(
    number: int = 1,
    *,
    end: Facts | None,
    by: RewardPolicy = STANDARD,
    at: datetime = NOON,
    **override: Any,
) -> TrackedReferral:
    """One that began at this moment, and was won on the same day if it has an end."""
    told = {
        "number": f"T-{number:06d}",
        "code": CODE,
        "referrer_id": "harbour-sales",
        "partner_id": "harbour",
        "lifecycle": lead_to_close().pin,
        "created_at": at,
        "event": "close",
        "decision": decide(by, start=end or Facts(), end=end, earned_on=at.date(), at=at),
    }
    return TrackedReferral(**told | override)


def keep(hub: Hub, *referrals: TrackedReferral) -> None:
    tracked = hub.lifecycle_desk.tracked
    for referral in referrals:
        hub.table.put_all([tracked.write_of(referral)])
