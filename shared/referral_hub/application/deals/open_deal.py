"""One deal laid out with all that merging it takes: what everybody says now, and what is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from referral_hub.domain.crm import Opportunity
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sync import (
    across_currencies,
    refused_across,
    refused_unread,
    told_to_crm,
    unheard_across,
)
from referral_hub.domain.effects import Refused
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync
from referral_hub.domain.referrals.terms import Terms

from .ground import AnyReferral, Ground


@dataclass(frozen=True)
class OpenDeal:
    """One deal on the desk."""

    ground: Ground
    policy: IntakePolicy
    syncs: tuple[FieldSync, ...]
    deal: Deal

    @property
    def referral(self) -> AnyReferral:
        return self.ground.referral

    @property
    def terms(self) -> Terms:
        return self.ground.terms

    @property
    def typed(self) -> Collection[str]:
        """The CRM's names of the fields that somebody filled in for a new opportunity."""
        return self.ground.opportunity.fields

    def having(self, deal: Deal) -> OpenDeal:
        return replace(self, deal=deal)

    @property
    def told_here(self) -> Mapping[DealField, datetime]:
        """When the partner told the hub itself of a field, before acceptance or since."""
        return {**self.ground.told_here, **self.deal.told_here}

    @property
    def filled(self) -> dict[str, str] | Refused:
        """What the mappings give now for the fields of which the CRM is told every change."""
        now = self.deal.over(self.terms)
        return told_to_crm(self.policy, now, typed=self.typed)

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
        return across_currencies(self.policy, self.deal.over(self.terms))

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
        first = bool(self.ground.opportunity.existing) and not self.deal.looked_at
        before = self.deal
        if first and self.ground.is_outgoing:
            before, first = before.beside(opportunity.fields, self.syncs), False
        syncs = unheard_across(self.syncs) if self._across else self.syncs
        heard = self.having(before.heard(opportunity.fields, syncs, at=at, who=who))
        if not first:
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
