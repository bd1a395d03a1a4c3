"""Contact info that arrived, and the executions that wait for some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.book import shown
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.problem import state_of
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .book_marks import Clock, attributes_of, marked, utc_now
from .items import BY_PROBLEM, contact_key, every, from_item, to_item


class Waiting(Frozen):
    """
    The execution that waits for a referral's contact info, or waited: nobody wipes it out.

    `token` is its task token. Whoever uses it treats a refusal as the normal case of a wait that
    has ended. `since` is when the first wait began.
    """

    token: str
    since: Moment
    version: int = 0


# How long after acceptance a partner is asked for contacts.
LISTENED_TO = timedelta(days=30)
# Step Functions ends an execution after a year, whatever it waits for.
LONGEST_WAIT = timedelta(days=365)


@dataclass(frozen=True)
class Contacts:
    table: Table
    clock: Clock = utc_now

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
        saved = marked(saved, shown.of_contact(saved), self.clock)
        key = contact_key(arrival.number, arrival.key)
        # Whoever has tried to carry it knows of it; nobody has to be told.
        fresh = "yes" if saved.untouched and not saved.trouble else "no"
        extra = {"fresh": fresh, **_trouble(saved), **attributes_of(saved)}
        item = to_item(key, "CONTACT", saved, version=saved.version, **extra)
        self.table.put(item, version=arrival.version)
        return saved

    def wait(self, number: str, *, token: str, now: datetime) -> None:
        """
        Remember that this referral waits, and with which token; the newest token counts.

        Raises:
            Conflict: another execution began to wait at the same time.
        """
        known = self.waiting(number)
        version = known.version if known else 0
        ttl = int((now + LONGEST_WAIT).timestamp())
        waiting = Waiting(token=token, since=known.since if known else now)
        item = to_item(_waiting_key(number), "WAITING", waiting, version=version + 1, ttl=ttl)
        self.table.put(item, version=version)

    def waiting(self, number: str) -> Waiting | None:
        item = self.table.get(_waiting_key(number))
        return from_item(Waiting, item) if item else None


def _trouble(arrival: ContactArrival) -> dict[str, str]:
    """Place it among the problems; `listed` as for referrals, with more than one for each."""
    state = state_of(arrival)
    if state is None:
        return {}
    place = f"{arrival.arrived_at:%Y-%m-%dT%H:%M:%SZ}#{arrival.number}#{arrival.key}"
    return {BY_PROBLEM: state.value, "listed": place}


def _waiting_key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "WAITING")
