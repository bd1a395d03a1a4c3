"""On which days a reward is free, and paid."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from referral_hub.domain.shapes import LAST_DAY

from .policy import PayoutDay, PayoutRule, RewardPolicy


def held_until(policy: RewardPolicy, *, earned_on: date, close_date: date | None) -> date | None:
    """
    Say until when a reward is held; None where it is free as soon as it is earned.

    A sale that closes later than it is won is held until it does. A day that no CRM takes is the
    blank of somebody's software.
    """
    closes = close_date if close_date and close_date <= LAST_DAY else earned_on
    free = max(_after(earned_on, policy.hold_days), closes)
    return free if free > earned_on else None


def payout_date(rule: PayoutRule, *, free: date) -> date:
    """Say when a reward is paid that is free from this day on."""
    match rule.day:
        case PayoutDay.DAYS_AFTER:
            return _after(free, rule.days)
        case PayoutDay.MONTH_END:
            return _in_month(free, 31)
        case PayoutDay.DAY_OF_NEXT_MONTH:
            return _in_month(_after(_in_month(free, 31), 1), rule.days)


def _in_month(day: date, number: int) -> date:
    """Find the day of this number in the month of `day`, or the last one of a shorter month."""
    _, last = monthrange(day.year, day.month)
    return day.replace(day=min(max(number, 1), last))


def _after(day: date, days: int) -> date:
    return day + min(timedelta(days=days), date.max - day)
