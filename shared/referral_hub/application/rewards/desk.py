"""What it takes to work on rewards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from referral_hub.domain.access import Principal
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerNotFound
from referral_hub.domain.rewards.payout import Payout
from referral_hub.domain.rewards.refusals import PayoutNotFound, RewardNotFound
from referral_hub.domain.rewards.reward import Reward
from referral_hub.ports import Table
from referral_hub.records.payouts import Payouts
from referral_hub.records.referrers import Referrers
from referral_hub.records.reward_ledger import RewardLedger
from referral_hub.records.reward_policies import RewardPolicies
from referral_hub.records.rewards import Rewards


@dataclass(frozen=True)
class RewardDesk:
    """Nobody learns of another partner's rewards: they are as unknown as those that are none."""

    rewards: Rewards
    ledger: RewardLedger
    payouts: Payouts
    policies: RewardPolicies
    referrers: Referrers

    @classmethod
    def over(cls, table: Table) -> Self:
        return cls(
            rewards=Rewards(table),
            ledger=RewardLedger(table),
            payouts=Payouts(table),
            policies=RewardPolicies(table),
            referrers=Referrers(table),
        )

    def reward(self, number: str, by: Principal) -> Reward:
        """
        Raises:
            RewardNotFound: the referral has none, or none of the caller's business.
        """
        found = self.rewards.find(number)
        if found is None or not by.may_see(found.partner_id):
            raise RewardNotFound(f"no reward {number}")
        return found

    def payout(self, payout_id: str, by: Principal) -> Payout:
        """
        Raises:
            PayoutNotFound: there is none, or none of the caller's business.
        """
        found = self.payouts.find(payout_id)
        if found is None or not by.may_see(found.partner_id):
            raise PayoutNotFound(f"no payout {payout_id}")
        return found

    def referrer(self, referrer_id: str, by: Principal) -> Referrer:
        """
        Raises:
            ReferrerNotFound: there is none, or none of the caller's business.
        """
        found = self.referrers.find(referrer_id)
        if found is None or not by.may_see(found.partner_id):
            raise ReferrerNotFound(f"no referrer {referrer_id}")
        return found

    def payee_of(self, referrer_id: str) -> str:
        """How finance knows a referrer: by the id where nobody said otherwise."""
        found = self.referrers.find(referrer_id)
        return (found.payee if found else "") or referrer_id
