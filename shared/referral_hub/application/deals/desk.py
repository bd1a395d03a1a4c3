"""
Where the deal of an accepted referral is worked on: what is known of it, and the rules of merging.

The hub's own records are read first and saved last, under the version that was read: of two who
work on one deal at once, the one that may have seen less looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from referral_hub.application.decisions import policy_for
from referral_hub.domain.crm import CrmObject, Opportunity, SalesStage
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sync import (
    across_currencies,
    refused_across,
    refused_unread,
    syncs_of,
    told_to_crm,
    unheard_across,
)
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync
from referral_hub.domain.referrals.decision import Acceptance
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm
from referral_hub.records.deals import Deals
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals

_RACES = 5

Result = TypeVar("Result")


class NotAccepted(HubError):
    code = "not_accepted"
    fix = "Until it is accepted its partner alone tells anew; accept it with values of your own."


@dataclass(frozen=True)
class OpenDeal:
    """One deal on the desk."""

    referral: Referral
    accepted: Acceptance
    invitation: Invitation
    policy: IntakePolicy
    syncs: tuple[FieldSync, ...]
    deal: Deal

    def having(self, deal: Deal) -> OpenDeal:
        return replace(self, deal=deal)

    @property
    def told_here(self) -> Mapping[DealField, datetime]:
        """When the partner told the hub itself of a field, before acceptance or since."""
        return {**self.referral.told.told_here, **self.deal.told_here}

    @property
    def filled(self) -> dict[str, str] | Refused:
        """What the mappings give now for the fields of which the CRM is told every change."""
        now = self.deal.over(self.invitation)
        return told_to_crm(self.policy, now, typed=self.accepted.opportunity.fields)

    @property
    def wanted(self) -> dict[str, str] | Refused:
        """What the CRM has to be told, or should be if nothing stood in the way."""
        filled = self.filled
        if isinstance(filled, Refused):
            return filled
        barred = self._across | self._dark
        held = {name: text for name, text in filled.items() if name in barred}
        return {**self.deal.wanting(filled, self.syncs), **held}

    def refusal_of(self, due: Collection[str]) -> Refused | None:
        """Say why the hub does not write some of this by itself."""
        if across := self._across & set(due):
            ours = self.deal.text(DealField.CURRENCY)
            return refused_across(across, ours=ours, theirs=self.deal.currency_there(self.syncs))
        dark = self._dark & set(due)
        return refused_unread(dark, unread=self.deal.unread(self.syncs)) if dark else None

    @property
    def _dark(self) -> frozenset[str]:
        """The fields that have what cannot be read, and what is one value with them."""
        return self.deal.one_with(self.deal.unread(self.syncs), self.syncs)

    @property
    def _across(self) -> frozenset[str]:
        """The fields that would get an amount in another currency than the CRM has."""
        theirs = self.deal.currency_there(self.syncs)
        if theirs in ("", self.deal.text(DealField.CURRENCY)):
            return frozenset()
        return across_currencies(self.policy, self.deal.over(self.invitation))

    @property
    def given(self) -> dict[str, str]:
        """What the mappings give now, as `filled`; nothing where one fails."""
        filled = self.filled
        return {} if isinstance(filled, Refused) else filled

    @property
    def is_due(self) -> bool:
        """Whether there is anything to tell that a person does not see to already."""
        wanted = self.wanted
        if isinstance(wanted, Refused):
            return not self.deal.update.given_up
        return bool(self.deal.update.due(wanted))

    def heard(self, opportunity: Opportunity, *, noticed: datetime, who: str) -> OpenDeal:
        """
        Take note of what the CRM has now, as said when the record was saved last; where the CRM
        does not tell that, when it was `noticed`.
        """
        at = opportunity.changed_at or noticed
        syncs = unheard_across(self.syncs) if self._across else self.syncs
        heard = self.having(self.deal.heard(opportunity.fields, syncs, at=at, who=who))
        if self.deal.looked_at or not self.accepted.opportunity.existing:
            return heard
        # Linked, and read for the first time: what follows from what it has is no change of it.
        known = heard.deal.update.taken_over(self.given, heard.given)
        there = {f for f in heard.deal.values if heard.deal.text(f) != self.deal.text(f)}
        partner = self.deal.partner_update.passing_over(heard.deal.values, there)
        told = heard.deal.updating(known).model_copy(update={"partner_update": partner})
        return heard.having(told)

    def passing_on(self) -> Deal:
        """The deal, to be told where what was heard has made other fields of the CRM stale."""
        if self.deal.update.untold or not self.is_due:
            return self.deal
        return self.deal.updating(self.deal.update.fresh())

    def in_line(self) -> Deal:
        return self.deal.in_line(self.given, self.syncs)


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

    def open(self, referral: Referral, stages: Iterable[SalesStage] = ()) -> OpenDeal:
        """
        Lay out the deal; one that nobody changed so far begins as it was accepted.

        Without the `stages` of the CRM its stage says nothing.

        Raises:
            NotAccepted: there is no deal yet, or never will be.
        """
        accepted = referral.acceptance
        if accepted is None:
            raise NotAccepted(f"{referral.number} is {referral.status}")
        known = self.deals.find(referral.number)
        policy = self._policy(referral, known)
        invitation = self.referrals.invitation_of(referral)
        syncs = syncs_of(policy, invitation, self.crm.stage_field, stages)
        deal = known or _begun(invitation, accepted, policy, syncs)
        # Whoever stops telling a partner stops at once, whatever was decided under.
        current = self.policies.current(Scope(self.crm.name, referral.partner_id))
        deal = deal.of(invitation, tells=current.tells_partner)
        opened = OpenDeal(referral, accepted, invitation, policy, syncs, deal)
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
        if not (shared := opened.accepted.opportunity.existing):
            return ""
        others = map(self.referrals.get, self.deals.linked_to(shared))
        first = min((opened.referral, *others), key=_by_acceptance)
        if first.number == opened.referral.number:
            return ""
        theirs = self.open(first)
        return theirs.deal.currency_there(theirs.syncs)

    def _policy(self, referral: Referral, known: Deal | None) -> IntakePolicy:
        pinned = known.update if known else None
        if pinned is None or pinned.policy_version is None:
            return policy_for(referral, self.policies)
        return self.policies.get(pinned.policy_version, Scope.of(pinned.policy_scope))

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
        return self.change(number, lambda it: it.deal.retold(told, it.syncs, at=at, who=who))

    def change(
        self, number: str, said: Callable[[OpenDeal], Deal], check: Check | None = None
    ) -> Changed:
        """
        Save what becomes of the deal; of two who say something at once, the second says it of what
        the first has left. `check` may raise where that is not what its caller has seen.

        Raises:
            NotAccepted: there is no deal yet, or never will be.
            Conflict: all of this moves too fast: later.
        """

        def once() -> Changed:
            opened = self.open(self.referrals.get(number))
            if check:
                check(opened.deal)
            deal = said(opened)
            if deal == opened.deal:
                return Changed(deal, anything=False)
            return Changed(self.deals.save(number, deal), anything=True)

        return unless_overtaken(number, once)

    def save(self, referral: Referral, deal: Deal) -> Deal:
        """The referral first: after a crash in between, the deal still remembers nothing of it."""
        moved = referral.moved_to(deal.stage or referral.stage)
        if moved is not referral:
            self.referrals.save(moved)
        return self.deals.save(referral.number, deal)


def unless_overtaken(number: str, work: Callable[[], Result]) -> Result:
    """
    Do it again when somebody else was faster.

    Raises:
        Conflict: all of this moves too fast: later.
    """
    for _ in range(_RACES):
        try:
            return work()
        except Conflict:
            continue
    raise Conflict(f"{number} changes too fast")


def _begun(
    invitation: Invitation,
    accepted: Acceptance,
    policy: IntakePolicy,
    syncs: tuple[FieldSync, ...],
) -> Deal:
    typed, written = accepted.opportunity.fields, {}
    if not accepted.opportunity.existing:
        written = policy.fill(CrmObject.OPPORTUNITY, invitation, typed)
    return Deal.begun(invitation, syncs, written=written, typed=list(typed), at=accepted.at)


def _by_acceptance(referral: Referral) -> tuple[datetime, str]:
    assert referral.acceptance, "what is linked was accepted"
    return referral.acceptance.at, referral.number
