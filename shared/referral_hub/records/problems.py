"""The records that have a problem: referrals, their contacts, and their deals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from referral_hub.domain.access import Rights
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import sides
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.problem import ProblemState, partner_of, state_of
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Item, Key, Table

from .items import BY_PROBLEM, from_item, referral_key, walk

if TYPE_CHECKING:
    from referral_hub.domain.problem import Record

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

    def newest_of(
        self, by: Rights, state: ProblemState, *, before: str = ""
    ) -> Iterator[tuple[str, Record | None]]:
        """
        Walk them as `newest` does, for one who may not see all of them: in the place of a record
        that is none of their business stands nothing, and the place is only its second.
        """
        walked = self.newest(state, before=before)
        if not by.role.limited:
            yield from walked
            return
        while batch := list(islice(walked, _BATCH)):
            partners = self._partners([record for _, record in batch])
            for place, record in batch:
                seen = by.may_see(partners.get(record.number, ""))
                yield (place, record) if seen else (_second_of(place), None)

    def _partners(self, records: Sequence[Record]) -> dict[str, str]:
        """Tell whose the records are, by number; a contact's referral has to be asked for it."""
        known = {record.number: partner for record in records if (partner := partner_of(record))}
        others = {record.number for record in records} - known.keys()
        items = self.table.get_many([referral_key(number) for number in others])
        found = (from_item(Referral, item) for item in items)
        return known | {referral.number: referral.partner_id for referral in found}

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


def _second_of(place: str) -> str:
    """Keep of a place what names no record; the list goes on after everything of that second."""
    return place.partition("#")[0] + "#"


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
