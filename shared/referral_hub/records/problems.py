"""The records that have a problem: referrals, their contacts, and their deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import sides
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.problem import ProblemState, Record, state_of
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Item, Key, Table

from .items import BY_PROBLEM, from_item, walk

_BATCH = 25


@dataclass(frozen=True)
class Problems:
    table: Table

    def newest(self, state: ProblemState, *, before: str = "") -> Iterator[tuple[str, Record]]:
        """
        Walk the records whose problem is in this state, each with its place, newest first.

        An index lags behind the table: each record is read from there, and told only if it fits.
        Of a deal with two problems the less urgent one is told when the other is gone.
        """
        return self._read(walk(self.table, BY_PROBLEM, state, before=before), state)

    def oldest(self, state: ProblemState) -> Iterator[tuple[str, Record]]:
        """Walk them as `newest` does, the other way round."""
        return self._read(walk(self.table, BY_PROBLEM, state, newest_first=False), state)

    def _read(self, keys: Iterator[Item], state: ProblemState) -> Iterator[tuple[str, Record]]:
        while batch := list(islice(keys, _BATCH)):
            places = {(key["pk"], key["sk"]): key["listed"] for key in batch}
            items = self.table.get_many([Key(*place) for place in places])
            records = {(item["pk"], item["sk"]): _records(item) for item in items}
            for key, place in places.items():
                for record in records.get(key, ()):
                    if state_of(record) is state:
                        yield place, record


def _records(item: Item) -> tuple[Record, ...]:
    match item["kind"]:
        case "REFERRAL":
            return (from_item(Referral, item),)
        case "OUTGOING":
            return (from_item(OutgoingReferral, item),)
        case "DEAL":
            return sides(from_item(Deal, item))
        case _:
            return (from_item(ContactArrival, item),)
