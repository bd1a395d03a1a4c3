"""All that is known of one sale already: whose its records are, and what was seen of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, UnmatchedState

from .desk import LifecycleDesk

# So many are written in one transaction with what follows from them.
_MOST = 15


@dataclass(frozen=True)
class Gathered:
    """
    `links` are the numbers of referrals by the places of the sale's records, empty where a record
    is nobody's yet; `waiting` is what was seen of those.
    """

    links: Mapping[str, str]
    waiting: Sequence[UnmatchedRecord] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, self.links.values())))

    @property
    def new_places(self) -> tuple[str, ...]:
        return tuple(place for place, number in self.links.items() if not number)

    @property
    def sightings(self) -> tuple[RecordSeen, ...]:
        return tuple(seen for record in self.waiting for seen in record.sightings)


def gather(places: Iterable[str], desk: LifecycleDesk) -> Gathered:
    """
    Go from records to those that belong to them, within reason: what was seen of one before anybody
    knew whose it is may name the next, or be named by it. What is left out is found when it is seen
    again.
    """
    links, waiting = dict[str, str](), list[UnmatchedRecord]()
    fresh = list(places)
    while fresh:
        links |= {**dict.fromkeys(fresh, ""), **desk.tracked.linked(fresh)}
        nobodys = [place for place in fresh if not links[place]]
        found = [desk.unmatched.of(place) for place in nobodys]
        known = [r for r in found if r and r.state is not UnmatchedState.MATCHED]
        waiting += known
        named = (p for record in known for seen in record.sightings for p in seen.belongs_to)
        beside = dict.fromkeys([*named, *desk.unmatched.belonging_to(nobodys)])
        unknown = [place for place in beside if place not in links]
        fresh = unknown[: _MOST - len(links)]
    return Gathered(links, waiting)
