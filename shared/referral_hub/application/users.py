"""Who works with the hub: add and change users, and never lock the last admin out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.access import AccessKey, Role
from referral_hub.domain.users import LastAdmin, User
from referral_hub.records.access_keys import AccessKeys
from referral_hub.records.partners import Partners
from referral_hub.records.users import Users, one_admin_less

from .access import must_fit


@dataclass(frozen=True)
class Doors:
    """All ways into the hub; `signs_in` tells whether users need no key."""

    users: Users
    keys: AccessKeys
    signs_in: bool


def save_user(
    *, user: User, before: User | None, now: datetime, partners: Partners, doors: Doors
) -> User:
    """
    Keep a user as told; what it says counts from the next request on.

    Raises:
        PartnerRequired: the role is for one partner, for some or for none, and others are given.
        PartnerNotFound: one of them does not exist.
        LastAdmin: nobody could administer the hub any more.
        Conflict: somebody else changed the user, or took an admin away.
    """
    must_fit(user, partners, field="partner_ids")
    if before is None or not before.administers or user.administers:
        return doors.users.save(user)
    seen = doors.users.admins_taken()
    others = [other for other in doors.users.all() if other.key != user.key]
    must_leave_an_admin(others, doors.keys.all(), now=now, signs_in=doors.signs_in)
    return doors.users.save_as_no_admin(user, seen=seen)


def revoke_key(*, key_id: str, now: datetime, doors: Doors) -> AccessKey:
    """
    Close a key for good, at once.

    Raises:
        KeyNotFound: no such key.
        LastAdmin: nobody could administer the hub any more.
        Conflict: somebody else changed the key, or took an admin away.
    """
    key, seen = doors.keys.get(key_id), doors.users.admins_taken()
    if not opens_for_an_admin(key, users := tuple(doors.users.all()), now=now):
        return doors.keys.save(key.revoked(at=now))
    others = [other for other in doors.keys.all() if other.key_id != key_id]
    must_leave_an_admin(users, others, now=now, signs_in=doors.signs_in)
    return doors.keys.save(key.revoked(at=now), beside=[one_admin_less(seen)])


def must_leave_an_admin(
    users: Iterable[User], keys: Iterable[AccessKey], *, now: datetime, signs_in: bool
) -> None:
    """
    Raises:
        LastAdmin: with these users and keys, nobody gets in who may administer the hub.
    """
    known = tuple(users)
    if signs_in and any(user.administers for user in known):
        return
    if not any(opens_for_an_admin(key, known, now=now) for key in keys):
        raise LastAdmin("nobody could administer the hub any more")


def opens_for_an_admin(key: AccessKey, users: Iterable[User], *, now: datetime) -> bool:
    """Tell whether a key lets an admin in, and will go on doing so."""
    if not key.lives(now) or key.expires_at is not None:
        return False
    if not key.user:
        return key.role is Role.ADMIN
    return any(user.administers for user in users if user.key == key.user)
