"""
Which referrals are about which customer.

    CUSTOMER#<by>#<text>    <time>#<number>    a referral of this customer, in either direction, and
                                               with which partner
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from referral_hub.domain.customers import CustomerKey
from referral_hub.domain.errors import Conflict
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.ports import Item, Table

if TYPE_CHECKING:
    from referral_hub.domain.outgoing.referral import OutgoingReferral

# A customer whom everybody refers is looked through so far, newest first.
MOST = 100


class Reference(NamedTuple):
    """One referral of a customer, and with whom."""

    number: str
    partner_id: str


@dataclass(frozen=True)
class Customers:
    table: Table

    def remember(self, referral: OutgoingReferral) -> None:
        """Note whose customer is shared; noting it again changes nothing."""
        known = Reference(referral.number, referral.partner_id)
        for key in referral.customer_keys:
            self._note(key, known, referral.created_at)

    def remember_invitation(self, invitation: Invitation) -> None:
        """Note whose customer was referred to the host; noting it again changes nothing."""
        if key := invitation.customer_key:
            known = Reference(invitation.number, invitation.partner_id)
            self._note(key, known, invitation.received_at)

    def _note(self, key: CustomerKey, known: Reference, at: datetime) -> None:
        place = {"pk": _partition(key), "sk": f"{_spelled(at)}#{known.number}"}
        item = {**place, "kind": "CUSTOMER", "version": 1, "partner": known.partner_id}
        with suppress(Conflict):
            self.table.put(item, version=0)

    def references(self, key: CustomerKey, *, since: datetime) -> Iterator[Reference]:
        """Walk the referrals of a customer that came about since then, newest first."""
        for item in islice(self._items(key), MOST):
            at, _, number = item["sk"].rpartition("#")
            if at < _spelled(since):
                return
            yield Reference(number, item["partner"])

    def _items(self, key: CustomerKey) -> Iterator[Item]:
        after = None
        while True:
            page = self.table.query(_partition(key), newest_first=True, after=after)
            yield from page.items
            after = page.after
            if after is None:
                return


def _spelled(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _partition(key: CustomerKey) -> str:
    return f"CUSTOMER#{key.by}#{key.text}"
