"""
Routing rules in all their versions, and whose turn it is.

    ROUTING_RULE               <rule id>    the newest version
    ROUTING_RULE#<rule id>     <version>    one version
    ROUTING_TURNS              <rule id>    how often each owner of the rule was asked
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import HubError
from referral_hub.domain.routing.rules import RoutingRule, RoutingRuleNotFound
from referral_hub.domain.routing.turns import Turns
from referral_hub.ports import Key, Write

from .items import ROUTING_RULE, from_item, to_item
from .versioned import Versioned


@dataclass(frozen=True)
class RoutingRules(Versioned[RoutingRule]):
    kind: str = ROUTING_RULE
    model: type[RoutingRule] = RoutingRule
    missing: type[HubError] = RoutingRuleNotFound

    def in_order(self) -> list[RoutingRule]:
        """List the active rules in the order in which they are asked."""
        return sorted(self.active(), key=lambda rule: rule.place)

    def turns(self, rule_id: str) -> Turns:
        item = self.table.get(Key("ROUTING_TURNS", rule_id))
        return from_item(Turns, item) if item else Turns()

    def write_of(self, rule_id: str, turns: Turns) -> Write:
        """The write that keeps these turns, unless somebody has taken one in between."""
        key = Key("ROUTING_TURNS", rule_id)
        item = to_item(key, "ROUTING_TURNS", turns, version=turns.version + 1)
        return Write(item, turns.version)
