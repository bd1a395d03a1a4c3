"""What a reward is worked out of: the sale's amount, exact, in the currency of the reward."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from referral_hub.domain.expressions.values import Unfit
from referral_hub.domain.patterns import CURRENCY
from referral_hub.domain.shapes import Money, minor_digits

from .facts import Facts, number_in
from .policy import RewardPolicy

# No product of an amount, a rate and a percentage has as many digits: nothing is rounded but the
# reward itself, once.
_EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)
_MOST_MINOR = 10**17
_HUNDREDTH = Decimal("0.01")


class NoAmount(Unfit):
    """There is nothing to work a reward out of; says why, for a partner."""


def amount_of(facts: Facts, policy: RewardPolicy) -> Decimal | None:
    """
    Read the sale's amount in the currency of the reward, not rounded; None where there is none.

    Raises:
        Unfit: it is no number, or in a currency without a rate; NoAmount says the latter.
    """
    amount = number_in(facts.amount, of="the sale's amount")
    if amount is None:
        return None
    _must_be_of_its_currency(amount, facts.currency)
    return _EXACT.multiply(amount, _rate(facts.currency, policy))


def base_of(facts: Facts, policy: RewardPolicy) -> Decimal:
    """
    Find what a share is taken of.

    Raises:
        NoAmount: there is no amount above zero.
    """
    try:
        amount = amount_of(facts, policy)
    except NoAmount:
        raise
    except Unfit as unfit:
        raise NoAmount(str(unfit)) from None
    if amount is None:
        raise NoAmount("the sale has no amount")
    if amount <= 0:
        raise NoAmount(f"the sale's amount is {'below zero' if amount else 'zero'}")
    return amount


def reward_currency(facts: Facts, policy: RewardPolicy) -> str:
    return policy.currency or facts.currency


def share_of(base: Decimal, percentage: Decimal) -> Decimal:
    return _EXACT.multiply(_EXACT.multiply(base, percentage), _HUNDREDTH)


def in_minor_units(amount: Decimal, currency: str) -> Money:
    """
    Round half to even, once.

    Raises:
        NoAmount: nothing is left, or more than a reward can be.
    """
    scaled = amount.scaleb(minor_digits(currency), _EXACT)
    minor = int(scaled.to_integral_value(ROUND_HALF_EVEN))
    if minor <= 0:
        raise NoAmount(f"the reward would be less than the smallest amount of {currency}")
    if minor > _MOST_MINOR:
        raise NoAmount("the reward would be too large to be true")
    return Money(minor=minor, currency=currency)


def plain(number: Decimal) -> str:
    """Write a number with all its digits, and no zeros behind them."""
    return f"{number.normalize(_EXACT):f}"


def _must_be_of_its_currency(amount: Decimal, currency: str) -> None:
    if not currency:
        raise NoAmount("the sale names no currency")
    if not re.fullmatch(CURRENCY, currency):
        raise NoAmount("the sale's currency is not three letters such as EUR")
    minor = amount.scaleb(minor_digits(currency), _EXACT)
    if abs(minor) > _MOST_MINOR:
        raise NoAmount("the sale's amount is too large to be true")
    if minor != minor.to_integral_value():
        raise NoAmount(f"the sale's amount has more decimals than {currency}")


def _rate(currency: str, policy: RewardPolicy) -> Decimal:
    if not policy.currency or policy.currency == currency:
        return Decimal(1)
    if currency not in policy.rates:
        raise NoAmount(f"the policy has no rate from {currency} to {policy.currency}")
    return Decimal(policy.rates[currency])
