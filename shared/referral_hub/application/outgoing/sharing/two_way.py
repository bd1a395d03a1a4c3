"""
Where the deal of an outgoing referral is worked on once it is submitted: what its partner
says, and what the partner is being told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from referral_hub.application.deals.desk import DealDesk
from referral_hub.application.deals.open_deal import OpenDeal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import PartnerSide
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.partner_referral import PartnerReferral, PartnerWord
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.outgoing.story import said_before
from referral_hub.domain.outgoing.terms import beside_the_deal, told_in, words_of
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.ports import Crm, TakesReferrals
from referral_hub.records.customers import Customers
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.races import unless_overtaken
from referral_hub.records.timeline import Timeline


@dataclass(frozen=True)
class TwoWayDesk:
    deal_desk: DealDesk

    @property
    def outgoing(self) -> OutgoingReferrals:
        return self.deal_desk.outgoing

    @property
    def crm(self) -> Crm:
        return self.deal_desk.crm

    @property
    def timeline(self) -> Timeline:
        return Timeline(self.outgoing.table)

    def policy_for(self, partner_id: str) -> IntakePolicy:
        """Find the policy that counts now."""
        return self.deal_desk.policies.current(Scope(self.crm.name, partner_id))

    def look(self, number: str, takes: TakesReferrals, *, at: datetime) -> bool:
        """
        Ask the partner what its record says now, and take it in; tell whether any of that was new.

        Raises:
            Unavailable: the partner did not answer.
            Conflict: all of this moves too fast: later.
        """
        referral = self.outgoing.get(number)
        word = takes.read(referral) if referral.partner_referral_id else None
        return word is not None and self.hear(number, word, at=at)

    def hear(self, number: str, word: PartnerWord, *, at: datetime) -> bool:
        """Take in what the partner says; what it said before, or has said anew since, is none."""
        return unless_overtaken(number, partial(self._hear, number, word, at))

    def _hear(self, number: str, word: PartnerWord, at: datetime) -> bool:
        referral = self.outgoing.get(number)
        side = self.outgoing.partners_side(number) or _begun(referral, at)
        heard = side.heard(word, at=at)
        if heard is side:
            return False
        if before := said_before(side, heard):
            self.timeline.add(number, before)
        judged = self._following(referral, side, word)
        if side.is_locked and not heard.is_locked and judged.due:
            judged = judged.reminded()
        referral = self.outgoing.save(judged) if judged != referral else referral
        opened, who = self.caught_up(referral), f"partner:{referral.partner_id}"
        deal = opened.deal.retold(told_in(word.fields), opened.syncs, at=at, who=who)
        if deal != opened.deal:
            self.deal_desk.save(self._asked_anew(referral, opened.deal, deal, at), deal, at=at)
        # Last: after a crash in between, all of it is heard again.
        self.outgoing.save_partners_side(heard)
        return True

    def _following(
        self, referral: OutgoingReferral, side: PartnerReferral, word: PartnerWord
    ) -> OutgoingReferral:
        """
        Follow the verdict, and what the partner has changed that is no part of the deal: told again
        as it was, it would be changed back.
        """
        theirs = beside_the_deal(side.changed(word, referral.fields))
        followed = referral.judged(word.verdict).edited(theirs)
        if followed.customer_keys != referral.customer_keys:
            Customers(self.outgoing.table).remember(followed)
        return followed

    def _asked_anew(
        self, referral: OutgoingReferral, before: Deal, after: Deal, at: datetime
    ) -> OutgoingReferral:
        """
        Where the partner put its own word over what it was perhaps told, and ours counts, it is
        told by another call: it knows the last one.
        """
        said = {f: value.shared for f, value in after.values.items()}
        new = (f for f, text in said.items() if text != before.values[f].shared)
        kept = any(said[field] != after.text(field) for field in new)
        if not kept or Step.CORRECT not in referral.due:
            return referral
        return self.outgoing.save(referral.corrected(at=at))

    def caught_up(self, referral: OutgoingReferral) -> OpenDeal:
        """
        Lay out the deal, and keep in it what people have edited on the referral. A deal begins
        here, under the policy that counts by then.
        """
        opened, known = self.deal_desk.open(referral), self.deal_desk.deals.find(referral.number)
        deal = opened.deal if known else self._first_look(opened.having(_pinned(opened)))
        if deal.values != (known.values if known else None):
            deal = self.deal_desk.deals.save(referral.number, deal)
        return opened.having(deal)

    def say(self, number: str, said: Callable[[OpenDeal], Deal], *, at: datetime) -> None:
        """Let somebody say something of the deal, which begins with that if it has not."""
        self.caught_up(self.outgoing.get(number))
        self.deal_desk.change(number, said, at=at)

    def _first_look(self, opened: OpenDeal) -> Deal:
        """
        Note what the opportunity has when the deal begins, so that what changes there is known from
        then on. A CRM that is closed holds up no sharing: it is looked at later.
        """
        chosen, crm = opened.ground.opportunity.existing, self.crm
        try:
            found = crm.opportunity(chosen) if chosen else None
        except Unavailable:
            return opened.deal
        since = opened.ground.since
        return opened.heard(found, noticed=since, who=crm.name).deal if found else opened.deal

    def linked(self, referral: OutgoingReferral) -> None:
        """Let the deal, if it has begun, belong to another opportunity."""
        known = self.deal_desk.deals.find(referral.number)
        if known and referral.opportunity and referral.opportunity.existing:
            opened = self.deal_desk.open(referral)
            deal = opened.deal.linked_anew(opened.given)
            self.deal_desk.deals.save(referral.number, deal)

    def creating(self, referral: OutgoingReferral) -> None:
        """Write down with what the opportunity is about to be created, where a deal has begun."""
        if self.deal_desk.deals.find(referral.number):
            opened = self.deal_desk.open(referral)
            noted = opened.deal.created_with(opened.given, opened.syncs)
            if noted != opened.deal:
                self.deal_desk.deals.save(referral.number, noted)

    def telling(self, referral: OutgoingReferral) -> None:
        """Write down what the partner is about to be told: when it says that, it is no news."""
        opened = self.caught_up(referral)
        words = words_of(referral)
        new = {f: text for f, text in words.items() if opened.deal.values[f].shared != text}
        if new:
            side = PartnerSide(opened.deal).under_way(new)
            self.deal_desk.deals.save(referral.number, side.deal)

    def told(self, number: str) -> None:
        """Note that the partner has what it was being told."""

        def note() -> None:
            known = self.deal_desk.deals.find(number)
            if known and known.partner_update.sending:
                self.deal_desk.deals.save(number, PartnerSide(known).told().deal)

        unless_overtaken(number, note)


def _begun(referral: OutgoingReferral, at: datetime) -> PartnerReferral:
    return PartnerReferral(number=referral.number, partner_id=referral.partner_id, created_at=at)


def _pinned(opened: OpenDeal) -> Deal:
    """A referral that was created under no policy follows the one under which its deal begins."""
    if opened.ground.policy:
        return opened.deal
    policy = opened.policy
    pin = {"policy_version": policy.version, "policy_scope": policy.scope.text}
    return opened.deal.updating(opened.deal.update.model_copy(update=pin))
