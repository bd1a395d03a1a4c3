"""What an admin does with routing rules: publish, switch on and off, and try one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.expressions.tracing import Traced
from referral_hub.domain.referrals.assignment import NOBODY, Assignment
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.sources import Told
from referral_hub.domain.routing.check import misfits_of
from referral_hub.domain.routing.rules import MOST_ACTIVE, RoutingRule, RoutingRuleDoesNotFit

from .choosing import choose
from .desk import RoutingDesk
from .explaining import condition
from .reassigning import as_shared


@dataclass(frozen=True)
class RoutingTrial:
    """What a rule would make of a referral if it came in now, and alone were asked."""

    holds: bool
    trace: tuple[Traced, ...]
    chosen: Assignment


def publish_routing_rule(
    *,
    rule: RoutingRule,
    before: RoutingRule | None,
    by: Principal,
    now: datetime,
    desk: RoutingDesk,
) -> RoutingRule:
    """
    Publish a version of the rule after `before`; None is there for a new one.

    Raises:
        RoutingRuleDoesNotFit: it names all that is wrong, each with its place.
        Conflict: somebody published in between.
    """
    wrong = misfits_of(rule, desk.users.find)
    others = [other for other in desk.rules.active() if other.rule_id != rule.rule_id]
    if rule.active and len(others) >= MOST_ACTIVE:
        wrong["active"] = f"there are {MOST_ACTIVE} active rules already"
    if wrong:
        told = "; ".join(f"{place}: {why}" for place, why in wrong.items())
        raise RoutingRuleDoesNotFit(told, fields=wrong)
    return desk.rules.publish(rule.follows(before, by=by.actor, at=now))


def switch_routing_rule_off(
    *, rule: RoutingRule, by: Principal, now: datetime, desk: RoutingDesk
) -> RoutingRule:
    """
    Let a rule count no longer, whether or not it still fits.

    Raises:
        Conflict: somebody published in between.
    """
    if not rule.active:
        return rule
    off = rule.model_copy(update={"active": False})
    return desk.rules.publish(off.follows(rule, by=by.actor, at=now))


def try_routing_rule(
    *, rule: RoutingRule, referral: Referral, now: datetime, desk: RoutingDesk
) -> RoutingTrial:
    """Say whom a rule would give a referral to, as users and turns are now; nothing is written."""
    shared = as_shared(referral, desk)
    told = Told.of(shared)
    choice = choose(invitation=shared, known=NOBODY, rules=[rule], at=now, desk=desk)
    return RoutingTrial(rule.holds(told.value), condition(rule, told), choice.assignment)
