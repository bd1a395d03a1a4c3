"""
Whose an id of a partner's is: partners speak of their own records, and never of our numbers.

    PARTNER_LINK#<partner>    <the partner's id>    written once the partner has told the id
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .items import from_item, to_item

# Deals take long, and longer than contacts; what is older than this nobody speaks of.
KNOWN = timedelta(days=730)


class PartnerLink(Frozen):
    """The referral, of either direction, that the partner calls `their_id`, and since when."""

    number: str
    their_id: str
    since: Moment


@dataclass(frozen=True)
class PartnerLinks:
    table: Table

    def link(self, partner_id: str, their_id: str, number: str, *, now: datetime) -> None:
        """
        Remember whose it is. Linking again changes nothing, and costs no write.

        Raises:
            Conflict: somebody else did so at the same time.
        """
        key = _key(partner_id, their_id)
        if self.table.get(key) is None:
            link = PartnerLink(number=number, their_id=their_id, since=now)
            ttl = int((now + KNOWN).timestamp())
            self.table.put(to_item(key, "PARTNER_LINK", link, version=1, ttl=ttl), version=0)

    def find(self, partner_id: str, their_id: str) -> PartnerLink | None:
        item = self.table.get(_key(partner_id, their_id))
        return from_item(PartnerLink, item) if item else None

    def of(self, partner_id: str, *, after: str = "", limit: int = 100) -> list[PartnerLink]:
        """
        List the partner's links by its ids, beginning behind the id `after`.

        Whoever walks all of them goes on behind the last one, until fewer than `limit` come.
        """
        place = _key(partner_id, after)
        begin = {"pk": place.pk, "sk": place.sk} if after else None
        page = self.table.query(place.pk, after=begin, limit=limit)
        return [from_item(PartnerLink, item) for item in page.items]


def _key(partner_id: str, their_id: str) -> Key:
    return Key(f"PARTNER_LINK#{partner_id}", their_id)
