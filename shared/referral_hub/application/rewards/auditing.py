"""The audit of the ledger: of each reward, the entries must add up to what it says itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from referral_hub.domain.rewards.entries import EntryKind, LedgerEntry
from referral_hub.domain.rewards.reward import Reward

from .desk import RewardDesk

# A reward by its number, and a currency.
_Place = tuple[str, str]

# Ledger and rewards are two reads, between which somebody may write.
_LOOKS = 3


@dataclass(frozen=True)
class Discrepancy:
    """
    What the ledger says of a reward, and what the reward says itself, in minor units: of `what` is
    owed, or was paid.
    """

    number: str
    currency: str
    what: str
    ledger_minor: int
    reward_minor: int


@dataclass(frozen=True)
class Audit:
    """
    Some referrers, by id: what their ledgers say is owed, and their rewards, by currency. `after`
    is where to go on, empty at the end.
    """

    referrers: int
    ledger: Mapping[str, int]
    rewards: Mapping[str, int]
    differences: tuple[Discrepancy, ...]
    after: str = ""


def audit(*, limit: int, after: str, desk: RewardDesk) -> Audit:
    """Compare the ledgers of up to `limit` referrers behind the id `after` with their rewards."""
    behind = (known.referrer_id for known in desk.referrers.all() if known.referrer_id > after)
    ids = list(islice(behind, limit + 1))
    ledger, rewards, differences = Counter[str](), Counter[str](), list[Discrepancy]()
    for referrer_id in ids[:limit]:
        looked = _looked_at(referrer_id, desk)
        ledger.update(looked.ledger)
        rewards.update(looked.rewards)
        differences += looked.differences
    place = ids[limit - 1] if len(ids) > limit else ""
    return Audit(len(ids[:limit]), ledger, rewards, tuple(differences), after=place)


def _looked_at(referrer_id: str, desk: RewardDesk) -> Audit:
    """Look again where something differs: it may have been written in between."""
    for _ in range(_LOOKS):
        found = _compared(desk.ledger.of(referrer_id), desk.rewards.of_referrer(referrer_id))
        if not found.differences:
            break
    return found


def _compared(entries: Iterable[LedgerEntry], rewards: Iterable[Reward]) -> Audit:
    entries, rewards = list(entries), list(rewards)
    owed, paid = _booked(entries)
    claimed = {(r.number, r.currency): r.outstanding_minor for r in rewards}
    received = {(r.number, r.currency): r.paid_minor for r in rewards}
    differences = (*_between("owed", owed, claimed), *_between("paid", paid, received))
    return Audit(1, _by_currency(owed), _by_currency(claimed), differences)


def _booked(entries: Iterable[LedgerEntry]) -> tuple[Counter[_Place], Counter[_Place]]:
    """Add up by reward and currency what the ledger says is owed, and what was paid."""
    owed, paid = Counter[_Place](), Counter[_Place]()
    for entry in entries:
        place = (entry.number, entry.currency)
        owed[place] += entry.minor
        if entry.kind is EntryKind.PAYMENT:
            paid[place] -= entry.minor
    return owed, paid


def _between(
    what: str, ledger: Mapping[_Place, int], rewards: Mapping[_Place, int]
) -> Iterator[Discrepancy]:
    for place in sorted(ledger.keys() | rewards.keys()):
        booked, said = ledger.get(place, 0), rewards.get(place, 0)
        if booked != said:
            yield Discrepancy(*place, what, booked, said)


def _by_currency(minor: Mapping[_Place, int]) -> Counter[str]:
    total = Counter[str]()
    for (_, currency), amount in minor.items():
        total[currency] += amount
    return total
