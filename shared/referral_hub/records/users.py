"""The people who work with the hub, by e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.users import User, UserNotFound, same_address
from referral_hub.ports import Key, Table

from .items import every, from_item, to_item


@dataclass(frozen=True)
class Users:
    table: Table

    def all(self) -> Iterator[User]:
        """Walk them by address."""
        return (from_item(User, item) for item in every(self.table, "USER"))

    def find(self, email: str) -> User | None:
        item = self.table.get(Key("USER", same_address(email)))
        return from_item(User, item) if item else None

    def get(self, email: str) -> User:
        """
        Raises:
            UserNotFound: nobody has this address.
        """
        found = self.find(email)
        if found is None:
            raise UserNotFound(f"no user {email}")
        return found

    def save(self, user: User) -> User:
        """
        Raises:
            Conflict: the user changed since it was read, or is there already.
        """
        saved = user.model_copy(update={"version": user.version + 1})
        item = to_item(Key("USER", saved.key), "USER", saved, version=saved.version)
        self.table.put(item, version=user.version)
        return saved
