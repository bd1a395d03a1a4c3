"""Contact info that arrived, the referrals that wait for some, and what partners call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.problem import state_of
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .items import BY_PROBLEM, contact_key, every, from_item, to_item, waiting_key
from .referrals import Referrals


class Waiting(Frozen):
    """
    An accepted referral, of which its partner may tell more.

    `token` is the task token of the execution that waits, or waited: nobody wipes it out.
    Whoever uses it treats a refusal as the normal case of a wait that has ended. `since` is when
    it was first written down.
    """

    number: str
    token: str = ""
    since: Moment
    version: int = 0


# How long after acceptance a partner is asked for contacts.
LISTENED_TO = timedelta(days=30)
# How long it is known whose a partner's opportunity is: deals take longer than contacts.
KNOWN = timedelta(days=730)


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
        self._remember(
            _waiting_key(referral), Waiting(number=referral.number, token=token, since=now)
        )

    def know(self, referral: Referral, *, waits: bool, now: datetime) -> None:
        """
        Remember whose the partner's opportunity is, under every id that the partner gave it.

        Of a referral that `waits`, the wait itself tells the first. What is known costs no write,
        nor does a partner that gives no other id than the referral has.
        """
        for place in referral.partner_opportunity_ids[int(waits) :]:
            key = waiting_key(referral.partner_id, place)
            if place != referral.partner_referral_id and self.table.get(key) is None:
                self._remember(key, Waiting(number=referral.number, since=now))

    def _remember(self, key: Key, waiting: Waiting) -> None:
        known = self.table.get(key)
        since = from_item(Waiting, known).since if known else waiting.since
        version = int(known["version"]) if known else 0
        kept = waiting.model_copy(update={"since": since})
        ttl = int((since + KNOWN).timestamp())
        self.table.put(to_item(key, "WAITING", kept, version=version + 1, ttl=ttl), version=version)

    def waiting(self, referral: Referral) -> Waiting | None:
        item = self.table.get(_waiting_key(referral))
        return from_item(Waiting, item) if item else None

    def waiting_for(self, partner_id: str, partner_opportunity_id: str) -> Waiting | None:
        """Find the referral that an opportunity of the partner's belongs to."""
        item = self.table.get(waiting_key(partner_id, partner_opportunity_id))
        return from_item(Waiting, item) if item else None

    def all_waiting(self, partner_id: str) -> list[Waiting]:
        """
        List the partner's referrals whose contact info is overdue.

        Before that nobody is asked one by one: events and the poll tell of changes.
        """
        late = Referrals(self.table).overdue(partner_id)
        return [Waiting(number=r.number, since=_accepted_at(r)) for r in late]


def _accepted_at(referral: Referral) -> datetime:
    return referral.acceptance.at if referral.acceptance else referral.received_at


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
