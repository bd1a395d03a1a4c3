"""
Who has which referrals to work with.

    ASSIGNED#<e-mail>    <place>    a referral that this user was given

Places are counted up and given once: of two who give one user a referral at the same moment, one
conflicts, so that nobody is given more than fits. A referral that ends, or goes to somebody else,
tells nobody; who has as many as fit is looked at closely, and what is over is taken off the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.fitness import is_open
from referral_hub.domain.users import same_address
from referral_hub.ports import Item, Key, Table, Write

from .items import every, from_item, referral_key


@dataclass(frozen=True)
class Room:
    """The write that gives a user one more, and the places that are free again once it is done."""

    write: Write
    over: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Workloads:
    table: Table

    def room(self, owner: str, number: str, *, capacity: int | None = None) -> Room | None:
        """Find a place for one more referral; None where the user has as many as fit."""
        newest = self.table.query(_partition(owner), newest_first=True, limit=capacity or 1).items
        if capacity is None or len(newest) < capacity:
            return Room(_next(owner, number, newest))
        given = list(every(self.table, _partition(owner)))
        kept = self._at_work(owner, given)
        if len(kept) >= capacity:
            return None
        # The newest stays: the next place is counted from it.
        over = [Key(i["pk"], i["sk"]) for i in given[:-1] if i["number"] not in kept]
        return Room(_next(owner, number, newest), tuple(over))

    def free(self, places: Iterable[Key]) -> None:
        for place in places:
            self.table.delete(place)

    def _at_work(self, owner: str, given: Sequence[Item]) -> set[str]:
        keys = [referral_key(item["number"]) for item in given]
        read = (from_item(Referral, item) for item in self.table.get_many(keys))
        return {r.number for r in read if is_open(r) and same_address(r.assignment.owner) == owner}


def _next(owner: str, number: str, newest: Sequence[Item]) -> Write:
    place = int(newest[0]["sk"]) + 1 if newest else 1
    key = {"pk": _partition(owner), "sk": f"{place:010d}"}
    return Write({**key, "kind": "ASSIGNED", "version": 1, "number": number}, 0)


def _partition(owner: str) -> str:
    return f"ASSIGNED#{owner}"
