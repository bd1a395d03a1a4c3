"""Ask again for what was refused, or let it be (X-3)."""

from __future__ import annotations

from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.timeline import Timeline


def retry(
    *, number: str, by: Principal, now: datetime, outgoing: OutgoingReferrals, timeline: Timeline
) -> OutgoingReferral:
    """
    Ask partner and CRM again for what they refused, with the referral as it is now.

    Raises:
        NotResubmittable: nobody refused anything.
        AlreadyOverAtPartner: its partner wants nothing more of it.
    """

    def begin(referral: OutgoingReferral) -> OutgoingReferral:
        saved = outgoing.save(referral.retried(at=now))
        entry = TimelineEntry(at=now, who=by.actor, what="referral.retried")
        timeline.add(number, entry)
        return saved

    return outgoing.change(number, begin)


def dismiss(
    *,
    number: str,
    reason: str,
    by: Principal,
    now: datetime,
    outgoing: OutgoingReferrals,
    timeline: Timeline,
) -> OutgoingReferral:
    """
    Let the problem be until it fails anew; repeating it answers alike.

    Raises:
        NothingToDismiss: nobody refused anything.
    """

    def let_be(referral: OutgoingReferral) -> OutgoingReferral:
        dismissed = referral.dismissed(at=now)
        if dismissed is referral:
            return referral
        saved = outgoing.save(dismissed)
        entry = TimelineEntry(at=now, who=by.actor, what="problem.dismissed", why=reason)
        timeline.add(number, entry)
        return saved

    return outgoing.change(number, let_be)
