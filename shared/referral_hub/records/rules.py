"""
Rules by which opportunities become referrals, in all their versions, and what they saw.

    RULE                     <rule id>   its newest version
    RULE#<rule id>           <version>   one version
    SIGHTING#<opportunity>   <rule id>   how the opportunity looked to the rule last
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.outgoing.rules import ReferralRule, RuleNotFound, Sighting
from referral_hub.ports import Key, Table, Write

from .items import every, from_item, to_item, whole_item


@dataclass(frozen=True)
class Rules:
    table: Table

    def all(self) -> Iterator[ReferralRule]:
        """Walk the newest version of each rule, by id."""
        return (from_item(ReferralRule, item) for item in every(self.table, "RULE"))

    def active(self) -> list[ReferralRule]:
        return [rule for rule in self.all() if rule.active]

    def find(self, rule_id: str) -> ReferralRule | None:
        item = self.table.get(Key("RULE", rule_id))
        return from_item(ReferralRule, item) if item else None

    def get(self, rule_id: str) -> ReferralRule:
        """
        Raises:
            RuleNotFound: there is none of this id.
        """
        found = self.find(rule_id)
        if found is None:
            raise RuleNotFound(f"no rule {rule_id}")
        return found

    def versions(self, rule_id: str) -> list[ReferralRule]:
        """List up to 100 versions, newest first."""
        page = self.table.query(f"RULE#{rule_id}", newest_first=True)
        return [from_item(ReferralRule, item) for item in page.items]

    def publish(self, rule: ReferralRule) -> ReferralRule:
        """
        Keep a version that follows the newest.

        Raises:
            Conflict: somebody published in between.
        """
        keys = Key("RULE", rule.rule_id), Key(f"RULE#{rule.rule_id}", f"{rule.version:08d}")
        newest, one = (whole_item(key, "RULE", rule, version=rule.version) for key in keys)
        self.table.put_all([Write(newest, rule.version - 1), Write(one, 0)])
        return rule

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
