"""Partners, and how each is connected."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.partner import Partner, PartnerExists, PartnerNotFound
from referral_hub.ports import Key, Table

from .items import every, from_item, to_item


@dataclass(frozen=True)
class Partners:
    table: Table

    def get(self, partner_id: str) -> Partner:
        """
        Raises:
            PartnerNotFound: no partner has this id.
        """
        item = self.table.get(Key("PARTNER", partner_id))
        if item is None:
            raise PartnerNotFound.of(partner_id)
        return from_item(Partner, item)

    def all(self) -> list[Partner]:
        return [from_item(Partner, item) for item in every(self.table, "PARTNER")]

    def add(self, partner: Partner) -> Partner:
        """
        Raises:
            PartnerExists: the id is taken.
        """
        key = Key("PARTNER", partner.partner_id)
        try:
            self.table.put(to_item(key, "PARTNER", partner, version=1), version=0)
        except Conflict:
            raise PartnerExists(
                f"{partner.partner_id} exists", fields={"partner_id": "is taken"}
            ) from None
        return partner.model_copy(update={"version": 1})

    def save(self, partner: Partner) -> Partner:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = partner.model_copy(update={"version": partner.version + 1})
        item = to_item(Key("PARTNER", saved.partner_id), "PARTNER", saved, version=saved.version)
        self.table.put(item, version=partner.version)
        return saved
