"""What an admin configures: the intake policy, partners, access keys."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.access import AccessKey, KeyNotFound
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partner import Partner, PartnerExists, PartnerNotFound
from referral_hub.domain.policy import IntakePolicy
from referral_hub.ports import Key, Table

from .items import every, from_item, to_item, whole_item


@dataclass(frozen=True)
class Policies:
    table: Table

    def current(self) -> IntakePolicy:
        """Read the newest version; version 0 is the one that ships."""
        page = self.table.query("POLICY", limit=1, newest_first=True)
        return from_item(IntakePolicy, page.items[0]) if page.items else IntakePolicy()

    def get(self, version: int) -> IntakePolicy:
        """Read the version that a referral was decided under."""
        if version == 0:
            return IntakePolicy()
        item = self.table.get(_policy_key(version))
        if item is None:
            raise Conflict(f"policy version {version} is not there")
        return from_item(IntakePolicy, item)

    def publish(self, policy: IntakePolicy) -> IntakePolicy:
        """
        Add the version after `policy.version`, which must be the newest.

        Raises:
            Conflict: somebody published in between.
        """
        new = policy.model_copy(update={"version": policy.version + 1})
        key = _policy_key(new.version)
        # An item of this kind is written once: its version in the table is that of the policy.
        self.table.put(whole_item(key, "POLICY", new, version=new.version), version=0)
        return new


def _policy_key(version: int) -> Key:
    return Key("POLICY", f"{version:08d}")


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
            raise PartnerNotFound(f"no partner {partner_id}", fields={"partner_id": "is not known"})
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


@dataclass(frozen=True)
class AccessKeys:
    table: Table

    def find(self, key_id: str) -> AccessKey | None:
        item = self.table.get(Key("KEY", key_id))
        return from_item(AccessKey, item) if item else None

    def get(self, key_id: str) -> AccessKey:
        """
        Raises:
            KeyNotFound: no key has this id.
        """
        found = self.find(key_id)
        if found is None:
            raise KeyNotFound(f"no key {key_id}")
        return found

    def all(self) -> list[AccessKey]:
        return [from_item(AccessKey, item) for item in every(self.table, "KEY")]

    def save(self, key: AccessKey) -> AccessKey:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = key.model_copy(update={"version": key.version + 1})
        item = to_item(Key("KEY", key.key_id), "KEY", saved, version=saved.version)
        self.table.put(item, version=key.version)
        return saved
