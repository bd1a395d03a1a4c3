"""Whose an opportunity is, so that its changes find their referral."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.referral import Referral
from referral_hub.ports import HintQueue
from referral_hub.records.deals import Deals


@dataclass(frozen=True)
class CrmLinks:
    """Kept where the CRM tells of changes, and nowhere else: they cost a write per referral."""

    deals: Deals
    hints: HintQueue

    def link(self, referral: Referral) -> None:
        """
        Remember the opportunity; one that was there before is looked at, because it may be ahead.

        Linking again changes nothing.
        """
        if not referral.acceptance or not referral.opportunity_id:
            return
        self.deals.link(referral.opportunity_id, referral.number)
        if referral.acceptance.opportunity.existing:
            hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=referral.opportunity_id)
            self.hints.send([hint.message])
