"""Whether a reward policy is right: everything that is wrong with it at once, by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from referral_hub.domain.expressions.expression import faults_in
from referral_hub.domain.shapes import Money
from referral_hub.domain.users import User

from .facts import FACTS, is_fact
from .policy import PayoutDay, RewardPolicy
from .samples import fault_in

Problems = Iterator[tuple[str, str]]
_KNOWN = f"known: {', '.join(FACTS)}, other.<name>"
_LAST_OF_MONTH = 31


def misfits_of(policy: RewardPolicy, find: Callable[[str], User | None]) -> dict[str, str]:
    """Name all that is wrong with a policy, by its place; `find` knows the users."""
    found: dict[str, str] = {}
    for check in (_of_conditions, _of_tiers, _of_amounts, _of_rates, _of_payout):
        found |= dict(check(policy))
    return found | dict(_of_approvers(policy, find))


def _of_conditions(policy: RewardPolicy) -> Problems:
    for i, condition in enumerate(policy.eligibility):
        yield from _of_expression(f"eligibility.{i}.when", condition.when, earning=False)
    for i, condition in enumerate(policy.earns_if):
        yield from _of_expression(f"earns_if.{i}.when", condition.when, earning=True)
    for i, tier in enumerate(policy.tiers):
        if tier.when:
            yield from _of_expression(f"tiers.{i}.when", tier.when, earning=True)


def _of_expression(place: str, when: str, *, earning: bool) -> Problems:
    faults = faults_in(when, known=is_fact)
    why = "; ".join(faults) or fault_in(when, earning=earning)
    if any("unknown name" in fault for fault in faults):
        why = f"{why}; {_KNOWN}"
    if why:
        yield place, why


def _of_tiers(policy: RewardPolicy) -> Problems:
    """Of the tiers each must have sales that none before it takes."""
    before: dict[str, int] = {}
    for i, tier in enumerate(policy.tiers):
        if "" in before:
            yield f"tiers.{i}", f"is never reached: tiers.{before['']} is for all sales"
        elif tier.when in before:
            yield f"tiers.{i}.when", f"is never reached: tiers.{before[tier.when]} says the same"
        before.setdefault(tier.when, i)


def _of_amounts(policy: RewardPolicy) -> Problems:
    fixed = {f"tiers.{i}.fixed": tier.fixed for i, tier in enumerate(policy.tiers)}
    amounts = fixed | {"cap": policy.cap, "approval_above": policy.approval_above}
    for place, amount in amounts.items():
        if amount is not None and (why := _misfit(amount, policy.currency)):
            yield place, why
        elif amount is not None and not Decimal(amount) and place != "approval_above":
            yield place, "must be more than zero"


def _misfit(amount: str, currency: str) -> str:
    if not currency:
        return "is in no currency: name that of the rewards in `currency`"
    try:
        Money.of(amount, currency)
    except ValueError:
        return f"has more decimals than {currency}, or is too large"
    return ""


def _of_rates(policy: RewardPolicy) -> Problems:
    if policy.rates and not policy.currency:
        yield "currency", "must be there: rates change amounts into it"
    for currency, rate in policy.rates.items():
        if currency == policy.currency:
            yield f"rates.{currency}", "is the currency of the rewards, and needs no rate"
        elif not Decimal(rate):
            yield f"rates.{currency}", "must be more than zero"


def _of_payout(policy: RewardPolicy) -> Problems:
    days = policy.payout.days
    match policy.payout.day:
        case PayoutDay.MONTH_END if days:
            yield "payout.days", "must be 0: the last day of a month is one"
        case PayoutDay.DAY_OF_NEXT_MONTH if not 1 <= days <= _LAST_OF_MONTH:
            yield "payout.days", f"must be a day of a month, from 1 to {_LAST_OF_MONTH}"


def _of_approvers(policy: RewardPolicy, find: Callable[[str], User | None]) -> Problems:
    for i, email in enumerate(policy.approvers):
        if why := _no_approver(find(email)):
            yield f"approvers.{i}", why


def _no_approver(user: User | None) -> str:
    if user is None:
        return "is no user"
    if not user.active:
        return "is not active"
    return "" if user.may_own("") else f"may approve nothing as {user.role}"
