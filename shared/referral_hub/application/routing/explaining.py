"""Say why a referral is whose it is: worked out again from the versions that were asked (N-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from referral_hub.domain.expressions.tracing import Traced, trace
from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.sources import Told
from referral_hub.domain.routing.rules import RoutingRule
from referral_hub.domain.shapes import Frozen

from .desk import RoutingDesk
from .reassigning import as_shared


class RuleFinding(Frozen):
    """
    What a version of a rule said: whether its condition holds, what each part of it comes to, and
    what it gave, of `owner` and `partner_manager`.
    """

    rule_id: str
    version: int
    name: str
    when: str
    holds: bool
    trace: tuple[Traced, ...] = ()
    gave: tuple[str, ...] = ()


class Explanation(Frozen):
    """`inputs` are what the rules read, by path; `rules` those that were asked, in their order."""

    inputs: Mapping[str, str] = {}
    rules: tuple[RuleFinding, ...] = ()


def explain(*, referral: Referral, desk: RoutingDesk) -> Explanation:
    """
    Work out again what the rules said when they were last asked.

    They were asked of what was told first, which never changes, and their versions stay.
    """
    known = referral.assignment
    if not known.looked_at:
        return Explanation()
    told, rules = Told.of(as_shared(referral, desk)), list(_asked(known, desk))
    paths = dict.fromkeys(path for rule in rules for path in rule.paths)
    return Explanation(
        inputs={path: told.texts.get(path, "") for path in paths},
        rules=tuple(_finding(rule, told, known) for rule in rules),
    )


def condition(rule: RoutingRule, told: Told) -> tuple[Traced, ...]:
    """What each part of a rule's condition comes to."""
    return trace(rule.when, told.value) if rule.when else ()


def _asked(known: Assignment, desk: RoutingDesk) -> Iterator[RoutingRule]:
    for pin in known.looked_at:
        if rule := desk.rules.pinned(pin):
            yield rule


def _finding(rule: RoutingRule, told: Told, known: Assignment) -> RuleFinding:
    by = {"owner": known.owner_rule, "partner_manager": known.manager_rule}
    return RuleFinding(
        rule_id=rule.rule_id,
        version=rule.version,
        name=rule.name,
        when=rule.when,
        holds=rule.holds(told.value),
        trace=condition(rule, told),
        gave=tuple(what for what, pin in by.items() if pin == rule.pin),
    )
