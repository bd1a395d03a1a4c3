"""
What people change in the CRM comes back to the referral: its stage, and the deal (X-1).

An event is only a hint to go and read the opportunity. The hub's own records are read first and
saved last, under the version that was read: of two looks at once, the one that may have seen less
looks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.crm_referrals import CrmHint
from referral_hub.domain.deal import Deal
from referral_hub.domain.deal_fields import FieldSync
from referral_hub.domain.deal_sync import syncs_of
from referral_hub.domain.decision import Acceptance
from referral_hub.domain.errors import Conflict
from referral_hub.domain.invitation import Invitation
from referral_hub.domain.policy import IntakePolicy
from referral_hub.domain.referral import Referral
from referral_hub.ports import Crm
from referral_hub.records.configuration import Policies
from referral_hub.records.deals import Deals
from referral_hub.records.referrals import Referrals

from .decisions import policy_for

_RACES = 5


def follow(
    *,
    hint: CrmHint,
    now: datetime,
    referrals: Referrals,
    policies: Policies,
    deals: Deals,
    crm: Crm,
) -> list[str]:
    """
    Look at an opportunity, and bring what changed to the referrals that it belongs to.

    Returns their numbers. An opportunity that is nobody's costs no call to the CRM.

    Raises:
        Unavailable, Conflict: the CRM was not asked, or all of this moves too fast: later.
    """
    desk = _Desk(referrals, policies, deals, crm, hint.at or now)
    return [n for n in deals.linked_to(hint.record_id) if desk.brings(n, hint.record_id)]


@dataclass(frozen=True)
class _Desk:
    """Where one hint is worked off."""

    referrals: Referrals
    policies: Policies
    deals: Deals
    crm: Crm
    at: datetime

    def brings(self, number: str, opportunity_id: str) -> bool:
        for _ in range(_RACES):
            try:
                return self._look(number, opportunity_id)
            except Conflict:
                continue
        raise Conflict(f"{number} changes too fast")

    def _look(self, number: str, opportunity_id: str) -> bool:
        referral = self.referrals.get(number)
        accepted, known = referral.acceptance, self.deals.find(number)
        opportunity = self.crm.opportunity(opportunity_id)
        if accepted is None or opportunity is None:
            return False
        policy = policy_for(referral, self.policies)
        invitation = self.referrals.invitation_of(referral)
        syncs = syncs_of(policy, invitation, self.crm.stage_field, self.crm.stages())
        deal = known or _begun(invitation, accepted, policy, syncs)
        heard = deal.heard(opportunity.fields, syncs, at=self.at, who=self.crm.name)
        if heard == deal:
            return False
        self._keep(referral, heard)
        return True

    def _keep(self, referral: Referral, deal: Deal) -> None:
        """The referral first: after a crash in between, the deal still remembers nothing of it."""
        moved = referral.moved_to(deal.stage or referral.stage)
        if moved is not referral:
            self.referrals.save(moved)
        self.deals.save(referral.number, deal)


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
