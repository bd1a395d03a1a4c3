"""A referrer's statement: the entries of the ledger with what was owed after each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from referral_hub.domain.shapes import Frozen

from .entries import LedgerEntry


class StatementLine(Frozen):
    """An entry, and what the referrer was owed after it in the entry's currency, in minor units."""

    entry: LedgerEntry
    balance_minor: int


def statement_lines(entries: Iterable[LedgerEntry]) -> Iterator[StatementLine]:
    """Walk all entries of a referrer, oldest first, with the balance of each one's currency."""
    owed: Counter[str] = Counter()
    for entry in entries:
        owed[entry.currency] += entry.minor
        yield StatementLine(entry=entry, balance_minor=owed[entry.currency])
