"""
Where the index of problems lists what is late, and no problem of a system's: referrals whose
contact info is overdue, and those that wait for an owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.problem import state_of
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.fitness import is_open
from referral_hub.ports import Table

from . import listing
from .items import BY_PROBLEM, from_item, walk

_OVERDUE = "overdue"
_UNASSIGNED = "unassigned"


def listed_under(referral: Referral) -> str:
    """Name the partition of the index that a referral is in; empty for none."""
    if state := state_of(referral):
        return state.value
    if _is_overdue(referral):
        return _OVERDUE
    return _UNASSIGNED if _is_unassigned(referral) else ""


@dataclass(frozen=True)
class Late:
    table: Table

    def overdue(self, partner_id: str) -> Iterator[Referral]:
        """Walk the partner's referrals whose contact info is overdue, newest first."""
        late = self._walk(_OVERDUE)
        return (r for r in late if r.partner_id == partner_id and _is_overdue(r))

    def unassigned(self, *, before: str = "", newest_first: bool = True) -> Iterator[Referral]:
        """Walk what waits for an owner; newest first, it begins after the `listed` key `before`."""
        waiting = self._walk(_UNASSIGNED, before=before, newest_first=newest_first)
        return filter(_is_unassigned, waiting)

    def _walk(
        self, partition: str, *, before: str = "", newest_first: bool = True
    ) -> Iterator[Referral]:
        keys = walk(self.table, BY_PROBLEM, partition, before=before, newest_first=newest_first)
        return (from_item(Referral, item) for item in listing.read(self.table, keys))


def _is_overdue(referral: Referral) -> bool:
    return referral.progress is Progress.CONTACT_OVERDUE


def _is_unassigned(referral: Referral) -> bool:
    return referral.assignment.is_waiting and is_open(referral)
