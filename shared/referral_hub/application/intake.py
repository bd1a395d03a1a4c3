"""Referrals come in, and invitations run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from referral_hub.domain.deals.retelling import Word, retold
from referral_hub.domain.errors import Conflict
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.records.referrals import Filed, Referrals
from referral_hub.records.timeline import Timeline

Check = Callable[[Referral, Invitation], None]


def _any(referral: Referral, known: Invitation) -> None:
    """Whatever is known is good."""


def receive(
    *, invitation: Invitation, referrals: Referrals, as_of: datetime | None = None
) -> Filed:
    """
    File what a partner shared; a repeated delivery finds the first referral.

    Raises:
        AlreadyOver: it could not be accepted any more `as_of` this moment.
        ReceivedDifferently: the partner used this id before, for something else.
    """
    try:
        return referrals.file(invitation, as_of=as_of)
    except Conflict:
        # Two deliveries at once: the other one was first, and this one finds what it filed.
        return referrals.file(invitation, as_of=as_of)


def retell(
    *, number: str, word: Word, who: str, now: datetime, referrals: Referrals, check: Check = _any
) -> Filed:
    """
    Take in what the partner says now of a referral that nobody has decided; one write, or none.

    `check` may raise where what is known is not what its caller has seen.

    Raises:
        ReferralNotFound: there is none of this number.
        Conflict: others are faster, time and again.
    """

    def once(current: Referral) -> Filed:
        known = referrals.invitation_of(current)
        check(current, known)
        told = retold(current, known, word, at=now, who=who)
        saved = current if told == current else referrals.save(told)
        return Filed(saved, saved.as_told(known), new=False)

    return referrals.change(number, once)


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
