"""
Where the deal of a referral is worked on, whichever way it went: what is known of it, and the rules
of merging.

The hub's own records are read first and saved last, under the version that was read: of two who
work on one deal at once, the one that may have seen less looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from referral_hub.domain.crm import CrmObject, SalesStage
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sync import syncs_of
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync
from referral_hub.ports import Crm
from referral_hub.records.deals import Deals
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.policies import Policies
from referral_hub.records.races import unless_overtaken
from referral_hub.records.referrals import Referrals

from .ground import (
    AnyReferral,
    Ground,
    edited_on,
    following,
    inbound_ground,
    outgoing_ground,
)
from .open_deal import OpenDeal


class Changed(NamedTuple):
    """A deal after somebody said something of it, and whether any of that was new."""

    deal: Deal
    anything: bool


Check = Callable[[Deal], None]


@dataclass(frozen=True)
class DealDesk:
    referrals: Referrals
    policies: Policies
    deals: Deals
    crm: Crm
    outgoing: OutgoingReferrals

    def referral_of(self, number: str) -> AnyReferral:
        """
        Find the referral of this number, whichever way it went.

        Raises:
            OutgoingNotFound: there is none.
        """
        return self.referrals.find(number) or self.outgoing.get(number)

    def open(self, referral: AnyReferral, stages: Iterable[SalesStage] = ()) -> OpenDeal:
        """
        Lay out the deal; one that nobody changed so far begins as it was accepted, or submitted.

        Without the `stages` of the CRM its stage says nothing.

        Raises:
            NotAccepted: there is no deal yet, or never will be.
        """
        ground = self._ground(referral)
        known = self.deals.find(referral.number)
        policy = self._policy(ground, known)
        syncs = syncs_of(policy, ground.terms, self.crm.stage_field, stages)
        deal = known or _begun(ground, policy, syncs)
        deal = edited_on(referral, deal, syncs)
        deal = deal.of(ground.terms, tells=self._tells(ground))
        deal = deal.model_copy(update={"direction": referral.direction})
        opened = OpenDeal(ground, policy, syncs, deal)
        # At the beginning the CRM has what was decided, or what the linked opportunity has.
        return opened if known else opened.having(self._as_found(opened))

    def _as_found(self, opened: OpenDeal) -> Deal:
        """
        The deal of which the CRM has what the mappings give, if in another's currency; what stood
        at the acceptance is no change of it for the partner, either.
        """
        deal = opened.deal
        there = self._currency_of_the_first(opened) or deal.update.currency
        known = {"sent": opened.given, "currency": there}
        partner = deal.partner_update.passing_over(deal.values)
        told = deal.updating(deal.update.model_copy(update=known))
        return told.model_copy(update={"partner_update": partner})

    def _currency_of_the_first(self, opened: OpenDeal) -> str:
        """
        In which currency the amounts of a linked opportunity are, if it belonged to another
        referral before: who came first has it in its own.
        """
        if not (shared := opened.ground.opportunity.existing):
            return ""
        others = (self._ground(self.referral_of(n)) for n in self.deals.linked_to(shared))
        first = min((opened.ground, *others), key=lambda ground: ground.order)
        if first.order == opened.ground.order:
            return ""
        theirs = self.open(first.referral)
        return theirs.deal.currency_there(theirs.syncs)

    def _ground(self, referral: AnyReferral) -> Ground:
        if isinstance(referral, OutgoingReferral):
            return outgoing_ground(referral)
        return inbound_ground(referral, self.referrals)

    def _policy(self, ground: Ground, known: Deal | None) -> IntakePolicy:
        """The policy that a retry has pinned, or the decision; else the one that counts now."""
        pinned = known.update if known else None
        if pinned and pinned.policy_version is not None:
            return self.policies.get(pinned.policy_version, Scope.of(pinned.policy_scope))
        if ground.policy is None:
            return self.policies.current(self._scope(ground))
        return self.policies.get(*ground.policy)

    def _tells(self, ground: Ground) -> tuple[DealField, ...]:
        """
        Of what the partner is told by the deal. Whoever stops telling stops at once, whatever was
        decided under. What the host shares itself, the referral tells.
        """
        if ground.is_outgoing:
            return ()
        return self.policies.current(self._scope(ground)).tells_partner

    def _scope(self, ground: Ground) -> Scope:
        return Scope(self.crm.name, ground.referral.partner_id)

    def retell(
        self,
        number: str,
        told: Mapping[DealField, str],
        *,
        partner_id: str,
        at: datetime,
    ) -> Changed:
        """Take in what the partner says now, merged by the rules of the policy; as `change`."""
        who = f"partner:{partner_id}"
        return self.change(number, lambda it: it.deal.retold(told, it.syncs, at=at, who=who), at=at)

    def change(
        self,
        number: str,
        said: Callable[[OpenDeal], Deal],
        check: Check | None = None,
        *,
        at: datetime,
    ) -> Changed:
        """
        Save what becomes of the deal, and of the referral that follows it; of two who say something
        at once, the second says it of what the first has left. `check` may raise where that is not
        what its caller has seen.

        Raises:
            NotAccepted: there is no deal yet, or never will be.
            Conflict: all of this moves too fast: later.
        """

        def once() -> Changed:
            opened = self.open(self.referral_of(number))
            if check:
                check(opened.deal)
            deal = said(opened)
            if deal == opened.deal:
                return Changed(deal, anything=False)
            saved = self.save(opened.referral, deal, at=at)
            return Changed(saved, anything=deal != opened.deal.confirmed(deal.told_at))

        return unless_overtaken(number, once)

    def save(self, referral: AnyReferral, deal: Deal, *, at: datetime) -> Deal:
        """The referral first: after a crash in between, the deal still remembers nothing of it."""
        if isinstance(referral, OutgoingReferral):
            self._save_outgoing(referral, following(referral, deal, at=at))
        elif (moved := referral.moved_to(deal.stage or referral.stage)) is not referral:
            self.referrals.save(moved)
        return self.deals.save(referral.number, deal)

    def _save_outgoing(self, before: OutgoingReferral, after: OutgoingReferral) -> None:
        if after != before:
            self.outgoing.save(after)


def _begun(ground: Ground, policy: IntakePolicy, syncs: tuple[FieldSync, ...]) -> Deal:
    chosen, written = ground.opportunity, {}
    if not chosen.existing and not ground.is_outgoing:
        written = policy.fill(CrmObject.OPPORTUNITY, ground.terms, chosen.fields)
    return Deal.begun(
        ground.terms,
        syncs,
        written=written,
        typed=list(chosen.fields),
        at=ground.since,
        by=ground.by,
        stage=ground.stage,
    )
