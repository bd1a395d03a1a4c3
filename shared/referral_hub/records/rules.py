"""
Rules by which opportunities become referrals, in all their versions, and what they saw.

    RULE                     <rule id>   its newest version
    RULE#<rule id>           <version>   one version
    SIGHTING#<opportunity>   <rule id>   how the opportunity looked to the rule last
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import HubError
from referral_hub.domain.outgoing.rules import ReferralRule, RuleNotFound, Sighting
from referral_hub.ports import Key

from .items import from_item, to_item
from .versioned import Versioned


@dataclass(frozen=True)
class Rules(Versioned[ReferralRule]):
    kind: str = "RULE"
    model: type[ReferralRule] = ReferralRule
    missing: type[HubError] = RuleNotFound

    def sighting(self, rule_id: str, opportunity_id: str) -> Sighting | None:
        item = self.table.get(Key(f"SIGHTING#{opportunity_id}", rule_id))
        return from_item(Sighting, item) if item else None

    def save_sighting(self, rule_id: str, opportunity_id: str, seen: Sighting) -> None:
        """
        Raises:
            Conflict: somebody looked in between.
        """
        key = Key(f"SIGHTING#{opportunity_id}", rule_id)
        item = to_item(key, "SIGHTING", seen, version=seen.version + 1)
        self.table.put(item, version=seen.version)
