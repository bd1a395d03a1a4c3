"""Contact info that arrived, and the referrals that hope for some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.contacts import ContactArrival
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Table

from .items import contact_key, from_item, to_item, waiting_key


class Waiting(Frozen):
    """
    A referral that hopes for contact info.

    `token` is the task token of the execution that waits. It may be stale: whoever uses it treats
    a refusal as the normal case of a wait that has ended.
    """

    number: str
    partner_opportunity_id: str = ""
    token: str = ""
    since: Moment
    version: int = 0


@dataclass(frozen=True)
class Contacts:
    table: Table

    def of(self, number: str) -> list[ContactArrival]:
        """List what arrived for a referral, oldest first."""
        page = self.table.query(f"REFERRAL#{number}", prefix="CONTACT#", limit=1000)
        arrivals = [from_item(ContactArrival, item) for item in page.items]
        return sorted(arrivals, key=lambda arrival: (arrival.arrived_at, arrival.key))

    def get(self, number: str, key: str) -> ContactArrival:
        item = self.table.get(contact_key(number, key))
        if item is None:
            raise LookupError(f"no contact {key} on {number}")
        return from_item(ContactArrival, item)

    def save(self, arrival: ContactArrival) -> ContactArrival:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = arrival.model_copy(update={"version": arrival.version + 1})
        key = contact_key(arrival.number, arrival.key)
        fresh = "yes" if saved.untouched else "no"
        item = to_item(key, "CONTACT", saved, version=saved.version, fresh=fresh)
        self.table.put(item, version=arrival.version)
        return saved

    def hope(self, partner_id: str, waiting: Waiting) -> None:
        """Remember that this referral waits, and with which token; the newest token counts."""
        key = waiting_key(partner_id, waiting.number)
        known = self.table.get(key)
        version = int(known["version"]) if known else 0
        item = to_item(key, "WAITING", waiting, version=version + 1)
        self.table.put(item, version=version)

    def waiting(self, partner_id: str, number: str) -> Waiting | None:
        item = self.table.get(waiting_key(partner_id, number))
        return from_item(Waiting, item) if item else None

    def all_waiting(self, partner_id: str, *, since: datetime) -> list[Waiting]:
        """List the partner's referrals that have been hoping since then or later."""
        found: list[Waiting] = []
        after = None
        while True:
            page = self.table.query(f"WAITING#{partner_id}", after=after, limit=1000)
            found += [from_item(Waiting, item) for item in page.items]
            if page.after is None:
                return [w for w in found if w.since >= since]
            after = page.after

    def stop_hoping(self, partner_id: str, number: str) -> None:
        self.table.delete(waiting_key(partner_id, number))
