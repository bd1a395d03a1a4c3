"""A statement of a referrer: what was earned, adjusted, reversed and paid (LC-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from referral_hub.domain.access import Principal
from referral_hub.domain.rewards.statement import StatementLine, statement_lines

from .desk import RewardDesk


@dataclass(frozen=True)
class Statement:
    """
    Some lines, oldest first; `after` is where to go on, empty at the end. `balances` are what is
    owed now, in minor units by currency, whichever lines are shown.
    """

    referrer_id: str
    lines: tuple[StatementLine, ...]
    balances: Mapping[str, int]
    after: str = ""


def statement(
    *, referrer_id: str, by: Principal, limit: int | None, after: str, desk: RewardDesk
) -> Statement:
    """
    Show the lines behind the place `after`, all of them without a limit.

    All entries are read: the balance of a line is the sum of all before it.

    Raises:
        ReferrerNotFound: there is none, or none of the caller's business.
    """
    desk.referrer(referrer_id, by)
    lines = list(statement_lines(desk.ledger.of(referrer_id)))
    balances = {line.entry.currency: line.balance_minor for line in lines}
    left = [line for line in lines if line.entry.place > after]
    shown = tuple(islice(left, limit))
    more = len(shown) < len(left)
    return Statement(referrer_id, shown, balances, shown[-1].entry.place if more else "")
