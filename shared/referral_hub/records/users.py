"""The people who work with the hub, by e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.users import User, UserNotFound, same_address
from referral_hub.ports import Key, Table, Write

from .items import every, from_item, to_item

_ADMINS_TAKEN = Key("ADMINS_TAKEN", "COUNT")


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
        saved, write = _next(user)
        self.table.put(write.item, version=write.version)
        return saved

    def admins_taken(self) -> int:
        """How many users have ceased to be admins: a number that `save_as_no_admin` wants back."""
        item = self.table.get(_ADMINS_TAKEN)
        return int(item["version"]) if item else 0

    def save_as_no_admin(self, user: User, *, seen: int) -> User:
        """
        Save a user who was an admin, unless another has ceased to be one since `seen` was read:
        else two admins who take each other's role away at once would both succeed.

        Raises:
            Conflict: as `save`, or another has.
        """
        saved, write = _next(user)
        self.table.put_all([write, one_admin_less(seen)])
        return saved


def one_admin_less(seen: int) -> Write:
    """The write that counts who ceases to be an admin; of two that have `seen` alike one fails."""
    pk, sk = _ADMINS_TAKEN.pk, _ADMINS_TAKEN.sk
    return Write({"pk": pk, "sk": sk, "kind": "ADMINS_TAKEN", "version": seen + 1}, seen)


def _next(user: User) -> tuple[User, Write]:
    """Return the next version of a user, and the write that keeps it."""
    saved = user.model_copy(update={"version": user.version + 1})
    item = to_item(Key("USER", saved.key), "USER", saved, version=saved.version)
    return saved, Write(item, user.version)
