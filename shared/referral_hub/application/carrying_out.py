"""
The first step of the workflow: do what the decision asks for.

    accepted   the account (if new), the opportunity, a note on it of whose deal a peer has sent,
               the notice, the CRM's id to the partner
    rejected   the partner's notice

Each is an effect; what an earlier run settled is skipped. A refusal is an outcome: the referral is
failed, with the other system's reason, and the workflow ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from referral_hub.domain.contacts.arrivals import ready_keys
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.forms import Fields
from referral_hub.domain.policies.policy import ContactSyncMode, IntakePolicy
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import SENDER_NOTE, Acceptance
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.terms import Terms
from referral_hub.ports import Crm, PartnerConnection, PartnerConnector
from referral_hub.records.contacts import Contacts
from referral_hub.records.partner_links import PartnerLinks
from referral_hub.records.referrals import Referrals

from .access_links.noting import note_of_sender
from .deals.crm_links import CrmLinks
from .deals.desk import DealDesk
from .decisions import contact_policy_for, policy_for
from .effects import Effects

WAIT, CARRY, FINISH, FAIL = "wait", "carry", "finish", "fail"


@dataclass(frozen=True)
class NextStep:
    """What the workflow does next: wait for contact info, carry these contacts, finish, or fail."""

    next: str
    contacts: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True)
class Work:
    """One referral on its way through its effects; stops at the first that is refused."""

    referral: Referral
    effects: Effects
    referrals: Referrals
    refused: bool = False

    def do(self, name: str, call: Callable[[Referral, str], Outcome]) -> Work:
        """
        Raises:
            Unavailable: the other system has not finished, or did not answer.
        """
        if self.refused:
            return self
        referral, outcome = self.effects.perform(
            self.referral,
            name,
            lambda token: call(self.referral, token),
            save=self.referrals.save,
        )
        return replace(self, referral=referral, refused=isinstance(outcome, Refused))


def carry_out(
    *,
    number: str,
    desk: DealDesk,
    contacts: Contacts,
    partner_links: PartnerLinks,
    connection: Callable[[str], PartnerConnection],
    effects: Effects,
    crm_links: CrmLinks | None = None,
) -> NextStep:
    """
    Bring about what was decided, once.

    `crm_links` remember whose the opportunity is, where its changes come back.

    Raises:
        Unavailable, Conflict: try again.
    """
    referrals = desk.referrals
    referral = referrals.get(number)
    if referral.must_be_retried:
        # A repeated call: its answer got lost. Only a retry goes on from here.
        return NextStep(FAIL)
    partner = connection(referral.partner_id)
    work = Work(referral, effects, referrals)
    if referral.rejection:
        return _finish(_tell_rejected(work, partner.connector, referral.rejection.reason))
    step = _carry_out_acceptance(work, partner.connector, desk, contacts, crm_links)
    if step.next != FAIL and partner.feed:
        _know(referrals.get(number), partner_links, effects.clock())
    return step


def _know(referral: Referral, partner_links: PartnerLinks, now: datetime) -> None:
    """
    Remember whose the partner's opportunity is, under every id that it gave it; of one that only
    pushes nothing is ever read by its ids.
    """
    for their_id in referral.partner_opportunity_ids:
        partner_links.link(referral.partner_id, their_id, referral.number, now=now)


def _carry_out_acceptance(
    work: Work,
    partner: PartnerConnector,
    desk: DealDesk,
    contacts: Contacts,
    crm_links: CrmLinks | None,
) -> NextStep:
    referral = work.referral
    none = contact_policy_for(referral, desk.policies).contact_sync is ContactSyncMode.NONE
    if referral.progress is Progress.CARRYING_OUT:
        work = _open(
            work, policy_for(referral, desk.policies), _shared_by_now(work, desk), desk.crm
        )
        if crm_links and not work.refused:
            crm_links.link(work.referral)
        work = _note(work, desk)
        work = _tell_accepted(work, partner)
        if work.refused or none:
            return _finish(work)
        referral = work.referral
    elif none:
        return NextStep(FINISH)
    return _with_contacts(referral, desk.referrals, contacts)


def _shared_by_now(work: Work, desk: DealDesk) -> Terms:
    """What was shared, and what was said of the deal before there was an opportunity."""
    referral = work.referral
    if desk.deals.find(referral.number) is None:
        return desk.referrals.invitation_of(referral)
    opened = desk.open(referral)
    if not referral.opportunity_id and not opened.ground.opportunity.existing:
        noted = opened.deal.created_with(opened.given, opened.syncs)
        if noted != opened.deal:
            desk.deals.save(referral.number, noted)
    return opened.deal.over(opened.terms)


def _open(work: Work, policy: IntakePolicy, terms: Terms, crm: Crm) -> Work:
    """
    Create the account (if the operator asked for one) and the opportunity, or link an existing one.
    """
    accepted = work.referral.acceptance
    if accepted is None:
        return work
    create = accepted.account.create
    # Filled where they are needed: what is there already was perhaps made under another policy.
    if create is not None:
        work = work.do(
            "account",
            lambda _, token: _created(
                policy.new_record(CrmObject.ACCOUNT, terms, create),
                partial(crm.create_account, token=token),
            ),
        )
    return work.do(
        "opportunity",
        lambda referral, token: (
            _linked(accepted)
            or _created(
                policy.new_record(CrmObject.OPPORTUNITY, terms, accepted.opportunity.fields),
                partial(crm.create_opportunity, referral.account_id, token=token),
            )
        ),
    )


def _note(work: Work, desk: DealDesk) -> Work:
    """Say on the opportunity who sent the deal, where a peer did."""
    accepted = work.referral.acceptance
    if work.refused or not (accepted and accepted.noted):
        return work
    told = desk.referrals.invitation_of(work.referral)
    return work.do(SENDER_NOTE, lambda r, token: note_of_sender(r, told, desk.crm, token=token))


def _created(fields: Fields | Refused, create: Callable[[Fields], Outcome]) -> Outcome:
    return fields if isinstance(fields, Refused) else create(fields)


def _linked(accepted: Acceptance) -> Done | None:
    chosen = accepted.opportunity.existing
    return Done(result=chosen) if chosen else None


def _tell_accepted(work: Work, partner: PartnerConnector) -> Work:
    work = work.do("partner_notice", lambda r, token: partner.accept(r, token=token))
    return work.do("partner_crm_id", lambda r, token: partner.tell_opportunity(r, token=token))


def _tell_rejected(work: Work, partner: PartnerConnector, reason: str) -> Work:
    return work.do("partner_rejection", lambda r, token: partner.reject(r, reason, token=token))


def _finish(work: Work) -> NextStep:
    """End the run without contacts; a refusal is saved where the failing step finds its reason."""
    if work.refused:
        work.referrals.save(work.referral)
        return NextStep(FAIL)
    referral = work.referrals.save(work.referral.done())
    return NextStep(FINISH, done=referral.acceptance is not None)


def _with_contacts(referral: Referral, referrals: Referrals, contacts: Contacts) -> NextStep:
    """
    Go straight to contacts that are here already; a late or repeated run comes here at once.

    What is saved tells whoever brings the next contact whether this run still looks: one that
    waits looks after it has stored its token, one that carries has looked for the last time below.
    """
    number = referral.number
    arrivals = contacts.of(number)
    waits = referral.progress in (Progress.CARRYING_OUT, Progress.AWAITING_CONTACT)
    if ready_keys(arrivals, over=not waits):
        if waits:
            referrals.save(referral.carry_contacts())
        return NextStep(CARRY, ready_keys(contacts.of(number), over=True))
    if referral.progress is Progress.FAILED:
        return NextStep(FINISH)
    if any(arrival.carried for arrival in arrivals):
        if referral.progress is not Progress.DONE:
            referrals.save(referral.done())
        late = ready_keys(contacts.of(number), over=True)
        return NextStep(CARRY, late) if late else NextStep(FINISH)
    if referral.progress is Progress.CARRYING_OUT:
        referrals.save(referral.await_contact())
    return NextStep(WAIT)
