"""
Rewards, and the ledger of what is owed.

    REFERRAL#<number>        REWARD                                   what it earns
    REWARDS_OF#<referrer>    <time>#<number>                          a reward of this referrer
    LEDGER#<referrer>        <time>#<number>#<reward version>#<kind>  an entry; never changed

In `by_change` stand those that wait for a day, sorted by it: held rewards, and what is to be paid.
`due` says that a partner may have to be told of a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from referral_hub.domain.rewards.entries import LedgerEntry, entries_between
from referral_hub.domain.rewards.refusals import RewardNotFound
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.ports import Item, Key, Table, Write

from . import listing
from .items import BY_PARTNER, BY_STATUS, from_item, to_item
from .races import unless_overtaken

T = TypeVar("T")

KIND = "REWARD"
_BY_DAY = "by_change"
_HELD, _TO_PAY = "REWARD#HELD", "REWARD#TO_PAY"


@dataclass(frozen=True)
class Rewards:
    table: Table

    def find(self, number: str) -> Reward | None:
        item = self.table.get(_key(number))
        return from_item(Reward, item) if item else None

    def get(self, number: str) -> Reward:
        """
        Raises:
            RewardNotFound: the referral of this number has none.
        """
        found = self.find(number)
        if found is None:
            raise RewardNotFound(f"no reward {number}")
        return found

    def these(self, numbers: Sequence[str]) -> list[Reward]:
        """Read up to 100 rewards, in no order; those that there are none of are left out."""
        found = self.table.get_many([_key(number) for number in numbers])
        return [from_item(Reward, item) for item in found]

    def writes_of(self, before: Reward | None, after: Reward | None) -> list[Write]:
        """
        The writes that take a reward from `before` to `after`: its item, the entries of the ledger,
        and once its place among the referrer's. None where nothing changed.
        """
        if after is None or after == before:
            return []
        saved = after.model_copy(update={"version": after.version + 1})
        entries = [Write(_entry_item(entry), 0) for entry in entries_between(before, saved)]
        place = [] if before else [Write(_place_item(saved), 0)]
        return [Write(_item_of(saved), after.version), *entries, *place]

    def save(self, before: Reward, after: Reward) -> Reward:
        """
        Raises:
            Conflict: it changed since `before` was read.
        """
        writes = self.writes_of(before, after)
        if not writes:
            return before
        self.table.put_all(writes)
        return after.model_copy(update={"version": after.version + 1})

    def change(self, number: str, change: Callable[[Reward], Reward]) -> Reward:
        """
        Let `change` decide on what is stored now, and keep it with its entries; when somebody else
        was faster, look again.

        Raises:
            RewardNotFound: the referral of this number has none.
            Conflict: others were faster, time and again.
        """

        def once() -> Reward:
            before = self.get(number)
            return self.save(before, change(before))

        return unless_overtaken(number, once)

    def newest(
        self,
        *,
        states: Sequence[RewardState] = tuple(RewardState),
        partner_ids: Sequence[str] | None = None,
        before: str = "",
    ) -> Iterator[Reward]:
        """
        Walk them, or those of some partners' referrers, newest first, beginning after the `listed`
        key of the last one seen. An index lags behind: each is read from the table.
        """
        if partner_ids is not None:
            keys = listing.newest(
                self.table, BY_PARTNER, map(_of_partner, partner_ids), before=before
            )
        else:
            keys = listing.newest(self.table, BY_STATUS, map(_in_state, states), before=before)
        return (reward for reward in self._read(keys) if reward.state in states)

    def of_referrer(self, referrer_id: str, *, before: str = "") -> Iterator[Reward]:
        """Walk those of one referrer, newest first, beginning after the `listed` key `before`."""
        pk, after = f"REWARDS_OF#{referrer_id}", None
        while True:
            page = self.table.query(pk, newest_first=True, after=after, below=before)
            numbers = [place["sk"].partition("#")[2] for place in page.items]
            yield from self._read({"pk": _key(n).pk, "sk": _key(n).sk} for n in numbers)
            after = page.after
            if after is None:
                return

    def held_until(self, day: date) -> Iterator[Reward]:
        """Walk those whose hold is over on this day or was before."""
        return self._due(_HELD, day)

    def to_pay_by(self, day: date) -> Iterator[Reward]:
        """Walk those of which something is to be paid, or taken back, by this day."""
        return (reward for reward in self._due(_TO_PAY, day) if reward.payable_by(day))

    def _due(self, partition: str, day: date) -> Iterator[Reward]:
        after, below = None, f"{day + timedelta(days=1)}"
        while True:
            page = self.table.query(partition, index=_BY_DAY, after=after, below=below)
            yield from self._read(page.items)
            after = page.after
            if after is None:
                return

    def _read(self, keys: Iterator[Item] | Sequence[Item]) -> Iterator[Reward]:
        return (from_item(Reward, item) for item in listing.read(self.table, keys))


def listed_at(reward: Reward) -> str:
    """The place of a reward in a list: by time of creation, then by number."""
    return f"{reward.created_at:%Y-%m-%dT%H:%M:%SZ}#{reward.number}"


def ledger_of(referrer_id: str) -> str:
    return f"LEDGER#{referrer_id}"


def _item_of(reward: Reward) -> Item:
    told = {BY_PARTNER: _of_partner(reward.partner_id), "due": "yes"} if reward.partner_id else {}
    return to_item(
        _key(reward.number),
        KIND,
        reward,
        version=reward.version,
        by_status=_in_state(reward.state),
        listed=listed_at(reward),
        **told,
        **_day_of(reward),
    )


def _day_of(reward: Reward) -> dict[str, str]:
    """By which day it waits for what: what is too much is to be taken back as soon as may be."""
    if wakes := reward.wakes_on:
        return {_BY_DAY: _HELD, "changed": f"{wakes}#{reward.number}"}
    if not reward.payable_by(date.max):
        return {}
    due = reward.payout_date if reward.outstanding_minor > 0 else None
    return {_BY_DAY: _TO_PAY, "changed": f"{due or date.min}#{reward.number}"}


def _place_item(reward: Reward) -> Item:
    place = {"pk": f"REWARDS_OF#{reward.referrer_id}", "sk": listed_at(reward)}
    return place | {"kind": "REWARD_OF", "version": 1}


def _entry_item(entry: LedgerEntry) -> Item:
    key = Key(ledger_of(entry.referrer_id), entry.place)
    return to_item(key, "LEDGER_ENTRY", entry, version=1)


def _key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", KIND)


def _in_state(state: RewardState) -> str:
    return f"reward#{state}"


def _of_partner(partner_id: str) -> str:
    """Apart from what the partner shared with the host."""
    return f"reward#{partner_id}"
