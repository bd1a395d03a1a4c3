"""Contact info that arrived, and the referrals that wait for some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.arrivals import ContactArrival
from referral_hub.domain.problem import state_of
from referral_hub.domain.referral import Referral
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .items import BY_PROBLEM, contact_key, every, from_item, to_item, waiting_key


class Waiting(Frozen):
    """
    A referral whose partner may tell of contacts.

    `token` is the task token of the execution that waits, empty when none does. It may be stale:
    whoever uses it treats a refusal as the normal case of a wait that has ended.
    """

    number: str
    token: str = ""
    since: Moment
    version: int = 0


# How long after acceptance a partner is listened to.
LISTENED_TO = timedelta(days=30)


@dataclass(frozen=True)
class Contacts:
    table: Table

    def of(self, number: str) -> list[ContactArrival]:
        """List what arrived for a referral, oldest first."""
        items = every(self.table, f"REFERRAL#{number}", prefix="CONTACT#")
        arrivals = [from_item(ContactArrival, item) for item in items]
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
        # Whoever has tried to carry it knows of it; nobody has to be told.
        fresh = "yes" if saved.untouched and not saved.trouble else "no"
        extra = {"fresh": fresh, **_trouble(saved)}
        item = to_item(key, "CONTACT", saved, version=saved.version, **extra)
        self.table.put(item, version=arrival.version)
        return saved

    def wait(self, referral: Referral, *, token: str, now: datetime) -> None:
        """Remember that this referral waits, and with which token; the newest token counts."""
        key = _waiting_key(referral)
        known = self.table.get(key)
        since = from_item(Waiting, known).since if known else now
        version = int(known["version"]) if known else 0
        waiting = Waiting(number=referral.number, token=token, since=since)
        ttl = int((since + LISTENED_TO).timestamp())
        item = to_item(key, "WAITING", waiting, version=version + 1, ttl=ttl)
        self.table.put(item, version=version)

    def waiting(self, referral: Referral) -> Waiting | None:
        item = self.table.get(_waiting_key(referral))
        return from_item(Waiting, item) if item else None

    def waiting_for(self, partner_id: str, partner_opportunity_id: str) -> Waiting | None:
        """Find the referral that an opportunity of the partner's belongs to."""
        item = self.table.get(waiting_key(partner_id, partner_opportunity_id))
        return from_item(Waiting, item) if item else None

    def all_waiting(self, partner_id: str) -> list[Waiting]:
        """List the partner's referrals that an execution waits for, or waited in vain."""
        found = every(self.table, f"WAITING#{partner_id}")
        return [waiting for item in found if (waiting := from_item(Waiting, item)).token]

    def stop_waiting(self, referral: Referral, *, now: datetime) -> None:
        """Forget the token; what the partner tells later is still listened to."""
        if self.waiting(referral):
            self.wait(referral, token="", now=now)


def _trouble(arrival: ContactArrival) -> dict[str, str]:
    """Place it among the problems; `listed` as for referrals, with more than one for each."""
    state = state_of(arrival)
    if state is None:
        return {}
    place = f"{arrival.arrived_at:%Y-%m-%dT%H:%M:%SZ}#{arrival.number}#{arrival.key}"
    return {BY_PROBLEM: state.value, "listed": place}


def _waiting_key(referral: Referral) -> Key:
    """Keyed by what the partner's events name; a platform's referral by its number."""
    return waiting_key(referral.partner_id, referral.partner_opportunity_id or referral.number)
