"""What a partner keeps as the hub's own id of a referral, where it knows no token of a call."""

from __future__ import annotations

from referral_hub.domain.effects import effect_token
from referral_hub.domain.outgoing.referral import OutgoingReferral

_LETTERS = 12


def own_reference(referral: OutgoingReferral) -> str:
    """
    Make it of the number, for people who look for it, and of what tells the referral from the same
    number of another hub. What was refused and goes out again keeps it.
    """
    return f"{referral.number}-{effect_token(*referral.identity)[:_LETTERS]}"
