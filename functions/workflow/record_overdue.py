"""Step: the wait is over; say so, and carry what came in part."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application import closing
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    ready, overdue = closing.record_overdue(
        number=event["number"],
        execution=event["execution"],
        now=hub.clock(),
        referrals=hub.referrals,
        contacts=hub.contacts,
        timeline=hub.timeline,
    )
    if overdue:
        measure("ContactOverdue")
    return {"next": "carry", "contacts": list(ready)}


handler = lambda_entrypoint(handle)
