"""
Payouts.

    PAYOUT#<payout id>   PAYOUT        a payment to one referrer in one currency
    PAYOUT_RUN#<run id>  <payout id>   one of those that were made in one go
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from referral_hub.domain.rewards.payout import Payout, PayoutState
from referral_hub.domain.rewards.refusals import PayoutNotFound
from referral_hub.ports import Item, Key, Table, Write

from . import listing
from .items import BY_PARTNER, BY_STATUS, every, from_item, to_item

KIND = "PAYOUT"


@dataclass(frozen=True)
class Payouts:
    table: Table

    def find(self, payout_id: str) -> Payout | None:
        item = self.table.get(_key(payout_id))
        return from_item(Payout, item) if item else None

    def get(self, payout_id: str) -> Payout:
        """
        Raises:
            PayoutNotFound: there is none of this id.
        """
        found = self.find(payout_id)
        if found is None:
            raise PayoutNotFound(f"no payout {payout_id}")
        return found

    def save(self, payout: Payout, *, beside: Iterable[Write]) -> Payout:
        """
        Keep a payout with its rewards: all of it, or nothing.

        Raises:
            Conflict: it, or one of its rewards, changed since it was read.
        """
        saved = payout.model_copy(update={"version": payout.version + 1})
        run = [] if payout.version else [Write(_place_in_run(saved), 0)]
        self.table.put_all([Write(_item_of(saved), payout.version), *run, *beside])
        return saved

    def of_run(self, run_id: str) -> list[Payout]:
        """List the payouts that were made in one go, by payee."""
        numbers = [place["sk"] for place in every(self.table, f"PAYOUT_RUN#{run_id}")]
        keys = ({"pk": _key(number).pk, "sk": _key(number).sk} for number in numbers)
        found = (from_item(Payout, item) for item in listing.read(self.table, keys))
        return sorted(found, key=lambda payout: (payout.payee, payout.currency, payout.payout_id))

    def newest(
        self,
        *,
        states: Sequence[PayoutState] = tuple(PayoutState),
        partner_ids: Sequence[str] | None = None,
        before: str = "",
    ) -> Iterator[Payout]:
        """Walk them, or those to some partners' referrers, newest first, as lists do."""
        if partner_ids is not None:
            index, partitions = BY_PARTNER, [_of_partner(partner) for partner in partner_ids]
        else:
            index, partitions = BY_STATUS, [f"payout#{state}" for state in states]
        keys = listing.newest(self.table, index, partitions, before=before)
        found = (from_item(Payout, item) for item in listing.read(self.table, keys))
        return (payout for payout in found if payout.state in states)


def listed_at(payout: Payout) -> str:
    """The place of a payout in a list: by time of creation, then by id."""
    return f"{payout.created_at:%Y-%m-%dT%H:%M:%SZ}#{payout.payout_id}"


def _item_of(payout: Payout) -> Item:
    told = {BY_PARTNER: _of_partner(payout.partner_id), "due": "yes"} if payout.partner_id else {}
    return to_item(
        _key(payout.payout_id),
        KIND,
        payout,
        version=payout.version,
        by_status=f"payout#{payout.state}",
        listed=listed_at(payout),
        **told,
    )


def _place_in_run(payout: Payout) -> Item:
    place = {"pk": f"PAYOUT_RUN#{payout.run_id}", "sk": payout.payout_id}
    return place | {"kind": "PAYOUT_RUN", "version": 1}


def _key(payout_id: str) -> Key:
    return Key(f"PAYOUT#{payout_id}", KIND)


def _of_partner(partner_id: str) -> str:
    return f"payout#{partner_id}"
