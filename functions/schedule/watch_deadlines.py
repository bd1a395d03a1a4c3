"""Expire invitations whose time is up, and warn of those whose time nearly is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application.intake import watch_expiry
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, int]:
    """Return how many referrals `expired`, and of how many was `warned`."""
    done: Counter[str] = Counter()

    def note(what: str) -> None:
        done[what] += 1
        if what == "expired":
            measure("ReferralExpired")

    watch_expiry(now=hub.clock(), referrals=hub.referrals, timeline=hub.timeline, each=note)
    return dict(done)


handler = lambda_entrypoint(handle)
