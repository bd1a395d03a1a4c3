"""
Expire invitations whose time is up, warn of those whose time nearly is, look for owners for what
waits for one, go on with records that waited for a referral code, and let go on the rewards that
were held until today.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application.intake import watch_expiry
from referral_hub.application.lifecycles.matching import go_on_matching
from referral_hub.application.rewards.releasing import release_due
from referral_hub.application.routing.reassigning import assign_waiting
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, int]:
    """
    Return how many referrals `expired`, were `warned` of, and were `assigned` to an owner, and how
    many records were `matched` with a code, and rewards `released`.
    """
    done: Counter[str] = Counter()

    def note(what: str) -> None:
        done[what] += 1
        if what == "expired":
            measure("ReferralExpired")

    watch_expiry(now=hub.clock(), referrals=hub.referrals, timeline=hub.timeline, each=note)
    assign_waiting(now=hub.clock(), desk=hub.routing_desk, each=partial(note, "assigned"))
    done["matched"] += go_on_matching(now=hub.clock(), desk=hub.lifecycle_desk)
    release_due(now=hub.clock(), rewards=hub.reward_desk.rewards, each=partial(note, "released"))
    return dict(+done)


handler = lambda_entrypoint(handle)
