"""Whether a routing rule is right: everything that is wrong with it at once, by its place."""

from __future__ import annotations

from collections.abc import Callable

from referral_hub.domain.expressions.expression import evaluate, faults_in
from referral_hub.domain.expressions.values import ExpressionFailed
from referral_hub.domain.policies.check import example_told
from referral_hub.domain.referrals.sources import is_source
from referral_hub.domain.users import User

from .fitness import unfit_at_all
from .rules import RoutingRule


def misfits_of(rule: RoutingRule, find: Callable[[str], User | None]) -> dict[str, str]:
    """Name all that is wrong with a rule, by its place; `find` knows the users."""
    wrong = {
        f"owners.{i}.email": unfit_at_all(find(owner.email)) for i, owner in enumerate(rule.owners)
    }
    if rule.partner_manager:
        wrong["partner_manager"] = unfit_at_all(find(rule.partner_manager))
    wrong["when"] = _fault_of(rule.when) if rule.when else ""
    return {place: why for place, why in wrong.items() if why}


def _fault_of(condition: str) -> str:
    """Say what is wrong whatever comes in, each with its place."""
    faults = faults_in(condition, known=is_source)
    if faults:
        return "; ".join(faults)
    try:
        evaluate(condition, example_told().value)
    except ExpressionFailed as failed:
        return str(failed) if failed.typed else ""
    return ""
