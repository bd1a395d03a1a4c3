"""
What is said of a deal by whoever the API knows: a partner's machine tells anew, or somebody of the
host edits it after acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.application.intake import retell
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.retelling import Word
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral

from .desk import Check, DealDesk
from .ground import NotAccepted
from .open_deal import OpenDeal


def edit(
    *,
    number: str,
    told: Mapping[DealField, str],
    by: Principal,
    now: datetime,
    desk: DealDesk,
    check: Check | None = None,
) -> Deal:
    """
    Take in what somebody says; the CRM is told of it afterwards.

    Before acceptance the word of whoever shared it replaces what was shared. From then on it is
    merged with what the host changed, by the rules of the policy; what the host's people say counts
    as it is, so `check` that they saw what they change.

    Raises:
        NotAccepted: there is no deal to be edited yet, or never will be.
        InvitationExpired: it has lapsed undecided.
        Conflict: all of this moves too fast: later.
    """
    if pending := _told_before_acceptance(number, told, by, now, desk, check):
        return pending
    said = _told_here if by.role.of_a_partner else _told_by_the_host
    return desk.change(number, lambda it: said(it, told, by, now), check, at=now).deal


def _told_by_the_host(
    it: OpenDeal, told: Mapping[DealField, str], by: Principal, now: datetime
) -> Deal:
    return it.deal.edited(told, it.syncs, at=now, who=by.actor)


def _told_here(it: OpenDeal, told: Mapping[DealField, str], by: Principal, now: datetime) -> Deal:
    """The deal with what its partner says, and with when it did, where that is new."""
    who, known = _speaker(by), it.deal.values
    said = moved(it, told, by, now).retold(told, it.syncs, at=now, who=who)
    new = [field for field, value in said.values.items() if value.shared != known[field].shared]
    times = {**said.told_here, **dict.fromkeys(new, now)}
    return said.model_copy(update={"told_here": times})


def moved(it: OpenDeal, told: Mapping[DealField, str], by: Principal, now: datetime) -> Deal:
    """
    The deal at the stage to which somebody moved it: whoever moves a sale on has seen where it
    stands, so that is no word to be weighed by a rule.
    """
    if DealField.STAGE not in told:
        return it.deal
    stage = {DealField.STAGE: told[DealField.STAGE]}
    known = it.deal.shown(stage) if by.role.of_a_partner else it.deal
    who = _speaker(by) if by.role.of_a_partner else by.actor
    return known.edited(stage, it.syncs, at=now, who=who)


def _speaker(by: Principal) -> str:
    """A partner's people are known by name; its machine speaks for the partner."""
    return by.actor if by.role is Role.PARTNER_STAFF else f"partner:{by.partner_id}"


def undecided(referral: Referral, known: Invitation) -> Deal:
    """The deal that nobody has decided yet: all of it is the word of whoever shared it."""
    deal = Deal.begun(
        known, (), written={}, typed=(), at=referral.received_at, stage=referral.stage
    )
    return deal.of(known)


def _told_before_acceptance(
    number: str,
    told: Mapping[DealField, str],
    by: Principal,
    now: datetime,
    desk: DealDesk,
    check: Check | None,
) -> Deal | None:
    """Take in what whoever shared it says of an undecided one; None of a decided one."""

    def seen(current: Referral, known: Invitation) -> None:
        if current.decision:
            return
        current.must_not_have_lapsed(now)
        if not by.role.of_a_partner and not known.brought_by:
            raise NotAccepted(f"{number} is undecided, and its partner speaks for itself")
        if check:
            check(undecided(current, known))

    referrals = desk.referrals
    if referrals.get(number).decision:
        return None
    who = _speaker(by) if by.role.of_a_partner else by.actor
    word = Word(deal=told, here=True)
    known = retell(number=number, word=word, who=who, now=now, referrals=referrals, check=seen)
    return None if known.referral.decision else undecided(known.referral, known.invitation)
