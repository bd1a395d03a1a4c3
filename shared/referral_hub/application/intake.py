"""Referrals come in, and invitations run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from referral_hub.domain.errors import Conflict
from referral_hub.domain.invitation import Invitation
from referral_hub.domain.referral import Referral, Status
from referral_hub.domain.timeline import TimelineEntry
from referral_hub.records.referrals import Filed, Referrals
from referral_hub.records.timeline import Timeline


def receive(*, invitation: Invitation, referrals: Referrals) -> Filed:
    """
    File what a partner shared; a repeated delivery finds the first referral.

    Raises:
        ReceivedDifferently: the partner used this id before, for something else.
    """
    try:
        return referrals.file(invitation)
    except Conflict:
        # Two deliveries at once: the other one was first, and this one finds what it filed.
        return referrals.file(invitation)


def watch_expiry(
    *, now: datetime, referrals: Referrals, timeline: Timeline, each: Callable[[str], None]
) -> None:
    """
    Warn of invitations about to expire, and expire those that have; `each` is told what was done.
    """
    pending = list(referrals.newest(statuses=[Status.PENDING_ACCEPTANCE]))
    for referral in pending:
        if referral.expired_by(now):
            if _unless_changed(referrals, referral.expire()):
                each("expired")
        elif referral.about_to_expire(now):
            why = f"the partner's expiry date is {referral.expires_at:%Y-%m-%d %H:%M} UTC"
            entry = TimelineEntry(at=now, who="hub", what="referral.about_to_expire", why=why)
            timeline.add(referral.number, entry)
            if _unless_changed(referrals, referral.warned(at=now)):
                each("warned")


def _unless_changed(referrals: Referrals, referral: Referral) -> bool:
    """Save, but leave it to the next watch when somebody decided in between."""
    try:
        referrals.save(referral)
    except Conflict:
        return False
    return True
