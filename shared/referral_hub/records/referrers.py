"""
Referrers: partners, or people who work for them, and advocates.

    REFERRER   <referrer id>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerNotFound
from referral_hub.ports import Key, Table

from .items import every, from_item, to_item

_KIND = "REFERRER"


@dataclass(frozen=True)
class Referrers:
    table: Table

    def find(self, referrer_id: str) -> Referrer | None:
        item = self.table.get(Key(_KIND, referrer_id))
        return from_item(Referrer, item) if item else None

    def get(self, referrer_id: str) -> Referrer:
        """
        Raises:
            ReferrerNotFound: there is none of this id.
        """
        found = self.find(referrer_id)
        if found is None:
            raise ReferrerNotFound(f"no referrer {referrer_id}")
        return found

    def all(self) -> Iterator[Referrer]:
        """Walk them, by id."""
        return (from_item(Referrer, item) for item in every(self.table, _KIND))

    def save(self, referrer: Referrer) -> Referrer:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = referrer.model_copy(update={"version": referrer.version + 1})
        item = to_item(Key(_KIND, saved.referrer_id), _KIND, saved, version=saved.version)
        self.table.put(item, version=referrer.version)
        return saved
