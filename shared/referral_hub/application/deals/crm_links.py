"""Whose an opportunity is, so that its changes find their referral."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.ports import HintQueue
from referral_hub.records.deals import Deals

from .ground import AnyReferral, opportunity_of


@dataclass(frozen=True)
class CrmLinks:
    """Kept where the CRM tells of changes, and nowhere else: they cost a write per referral."""

    deals: Deals
    hints: HintQueue

    def link(self, referral: AnyReferral) -> None:
        """
        Remember the opportunity; one that was there before is looked at, because it may be ahead.

        Linking again changes nothing.
        """
        chosen = opportunity_of(referral)
        if not chosen or not referral.opportunity_id:
            return
        self.deals.link(referral.opportunity_id, referral.number)
        if chosen.existing:
            self.look_at(referral.opportunity_id)

    def let_others_look(self, referral: AnyReferral) -> None:
        """
        Have an opportunity looked at that the hub has written for one of several referrals: of what
        the hub wrote itself the CRM's events bring it nothing.
        """
        if set(self.deals.linked_to(referral.opportunity_id)) - {referral.number}:
            self.look_at(referral.opportunity_id)

    def look_at(self, opportunity_id: str) -> None:
        """Have it read, whether the CRM told of it or not."""
        hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=opportunity_id)
        self.hints.send([hint.message])
