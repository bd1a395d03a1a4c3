"""Ask again for what was refused, or let it be (X-3)."""

from __future__ import annotations

from datetime import datetime

from referral_hub.application.deals.desk import DealDesk
from referral_hub.application.deals.retrying import told_again
from referral_hub.domain.access import Principal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import CrmSide, let_be
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.policies.policy import Scope
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.records.timeline import Timeline


def retry(
    *, number: str, by: Principal, now: datetime, desk: DealDesk, timeline: Timeline
) -> OutgoingReferral:
    """
    Ask partner and CRM again for what they refused, with the referral as it is now; of its deal,
    the CRM is told under the policy that counts now.

    Raises:
        NotResubmittable: nobody refused anything.
        AlreadyOverAtPartner: its partner wants nothing more of it.
        MappingFails: this policy has no value for a field of the deal.
    """

    def begin(referral: OutgoingReferral) -> OutgoingReferral:
        untold = _problem_of_the_deal(number, desk)
        # That nothing was refused is said before anything is done.
        again = referral if untold and not referral.failed else referral.retried(at=now)
        if untold:
            policy = desk.policies.current(Scope(desk.crm.name, referral.partner_id))
            desk.deals.save(number, told_again(desk.open(referral), policy))
        saved = again if again is referral else desk.outgoing.save(again)
        timeline.add(number, TimelineEntry(at=now, who=by.actor, what="referral.retried"))
        return saved

    return desk.outgoing.change(number, begin)


def dismiss(
    *,
    number: str,
    reason: str,
    by: Principal,
    now: datetime,
    desk: DealDesk,
    timeline: Timeline,
) -> OutgoingReferral:
    """
    Let its problems be until they are met anew; repeating it answers alike.

    Raises:
        NothingToDismiss: nobody refused anything.
    """

    def dismissing(referral: OutgoingReferral) -> OutgoingReferral:
        deal = _problem_of_the_deal(number, desk)
        dismissed = referral if deal and not referral.failed else referral.dismissed(at=now)
        quiet = let_be(deal, at=now) if deal else None
        if dismissed is referral and quiet == deal:
            return referral
        if quiet and quiet != deal:
            desk.deals.save(number, quiet)
        saved = dismissed if dismissed is referral else desk.outgoing.save(dismissed)
        entry = TimelineEntry(at=now, who=by.actor, what="problem.dismissed", why=reason)
        timeline.add(number, entry)
        return saved

    return desk.outgoing.change(number, dismissing)


def _problem_of_the_deal(number: str, desk: DealDesk) -> Deal | None:
    known = desk.deals.find(number)
    return known if known and CrmSide(known).retryable else None
