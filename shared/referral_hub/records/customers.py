"""
Which referrals are about which customer.

    CUSTOMER#<by>#<text>    <time>#<number>    a referral of this customer, in either direction
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from referral_hub.domain.customers import CustomerKey
from referral_hub.domain.errors import Conflict
from referral_hub.ports import Table

# A customer whom everybody refers is looked through so far, newest first.
MOST = 100


@dataclass(frozen=True)
class Customers:
    table: Table

    def remember(self, keys: Iterable[CustomerKey], number: str, *, at: datetime) -> None:
        """Note that the referral is about this customer; noting it again changes nothing."""
        for key in keys:
            place = f"{at:%Y-%m-%dT%H:%M:%SZ}#{number}"
            item = {"pk": _partition(key), "sk": place, "kind": "CUSTOMER", "version": 1}
            try:
                self.table.put(item, version=0)
            except Conflict:
                continue

    def numbers(self, key: CustomerKey) -> list[str]:
        """List the referrals of a customer, newest first."""
        return [place.rpartition("#")[2] for place in islice(self._places(key), MOST)]

    def _places(self, key: CustomerKey) -> Iterator[str]:
        after = None
        while True:
            page = self.table.query(_partition(key), newest_first=True, after=after)
            yield from (item["sk"] for item in page.items)
            after = page.after
            if after is None:
                return


def _partition(key: CustomerKey) -> str:
    return f"CUSTOMER#{key.by}#{key.text}"
