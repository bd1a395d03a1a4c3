"""Step: make a failed run visible on its referral."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application import closing
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    referral, changed = closing.record_failure(
        number=event["number"],
        execution=event["execution"],
        now=hub.clock(),
        referrals=hub.referrals,
        timeline=hub.timeline,
    )
    if changed:
        measure("ReferralFailed")
    return {"number": referral.number, "progress": referral.progress.value}


handler = lambda_entrypoint(handle)
