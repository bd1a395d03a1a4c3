"""
Another run of what failed. What is done stays done, what was refused is asked again, and what was
corrected counts as long as nothing was made of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from referral_hub.domain.access import Principal
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.correction import NOTHING, Correction
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.deals.sides import PartnerSide, sides
from referral_hub.domain.forms import Fields
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.policies.policy import ContactSyncMode, IntakePolicy, MappingFails, Scope
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import Acceptance, AccountChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Crm
from referral_hub.records.contacts import Contacts
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline

from .choices import must_be_right, not_offered, to_be_created
from .deals.desk import DealDesk
from .deals.retrying import told_again
from .outgoing.sharing import retrying as outgoing_retrying


class Again(StrEnum):
    """
    What is tried again: the run of a referral, telling the CRM or the partner of its deal, or
    sharing an outgoing one.
    """

    RUN = "run"
    DEAL = "deal"
    PARTNER = "partner"
    SHARING = "sharing"


class Retried(NamedTuple):
    referral: Referral
    what: tuple[Again, ...]


@dataclass(frozen=True)
class Retries:
    """What a retry needs of the hub."""

    referrals: Referrals
    contacts: Contacts
    policies: Policies
    timeline: Timeline
    crm: Crm
    desk: DealDesk
    outgoing: OutgoingReferrals

    def share_again(self, number: str, *, by: Principal, now: datetime) -> OutgoingReferral:
        """
        Ask again for what was refused of an outgoing referral.

        Raises:
            NotResubmittable: nobody refused anything.
        """
        return outgoing_retrying.retry(
            number=number, by=by, now=now, desk=self.desk, timeline=self.timeline
        )

    def retry(
        self, number: str, *, by: Principal, now: datetime, correction: Correction = NOTHING
    ) -> Retried:
        """
        Begin another run of a failed referral, and tell the CRM or the partner again what it has
        not taken of the deal. Contacts follow the policy that counts now, and so do the fields
        while there is no opportunity.

        The CRM is asked only about a correction: a plain retry can be made while it is closed.

        Raises:
            NotFailed: there is nothing to retry, and nothing to tell again.
            NotCorrectable: what is corrected is in the CRM already.
            UnknownCrmRecord, FieldNotOffered, InvalidFields: the correction; nothing was written.
            MappingFails: the current policy has no value for a field; nothing was written.
            Unavailable: the CRM could not be asked.
            Conflict: somebody else works on the deal.
        """
        referral = self.referrals.get(number)
        policy = self.policies.current(Scope(self.crm.name, referral.partner_id))
        if what := self._untold(number):
            correction.must_be_in_time(referral)
            self._tell_again(referral, policy, what, by=by, now=now)
            if referral.progress is not Progress.FAILED:
                # Its run may take long; nobody has asked for another one.
                return Retried(referral, what)
        again = self._run_again(referral, policy, correction, by=by, now=now)
        return Retried(again, (Again.RUN, *what))

    def _untold(self, number: str) -> tuple[Again, ...]:
        if (deal := self.desk.deals.find(number)) is None:
            return ()
        told = zip((Again.DEAL, Again.PARTNER), sides(deal), strict=True)
        return tuple(what for what, side in told if side.retryable)

    def _tell_again(
        self,
        referral: Referral,
        policy: IntakePolicy,
        what: Collection[Again],
        *,
        by: Principal,
        now: datetime,
    ) -> None:
        opened = self.desk.open(referral)
        deal = told_again(opened, policy) if Again.DEAL in what else opened.deal
        if Again.PARTNER in what:
            deal = PartnerSide(deal).again().deal
        self.desk.deals.save(referral.number, deal)
        why = f"policy version {policy.version}"
        entry = TimelineEntry(at=now, who=by.actor, what="deal.retried", why=why)
        self.timeline.add(referral.number, entry)

    def _run_again(
        self,
        referral: Referral,
        policy: IntakePolicy,
        correction: Correction,
        *,
        by: Principal,
        now: datetime,
    ) -> Referral:
        number = referral.number
        referral.retry(at=now)  # that nothing failed is said before what is wrong with the rest
        correction.must_be_in_time(referral)
        corrected = _corrected(referral, correction, policy)
        if correction.names:
            self._must_be_right(corrected, policy)
        elif _is_pinned(corrected, policy):
            self._must_be_filled(corrected, policy)

        def begin(current: Referral) -> Referral:
            correction.must_be_in_time(current)
            again = _corrected(current, correction, policy).retry(at=now)
            self._ask_again_of_contacts(number, policy, now)
            saved = self.referrals.save(again)
            self.timeline.add(number, _entry(saved, correction, by=by, at=now))
            return saved

        return self.referrals.change(number, begin)

    def _must_be_right(self, corrected: Referral, policy: IntakePolicy) -> None:
        accepted = corrected.acceptance
        assert accepted, "what is not accepted is not correctable"
        made = corrected.account_id
        account = AccountChoice(existing=made) if made else accepted.account
        invitation = self.referrals.invitation_of(corrected)
        must_be_right(account, accepted.opportunity, policy, invitation, self.crm)

    def _must_be_filled(self, corrected: Referral, policy: IntakePolicy) -> None:
        """Rather than go on under the older policy: whoever published this one shall know."""
        accepted = corrected.acceptance
        assert accepted, "what is not accepted is under no policy"
        invitation = self.referrals.invitation_of(corrected)
        wrong = {
            f"{what}.{name}": why
            for what, typed in _open(corrected, accepted).items()
            for name, why in policy.failing(what, invitation, typed).items()
        }
        if wrong:
            raise MappingFails("; ".join(f"{k}: {v}" for k, v in wrong.items()), fields=wrong)

    def _ask_again_of_contacts(self, number: str, policy: IntakePolicy, now: datetime) -> None:
        for arrival in self.contacts.of(number):
            if (arrival.problem or arrival.left_at) and not arrival.carried:
                self.contacts.save(_asked_again(arrival, policy, now))


def _corrected(referral: Referral, correction: Correction, policy: IntakePolicy) -> Referral:
    """
    Set the correction over the acceptance, and pin the policy that is current now: for contacts,
    and for the fields as long as it can be.
    """
    accepted = referral.acceptance
    if accepted is None:
        return referral
    if not referral.opportunity_id:
        accepted = _refilled(referral, accepted, correction, policy)
    again = accepted.carrying_contacts_under(policy.version, policy.scope.text)
    return referral.corrected(again)


def _refilled(
    referral: Referral, accepted: Acceptance, correction: Correction, policy: IntakePolicy
) -> Acceptance:
    corrected = correction.over(accepted, policy)
    if not correction.names and not_offered(_open(referral, corrected), policy):
        # An override that the new version has no place for: the referral keeps its own.
        return accepted
    return corrected


def _asked_again(arrival: ContactArrival, policy: IntakePolicy, now: datetime) -> ContactArrival:
    if policy.contact_sync is ContactSyncMode.NONE:
        return arrival.settled("skipped", at=now)
    again = arrival.retried(at=now)
    if again.match and again.only_found:
        wanted = policy.contact_effects(again.match)
        return again if wanted == tuple(again.ledger.effects) else again.looked_for_anew()
    return again


def _is_pinned(referral: Referral, policy: IntakePolicy) -> bool:
    """Tell whether the retry makes a record under this policy."""
    accepted = referral.acceptance
    if accepted is None or referral.opportunity_id:
        return False
    return (accepted.policy_version, accepted.policy_scope) == (policy.version, policy.scope.text)


def _open(referral: Referral, accepted: Acceptance) -> dict[CrmObject, Fields]:
    wanted = to_be_created(accepted.account, accepted.opportunity)
    return {
        w: f for w, f in wanted.items() if w is not CrmObject.ACCOUNT or not referral.account_id
    }


def _entry(
    again: Referral, correction: Correction, *, by: Principal, at: datetime
) -> TimelineEntry:
    why = f"run {again.run}"
    if again.acceptance and not again.opportunity_id:
        why += f", policy version {again.acceptance.policy_version}"
    if again.acceptance and again.acceptance.contacts_version is not None:
        why += f", contacts under policy version {again.acceptance.contacts_version}"
    if correction.names:
        why += f"; corrected: {', '.join(correction.names)}"
    return TimelineEntry(at=at, who=by.actor, what="referral.retried", why=why)
