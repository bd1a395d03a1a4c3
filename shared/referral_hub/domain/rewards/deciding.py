"""What a policy says of a referral, from its facts alone: the same facts, the same decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.tracing import paths_in, trace
from referral_hub.domain.expressions.values import ExpressionFailed, Value
from referral_hub.domain.shapes import Money, minor_digits

from .amounts import NoAmount, amount_of, base_of, in_minor_units, plain, reward_currency, share_of
from .decision import Decision, Reason, Verdict
from .facts import Facts, spoken
from .paydays import held_until, payout_date
from .policy import Condition, RewardPolicy, Tier


def decide(
    policy: RewardPolicy,
    *,
    start: Facts,
    end: Facts | None = None,
    earned_on: date | None = None,
    at: datetime,
) -> Decision:
    """
    Say what a referral earns; `end` is None while its sale is not won, or not any more.

    `earned_on` is the day on which it was won; that of `at` where nobody knows. Whatever the facts
    are, this is the answer: what cannot be worked out is a reason, and no reward. The policy must
    be one that has no misfits. All days follow from `earned_on` and the close date: a reward whose
    `held_until` is past by now is free.
    """
    day = earned_on or at.date()
    eligibility = _judged("eligibility", policy.eligibility, _Sale(start, policy))
    open_ = Decision(
        policy=policy.pin,
        at=at,
        verdict=Verdict.OPEN,
        start=start,
        end=end,
        earned_on=day if end else None,
        reasons=eligibility,
    )
    if not all(reason.held for reason in eligibility):
        return _with(open_, Verdict.NOT_ELIGIBLE)
    if end is None:
        return open_
    return _at_the_end(open_, _Sale(end, policy), day)


@dataclass(frozen=True)
class _Sale:
    """The facts of a sale, as the conditions of a policy read them."""

    facts: Facts
    policy: RewardPolicy

    def value(self, path: str) -> Value:
        if path == "amount":
            return amount_of(self.facts, self.policy)
        return self.facts.value(path)

    @property
    def currency(self) -> str:
        return reward_currency(self.facts, self.policy)

    def holds(self, when: str) -> bool:
        """Tell whether a condition holds; where it has no value, it does not."""
        try:
            return bool(evaluate(when, self.value))
        except ExpressionFailed:
            return False

    def unknown_in(self, when: str) -> str:
        """Name what a condition reads and nobody told, or told so that it cannot be read."""
        return "; ".join(why for path in paths_in(when) if (why := self._trouble(path)))

    def _trouble(self, path: str) -> str:
        try:
            told = evaluate(path, self.value)
        except ExpressionFailed as failed:
            return failed.why
        return f"{spoken(path)} is not known" if told is None else ""


def _at_the_end(eligible: Decision, sale: _Sale, earned_on: date) -> Decision:
    try:
        base = base_of(sale.facts, sale.policy)
    except NoAmount as none:
        return _with(eligible, Verdict.NO_AMOUNT, _no_amount(none))
    conditions = _judged("earns_if", sale.policy.earns_if, sale)
    tiers = tuple(_tiers(sale))
    if not (all(reason.held for reason in conditions) and tiers[-1].held):
        return _with(eligible, Verdict.NOT_EARNED, *conditions, *tiers)
    judged = _with(eligible, Verdict.EARNED, *conditions, *tiers)
    tier = sale.policy.tiers[len(tiers) - 1]
    try:
        amount, how = _worked_out(tier, base, sale)
    except NoAmount as none:
        return _with(judged, Verdict.NO_AMOUNT, _no_amount(none))
    return _scheduled(_with(judged, Verdict.EARNED, *how), amount, sale, earned_on)


def _with(decision: Decision, verdict: Verdict, *reasons: Reason) -> Decision:
    update = {"verdict": verdict, "reasons": (*decision.reasons, *reasons)}
    return decision.model_copy(update=update)


def _no_amount(why: NoAmount) -> Reason:
    return Reason(rule="amount", text=f"No reward: {why}.", held=False)


def _judged(rule: str, conditions: tuple[Condition, ...], sale: _Sale) -> tuple[Reason, ...]:
    return tuple(
        _reason(f"{rule}.{i}", condition.when, condition.says, sale)
        for i, condition in enumerate(conditions)
    )


def _reason(rule: str, when: str, says: str, sale: _Sale) -> Reason:
    held = sale.holds(when)
    unknown = "" if held else sale.unknown_in(when)
    text = f"{says} ({unknown})" if unknown else says
    return Reason(rule=rule, text=text, held=held, trace=trace(when, sale.value))


def _tiers(sale: _Sale) -> Iterator[Reason]:
    """Try the tiers one after the other, up to the first that holds."""
    for i, tier in enumerate(sale.policy.tiers):
        says = tier.says or f"Tier {i + 1} of the policy."
        place = f"tiers.{i}"
        reason = (
            _reason(place, tier.when, says, sale)
            if tier.when
            else Reason(rule=place, text=says, held=True)
        )
        yield reason
        if reason.held:
            return


def _worked_out(tier: Tier, base: Decimal, sale: _Sale) -> tuple[Money, list[Reason]]:
    """
    Raises:
        NoAmount: nothing is left of it, or too much.
    """
    currency = sale.currency
    if tier.percentage is None:
        amount = in_minor_units(Decimal(tier.fixed or 0), currency)
        how = f"The reward is {_spelled(amount)}, whatever the sale's amount."
    else:
        amount = in_minor_units(share_of(base, tier.percentage), currency)
        share = f"{plain(tier.percentage)} %"
        how = f"{share} of {_sale_amount(base, sale)} is {_spelled(amount)}."
    told = [Reason(rule="amount", text=how, held=True)]
    cap = sale.policy.cap and in_minor_units(Decimal(sale.policy.cap), currency)
    if cap and cap.minor < amount.minor:
        told.append(
            Reason(rule="cap", text=f"It is limited to {_spelled(cap)}, the most.", held=True)
        )
        amount = cap
    return amount, told


def _sale_amount(base: Decimal, sale: _Sale) -> str:
    facts = sale.facts
    told = f"{Decimal(facts.amount.strip()):.{minor_digits(facts.currency)}f} {facts.currency}"
    if facts.currency == sale.currency:
        return told
    rate = sale.policy.rates[facts.currency]
    return f"{told}, which at {rate} are {plain(base)} {sale.currency},"


def _spelled(money: Money) -> str:
    return f"{money.amount} {money.currency}"


def _scheduled(decision: Decision, amount: Money, sale: _Sale, earned_on: date) -> Decision:
    """Say when the reward is paid, and whether somebody has to approve it."""
    policy = sale.policy
    held = held_until(policy, earned_on=earned_on, close_date=sale.facts.close_date)
    paid = payout_date(policy.payout, free=held or earned_on)
    above = policy.approval_above
    approval = above is not None and amount.minor > _minor(above, amount.currency)
    told = {
        "hold": f"It is held until {held}." if held else "",
        "approval": "Somebody of the host has to approve it." if approval else "",
        "payout": f"It is to be paid on {paid}.",
    }
    reasons = [Reason(rule=rule, text=text, held=True) for rule, text in told.items() if text]
    update = {
        "reasons": (*decision.reasons, *reasons),
        "amount": amount,
        "held_until": held,
        "payout_date": paid,
        "needs_approval": approval,
    }
    return decision.model_copy(update=update)


def _minor(amount: str, currency: str) -> Decimal:
    return Decimal(amount).scaleb(minor_digits(currency))
