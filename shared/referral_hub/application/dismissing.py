"""Let problems be that a person has seen to elsewhere, or lives with (X-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import let_be, sides
from referral_hub.domain.problem import ProblemState, state_of
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.records.contacts import Contacts
from referral_hub.records.deals import Deals
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline


def dismiss(
    *,
    number: str,
    reason: str,
    by: Principal,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    deals: Deals,
    timeline: Timeline,
) -> Referral:
    """
    Let the problem of a failed referral be, with those of its contacts and its deal, until it fails
    anew.

    Repeating it answers alike.

    Raises:
        NothingToDismiss: neither it nor its deal has failed.
    """
    told = TimelineEntry(at=now, who=by.actor, what="problem.dismissed", why=reason)
    return referrals.change(number, _Dismissal(told, referrals, contacts, deals, timeline).of)


@dataclass(frozen=True)
class _Dismissal:
    told: TimelineEntry
    referrals: Referrals
    contacts: Contacts
    deals: Deals
    timeline: Timeline

    def of(self, referral: Referral) -> Referral:
        """First what may be refused; then what has a problem is saved, and the story last."""
        deal = self.deals.find(referral.number)
        alone = _has_the_only_problem(deal, referral)
        dismissed = referral if alone else referral.dismissed(at=self.told.at)
        left = let_be(deal, at=self.told.at) if deal else None
        if dismissed is referral and left == deal:
            return referral
        if left and left != deal:
            self.deals.save(referral.number, left)
        saved = referral if dismissed is referral else self._saved_with_its_contacts(dismissed)
        self.timeline.add(referral.number, self.told)
        return saved

    def _saved_with_its_contacts(self, dismissed: Referral) -> Referral:
        for arrival in self.contacts.of(dismissed.number):
            if state_of(arrival) is ProblemState.OPEN:
                self.contacts.save(arrival.dismissed(at=self.told.at))
        return self.referrals.save(dismissed)


def _has_the_only_problem(deal: Deal | None, referral: Referral) -> bool:
    has_one = deal is not None and any(side.retryable for side in sides(deal))
    return has_one and referral.progress is not Progress.FAILED
