"""Link an outgoing referral to an opportunity of the CRM, or have one created for it (OUT-2)."""

from __future__ import annotations

from datetime import datetime

from referral_hub.application.choices import Choices, must_be_right
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.terms import terms_of
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice

from .sharing.steps import Links
from .sharing.submitting import Check, any_version
from .sharing.two_way import TwoWayDesk


def link(
    *,
    number: str,
    account: AccountChoice,
    opportunity: OpportunityChoice,
    now: datetime,
    desk: TwoWayDesk,
    links: Links,
    check: Check = any_version,
) -> OutgoingReferral:
    """
    Choose as an acceptance does; what is to be created is created in the background.

    Raises:
        LinkLocked: it belongs to its opportunity for good.
        UnknownCrmRecord, FieldNotOffered, InvalidFields: the choices, all that is wrong at once.
        Unavailable: the CRM could not be asked.
    """
    outgoing = desk.outgoing

    def decide(referral: OutgoingReferral) -> OutgoingReferral:
        check(referral)
        referral.must_be_open()
        linked = referral.linked(account, opportunity, at=now)
        chosen = _checked(referral, account, opportunity, desk)
        linked = linked.model_copy(update=chosen._asdict())
        if linked.opportunity_id:
            outgoing.share_from(linked.opportunity_id, linked)
        saved = outgoing.save(linked)
        desk.linked(saved)
        return saved

    linked = outgoing.change(number, decide)
    if linked.ready and links.crm:
        links.crm.link(linked)
    return linked


def _checked(
    referral: OutgoingReferral,
    account: AccountChoice,
    opportunity: OpportunityChoice,
    desk: TwoWayDesk,
) -> Choices:
    policy = desk.policy_for(referral.partner_id)
    return must_be_right(account, opportunity, policy, terms_of(referral), desk.crm)
